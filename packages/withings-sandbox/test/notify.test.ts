import fc from "fast-check";
import { notificationCategories } from "withings-kit/contract";
import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, type Envelope, type Fields, patientSandbox } from "./support/client.js";
import { answering, probedServer } from "./support/probed-server.js";
import {
  allScopes,
  farSandbox,
  productionUrl,
  type Subscriber,
  subscriber,
  success,
} from "./support/subscriber.js";

test("a subscription is kept after its callback URL answered a HEAD, and is listed as Withings lists it", async () => {
  const asked: string[] = [];
  const callbackurl = await probedServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.writeHead(200).end();
  });
  const { notify } = await subscriber([callbackurl]);
  expect(await notify("subscribe", { callbackurl, appli: "1", comment: "the scale" })).toEqual(success);
  expect(await notify("subscribe", { callbackurl: `${callbackurl}/sleep?token=x`, appli: "44" })).toEqual(
    success,
  );
  expect(asked).toEqual(["HEAD /callback", "HEAD /callback/sleep?token=x"]);
  const [scale, sleep] = [
    { appli: 1, callbackurl, comment: "the scale" },
    { appli: 44, callbackurl: `${callbackurl}/sleep?token=x`, comment: "" },
  ];
  const expires = 2_147_483_647;
  expect(await notify("list")).toEqual({
    status: 0,
    body: {
      profiles: [
        { ...scale, expires },
        { ...sleep, expires },
      ],
    },
  });
  expect(await notify("list", { appli: "44" })).toEqual({
    status: 0,
    body: { profiles: [{ ...sleep, expires }] },
  });
  expect(await notify("list", { appli: "16" })).toEqual({ status: 0, body: { profiles: [] } });
  expect(await notify("get", { callbackurl })).toEqual({ status: 0, body: scale });
  expect(await notify("get", { callbackurl: `${callbackurl}/sleep?token=x`, appli: "44" })).toEqual({
    status: 0,
    body: sleep,
  });
});

test("it works over TCP as well", async () => {
  const sandbox = patientSandbox();
  const server = await sandbox.listen();
  const callbackurl = await probedServer(answering(204));
  const application = sandbox.applications.add({ redirectUris: [callbackurl] });
  const api = client(sandbox, { application, fetch: globalThis.fetch, url: server.cloud.apiUrl });
  const { access_token } = await api.connect();
  const authorization = `Bearer ${access_token}`;
  const fields = { action: "subscribe", callbackurl, appli: "1" };
  expect(await api.post("/notify", fields, { authorization })).toEqual(success);
  expect(sandbox.held.subscriptions).toBe(1);
  await server.close();
});

test("every category about a person can be subscribed to, 53 cannot, and some need a contract", async () => {
  const sandbox = farSandbox();
  const [without, partner] = [
    await subscriber([productionUrl], { sandbox }),
    await subscriber([productionUrl], { sandbox, contract: true }),
  ];
  const subscribe = async ({ notify }: Subscriber, appli: string): Promise<number> =>
    (await notify("subscribe", { callbackurl: productionUrl, appli })).status;
  expect(notificationCategories).toHaveLength(20);
  for (const { appli, scope, access } of notificationCategories) {
    expect(await subscribe(without, String(appli)), String(appli)).toBe(
      scope === undefined ? 503 : access === "contract" ? 2553 : 0,
    );
    expect(await subscribe(partner, String(appli)), String(appli)).toBe(scope === undefined ? 503 : 0);
  }
  for (const unknown of ["", "0", "3", "-1", "1.0", "01", "1 ", "101", "weight", "9".repeat(30)])
    expect(await subscribe(partner, unknown), unknown).toBe(503);
});

test("without a scope that the operation takes it is refused with 403, and without a token with 401", async () => {
  const callbackurl = productionUrl;
  const sandbox = farSandbox();
  const none = await subscriber([productionUrl], { sandbox, scopes: ["user.data"] });
  const info = await subscriber([productionUrl], { sandbox, scopes: ["user.info"] });
  const all = { callbackurl, appli: "46", comment: "c" };
  for (const action of ["subscribe", "list", "get", "update", "revoke"]) {
    expect(await none.notify(action, all), action).toEqual({
      status: 403,
      body: {},
      error:
        "XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges than provided by the access token",
    });
    expect((await none.api.post("/notify", { action, ...all })).status, action).toBe(401);
    const takesInfo = action === "subscribe" || action === "list";
    expect((await info.notify(action, all)).status, action).toBe(takesInfo ? 0 : 403);
  }
});

test("bed in and bed out are accepted without their scope, as observed, or refused if the options say so", async () => {
  const sandbox = farSandbox();
  const { notify } = await subscriber([productionUrl], { sandbox, scopes: ["user.metrics"] });
  const subscribe = async (appli: string): Promise<number> =>
    (await notify("subscribe", { callbackurl: productionUrl, appli })).status;
  expect([await subscribe("50"), await subscribe("51")]).toEqual([0, 0]);
  sandbox.configure({ subscriptionScope: "category" });
  expect([await subscribe("50"), await subscribe("44"), await subscribe("1")]).toEqual([403, 403, 0]);
  const update = { callbackurl: productionUrl, appli: "1", new_appli: "50" };
  expect((await notify("update", update)).status).toBe(403);
});

test("subscribing again changes the comment and makes no second subscription", async () => {
  const { notify, listed } = await subscriber([productionUrl], { sandbox: farSandbox() });
  for (const comment of ["one", "two"])
    expect(await notify("subscribe", { callbackurl: productionUrl, appli: "1", comment })).toEqual(success);
  expect(await listed()).toMatchObject([{ appli: 1, comment: "two" }]);
});

test("update changes the callback URL, the category or the comment, and a new callback URL is asked first", async () => {
  const [one, two, bad] = [
    await probedServer(answering(200)),
    await probedServer(answering(200)),
    await probedServer(answering(405)),
  ];
  const { notify, listed } = await subscriber([one, two, bad]);
  await notify("subscribe", { callbackurl: one, appli: "1", comment: "c" });
  expect(await notify("update", { callbackurl: one, appli: "1", comment: "d" })).toEqual(success);
  expect(await notify("update", { callbackurl: one, appli: "1", new_appli: "4" })).toEqual(success);
  expect(await notify("update", { callbackurl: one, appli: "4", new_callbackurl: two })).toEqual(success);
  const changed = [{ appli: 4, callbackurl: two, comment: "d", expires: 2_147_483_647 }];
  expect(await listed()).toEqual(changed);

  for (const new_callbackurl of [bad, "https://evil.example/", "nonsense", `${two}/`.padEnd(256, "x")])
    expect((await notify("update", { callbackurl: two, appli: "4", new_callbackurl })).status).toBe(293);
  for (const new_appli of ["53", "3", "x"])
    expect((await notify("update", { callbackurl: two, appli: "4", new_appli })).status).toBe(503);
  expect((await notify("update", { callbackurl: two, appli: "4", comment: "c".repeat(256) })).status).toBe(
    304,
  );
  expect(await listed()).toEqual(changed);
});

test("an update onto another subscription leaves one of them", async () => {
  const { notify, listed } = await subscriber([productionUrl], { sandbox: farSandbox() });
  const about = (appli: string): Fields => ({ callbackurl: productionUrl, appli, comment: `about ${appli}` });
  await notify("subscribe", about("1"));
  await notify("subscribe", about("4"));
  expect(await notify("update", { callbackurl: productionUrl, appli: "1", new_appli: "4" })).toEqual(success);
  expect(await listed()).toMatchObject([{ appli: 4, comment: "about 1" }]);
});

test("an update that changes nothing, or more than one thing, has invalid parameters", async () => {
  const { notify, listed } = await subscriber([productionUrl], { sandbox: farSandbox() });
  await notify("subscribe", { callbackurl: productionUrl, appli: "1" });
  const [new_callbackurl, new_appli, comment] = [`${productionUrl}/2`, "4", "c"];
  for (const changes of [
    {},
    { comment: "" },
    { new_callbackurl, new_appli },
    { new_callbackurl, comment },
    { new_appli, comment },
    { new_callbackurl, new_appli, comment },
  ]) {
    const answer = await notify("update", { callbackurl: productionUrl, appli: "1", ...changes });
    expect([answer.status, answer.error]).toEqual([503, expect.stringMatching(/^Invalid Params: /)]);
  }
  expect(await listed()).toMatchObject([{ appli: 1, callbackurl: productionUrl, comment: "" }]);
});

test("revoke ends the subscription of one category, or all of a callback URL", async () => {
  const other = `${productionUrl}/other`;
  const { notify, listed } = await subscriber([productionUrl], { sandbox: farSandbox() });
  for (const appli of ["1", "4", "16"]) await notify("subscribe", { callbackurl: productionUrl, appli });
  await notify("subscribe", { callbackurl: other, appli: "1" });
  expect(await notify("revoke", { callbackurl: productionUrl, appli: "4" })).toEqual(success);
  expect(await listed()).toMatchObject([{ appli: 1 }, { appli: 16 }, { callbackurl: other }]);
  expect(await notify("revoke", { callbackurl: productionUrl })).toEqual(success);
  expect(await listed()).toMatchObject([{ appli: 1, callbackurl: other }]);
});

test("a subscription that there is not is told by Withings' former numbers, or by the one that is asked for", async () => {
  const sandbox = farSandbox();
  const { notify } = await subscriber([productionUrl], { sandbox });
  await notify("subscribe", { callbackurl: productionUrl, appli: "1" });
  const statuses = async (callbackurl: string): Promise<number[]> => {
    const about = { callbackurl, appli: "44" };
    const answers = [
      await notify("get", about),
      await notify("update", { ...about, comment: "c" }),
      await notify("revoke", about),
    ];
    return answers.map(({ status }) => status);
  };
  expect(await statuses(productionUrl)).toEqual([286, 286, 286]);
  expect(await statuses(`${productionUrl}/other`)).toEqual([343, 343, 343]);
  sandbox.configure({ unknownSubscriptionStatus: 294 });
  expect(await statuses(productionUrl)).toEqual([294, 294, 294]);
});

test("subscriptions belong to one person and one application", async () => {
  const sandbox = farSandbox();
  const [one, other] = [
    await subscriber([productionUrl], { sandbox }),
    await subscriber([productionUrl], { sandbox }),
  ];
  await one.notify("subscribe", { callbackurl: productionUrl, appli: "1" });
  expect(await other.listed()).toEqual([]);
  expect((await other.notify("revoke", { callbackurl: productionUrl })).status).toBe(343);
  const demo = await one.api.connect(allScopes, sandbox.people.demo.id);
  const authorization = `Bearer ${demo.access_token}`;
  expect(await one.api.post("/notify", { action: "list" }, { authorization })).toMatchObject({
    body: { profiles: [] },
  });
  expect(await one.listed()).toHaveLength(1);
});

test("when the person's link is revoked, its subscriptions end, and those of others do not", async () => {
  const sandbox = farSandbox();
  const [one, other] = [
    await subscriber([productionUrl], { sandbox }),
    await subscriber([productionUrl], { sandbox }),
  ];
  for (const { notify } of [one, other])
    await notify("subscribe", { callbackurl: productionUrl, appli: "1" });
  expect(await one.api.signed("revoke", { userid: String(one.personId) })).toEqual(success);
  expect(sandbox.held.subscriptions).toBe(1);
  expect(await other.listed()).toHaveLength(1);

  // Nor do they come back with a new link.
  const { access_token } = await one.api.connect(allScopes, one.personId);
  const authorization = `Bearer ${access_token}`;
  expect(await one.api.post("/notify", { action: "list" }, { authorization })).toMatchObject({
    body: { profiles: [] },
  });
});

test("a person has 200 subscriptions for an application at the most, and reset leaves none", async () => {
  const sandbox = farSandbox();
  const { notify } = await subscriber([productionUrl], { sandbox });
  const subscribe = (path: number): Promise<Envelope> =>
    notify("subscribe", { callbackurl: `${productionUrl}/${path}`, appli: "1" });
  for (let path = 0; path < 200; path++) expect(await subscribe(path)).toEqual(success);
  expect(await subscribe(200)).toEqual({
    status: 305,
    body: {},
    error: "Too many notifications are already set",
  });
  expect(await subscribe(7)).toEqual(success);
  const update = { callbackurl: `${productionUrl}/7`, appli: "1", new_callbackurl: `${productionUrl}/200` };
  expect(await notify("update", update)).toEqual(success);
  expect(sandbox.held.subscriptions).toBe(200);
  sandbox.reset();
  expect(sandbox.held.subscriptions).toBe(0);
});

test("the limits of data calls hold: the same call within ten seconds, and GET as an option", async () => {
  const sandbox = createSandbox({ probeFetch: () => Promise.resolve(new Response()) });
  const { api, notify } = await subscriber([productionUrl], { sandbox });
  const fields = { callbackurl: productionUrl, appli: "1" };
  expect((await notify("subscribe", fields)).status).toBe(0);
  expect((await notify("subscribe", fields)).status).toBe(601);
  sandbox.configure({ duplicateFilter: "off" });
  const { access_token } = await api.connect();
  const get = async (): Promise<unknown> =>
    (await sandbox.fetch(`${sandbox.cloud.apiUrl}/notify?action=list&access_token=${access_token}`)).json();
  expect(await get()).toMatchObject({ status: 0 });
  sandbox.configure({ dataCallsByGet: false });
  expect(await get()).toMatchObject({ status: 2554 });
});

test("a fault can be switched on for a subscription", async () => {
  const { api, notify, listed } = await subscriber([productionUrl], { sandbox: farSandbox() });
  api.sandbox.faults.add({ operation: "notify subscribe", kind: "drop", when: "after", times: 1 });
  await expect(notify("subscribe", { callbackurl: productionUrl, appli: "1" })).rejects.toThrow(TypeError);
  expect(await listed()).toHaveLength(1);
});

test("the request log shows no callback URL, whose path or query is what proves a notification", async () => {
  const { api, notify } = await subscriber([productionUrl], { sandbox: farSandbox() });
  api.sandbox.requests.clear();
  await notify("subscribe", { callbackurl: `${productionUrl}/s3cret?also=s3cret`, appli: "1" });
  await notify("update", {
    callbackurl: `${productionUrl}/s3cret?also=s3cret`,
    appli: "1",
    new_callbackurl: `${productionUrl}/s3cret2`,
  });
  const log = api.sandbox.requests.list();
  expect(log).toMatchObject([
    { operation: "notify subscribe", parameters: { action: "subscribe", callbackurl: "***", appli: "1" } },
    { operation: "notify update", parameters: { callbackurl: "***", new_callbackurl: "***" } },
  ]);
  expect(JSON.stringify(log)).not.toContain("s3cret");
});

test("whatever is sent, Withings' envelope comes back, and never a 500", async () => {
  const sandbox = farSandbox();
  const { api } = await subscriber([productionUrl], { sandbox });
  const { access_token } = await api.connect(allScopes);
  const names = ["callbackurl", "appli", "comment", "new_callbackurl", "new_appli", "userid", "__proto__"];
  const values = fc.oneof(
    fc.constantFrom(
      productionUrl,
      `${productionUrl}/2`,
      "1",
      "44",
      "53",
      "-1",
      "9".repeat(400),
      "",
      "null",
      "https://[",
    ),
    fc.string({ unit: "binary", maxLength: 300 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("subscribe", "list", "get", "update", "revoke", "other"),
      fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 6 }),
      fc.boolean(),
      async (action, pairs, asJson) => {
        const response = await sandbox.fetch(`${sandbox.cloud.apiUrl}/notify?action=${action}`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${access_token}`,
            ...(asJson ? { "content-type": "application/json" } : {}),
          },
          body: asJson ? JSON.stringify(Object.fromEntries(pairs)) : new URLSearchParams(pairs),
        });
        expect(response.status).toBe(200);
        expect([0, 286, 293, 304, 305, 343, 503, 2554]).toContain(
          ((await response.json()) as Envelope).status,
        );
      },
    ),
    { numRuns: 1000 },
  );
});
