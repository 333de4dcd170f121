import { expect, test } from "vitest";
import { client, type Envelope, patientSandbox } from "./support/client.js";
import { answering, probedServer } from "./support/probed-server.js";
import { farSandbox, productionUrl, subscriber, success } from "./support/subscriber.js";

test("a callback URL that answers a HEAD with anything but a 2xx is refused with 293, and not kept", async () => {
  for (const [listener, why] of [
    [answering(405), "http status [405]"],
    [answering(500), "http status [500]"],
    [answering(302), "http status [302]"],
  ] as const) {
    const callbackurl = await probedServer(listener);
    const { notify, listed } = await subscriber([callbackurl]);
    expect(await notify("subscribe", { callbackurl, appli: "1" })).toEqual({
      status: 293,
      body: {},
      error: `Partner error: Fail to connect to callback url:[${callbackurl}] ${why}`,
    });
    expect(await listed()).toEqual([]);
  }
});

test("a redirect is not followed, and a callback URL that hangs up or never answers is refused", async () => {
  const asked: string[] = [];
  const redirecting = await probedServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  const hangingUp = await probedServer((request) => request.socket.destroy());
  const silent = await probedServer(() => undefined);
  const { notify, listed } = await subscriber([redirecting, hangingUp, silent]);
  const subscribe = (callbackurl: string): Promise<Envelope> =>
    notify("subscribe", { callbackurl, appli: "1" });
  expect((await subscribe(redirecting)).error).toMatch(/http status \[307\]$/);
  expect(asked).toEqual(["/callback"]);
  expect(await subscribe(hangingUp)).toMatchObject({
    status: 293,
    error: expect.stringMatching(/no connection$/) as unknown,
  });
  expect(await subscribe(silent)).toMatchObject({
    status: 293,
    error: expect.stringMatching(/timeout$/) as unknown,
  });
  expect(await listed()).toEqual([]);
});

test("an address that is not on this machine is accepted unasked, unless the sandbox is given something to ask with", async () => {
  const unasked = await subscriber([productionUrl]);
  expect(await unasked.notify("subscribe", { callbackurl: productionUrl, appli: "1" })).toEqual(success);

  const asked: unknown[] = [];
  const sandbox = patientSandbox({
    probeFetch: (input, init) => {
      asked.push([init?.method, input]);
      return Promise.resolve(new Response(null, { status: 405 }));
    },
  });
  const { notify } = await subscriber([productionUrl], { sandbox });
  expect((await notify("subscribe", { callbackurl: productionUrl, appli: "1" })).status).toBe(293);
  expect(asked).toEqual([["HEAD", productionUrl]]);
});

test("only a registered callback URL, or one below it, can be subscribed", async () => {
  const { notify } = await subscriber([productionUrl], { sandbox: farSandbox() });
  const subscribe = async (callbackurl: string): Promise<number> =>
    (await notify("subscribe", { callbackurl, appli: "1" })).status;
  for (const below of ["", "/", "/hook", "/hook/2", "?token=x"])
    expect(await subscribe(productionUrl + below)).toBe(0);
  for (const other of [
    "https://app.example.com/",
    "https://app.example.com/withings2",
    "https://app.example.com/withings/../admin",
    "https://app.example.com/withings/%2e%2e/admin",
    "https://app.example.com.evil.example/withings",
    "http://app.example.com/withings",
    "https://evil.example/withings",
    "https://[",
    "withings",
  ])
    expect(await subscribe(other), other).toBe(293);
});

test("an application for production keeps the rules; a restricted one may use what it registered", async () => {
  const local = await probedServer(answering(200));
  const sandbox = patientSandbox();
  const urls = [local, "example://withings/auth", productionUrl];
  const strict = client(sandbox, {
    application: sandbox.applications.add({ redirectUris: urls, restricted: false }),
  });
  const { access_token } = await strict.connect();
  const subscribe = (callbackurl: string): Promise<Envelope> =>
    strict.post(
      "/notify",
      { action: "subscribe", callbackurl, appli: "1" },
      { authorization: `Bearer ${access_token}` },
    );
  expect(await subscribe(productionUrl)).toEqual(success);
  expect(await subscribe(local)).toEqual({
    status: 293,
    body: {},
    error: `Partner error: callback url:[${local}] it is not https, its host is not a domain name, its port is neither 80 nor 443`,
  });

  const restricted = await subscriber(urls);
  expect(await restricted.notify("subscribe", { callbackurl: local, appli: "1" })).toEqual(success);
  // Nothing can be sent there, whoever registered it.
  for (const appli of ["1", "44"])
    expect(
      (await restricted.notify("subscribe", { callbackurl: "example://withings/auth", appli })).status,
    ).toBe(293);
});

test("a callback URL and a comment have 255 characters at the most", async () => {
  const { notify } = await subscriber([productionUrl], { sandbox: farSandbox() });
  const url = (length: number): string => `${productionUrl}/`.padEnd(length, "x");
  const subscribe = async (callbackurl: string, comment = ""): Promise<Envelope> =>
    notify("subscribe", { callbackurl, appli: "1", comment });
  expect(await subscribe(url(255), "c".repeat(255))).toEqual(success);
  expect((await subscribe(url(256))).status).toBe(293);
  expect(await subscribe(url(255), "c".repeat(256))).toEqual({
    status: 304,
    body: {},
    error: "The comment is either absent or incorrect",
  });
});

test("a missing callback URL has the number of a wrong one", async () => {
  const { notify } = await subscriber([productionUrl], { sandbox: farSandbox() });
  for (const action of ["subscribe", "get", "update", "revoke"])
    expect(await notify(action, { appli: "1", comment: "c" }), action).toEqual({
      status: 293,
      body: {},
      error: "Callback URL is either absent or incorrect",
    });
});

test("a subscription whose link is revoked while its callback URL is asked is not kept", async () => {
  let [answer, reached] = [(): void => undefined, (): void => undefined];
  const probed = new Promise<void>((resolve) => (reached = resolve));
  const callbackurl = await probedServer((_, response) => {
    answer = () => response.writeHead(200).end();
    reached();
  });
  const { api, notify, personId } = await subscriber([callbackurl]);
  const subscribing = notify("subscribe", { callbackurl, appli: "1" });
  await probed;
  await api.signed("revoke", { userid: String(personId) });
  answer();
  expect((await subscribing).status).toBe(401);
  expect(api.sandbox.held.subscriptions).toBe(0);
});

test("a subscription that is revoked while its new callback URL is asked does not come back", async () => {
  let [answer, reached] = [(): void => undefined, (): void => undefined];
  const probed = new Promise<void>((resolve) => (reached = resolve));
  const slow = await probedServer((_, response) => {
    answer = () => response.writeHead(200).end();
    reached();
  });
  const fast = await probedServer(answering(200));
  const { notify, listed } = await subscriber([fast, slow]);
  await notify("subscribe", { callbackurl: fast, appli: "1" });
  const updating = notify("update", { callbackurl: fast, appli: "1", new_callbackurl: slow });
  await probed;
  expect(await notify("revoke", { callbackurl: fast })).toEqual(success);
  answer();
  expect((await updating).status).toBe(343);
  expect(await listed()).toEqual([]);
});

test("a callback URL can be echoed in other letters, by which it is found as well, and is posted to as it was given", async () => {
  const callbackurl = `${productionUrl}?token=a&more=b`;
  const asked: string[] = [];
  const sandbox = patientSandbox({
    probeFetch: () => Promise.resolve(new Response()),
    notifyFetch: (url) => {
      asked.push(new Request(url).url);
      return Promise.resolve(new Response());
    },
  });
  const { notify, listed, personId } = await subscriber([productionUrl], { sandbox });
  await notify("subscribe", { callbackurl, appli: "1" });
  expect(await listed()).toMatchObject([{ callbackurl }]);
  sandbox.configure({ callbackUrlEcho: "rewritten" });
  const echoed = `${productionUrl}/?token=a&amp;more=b`;
  expect(await listed()).toMatchObject([{ callbackurl: echoed }]);
  for (const known of [callbackurl, echoed])
    expect((await notify("get", { callbackurl: known })).body).toMatchObject({ callbackurl: echoed });
  sandbox.people.data(personId).weighIn({ kg: 70 });
  await sandbox.notifications.settled();
  expect(asked).toEqual([callbackurl]);
  expect(await notify("revoke", { callbackurl: echoed })).toEqual(success);
  expect(await listed()).toEqual([]);
});
