import { notificationCategories } from "withings-kit/contract";
import type { Notification, SandboxOptions } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox, sign } from "./support/client.js";
import { receiver } from "./support/receiver.js";
import { summary, told } from "./support/told.js";
import { allScopes, productionUrl, subscriber } from "./support/subscriber.js";

test("a weigh-in is posted to the callback URL: a form, all texts, and nothing that was measured", async () => {
  const { receives, person, sandbox } = await told([1]);
  const now = Math.floor(sandbox.clock.nowMs() / 1000);
  sandbox.people.data(person).weighIn({ kg: 71.4 });
  await sandbox.notifications.settled();
  expect(receives.received).toEqual([
    {
      path: "/withings",
      contentType: expect.stringMatching(/^application\/x-www-form-urlencoded/) as string,
      fields: { userid: String(person), appli: "1", startdate: String(now), enddate: String(now + 1) },
    },
  ]);
});

test("what is edited and deleted is told as well", async () => {
  const { receives, person, sandbox } = await told([1]);
  const data = sandbox.people.data(person);
  const grpid = data.weighIn({ kg: 71.4 });
  data.edit(grpid, [{ type: 1, value: 714, unit: -1 }]);
  data.delete(grpid);
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(3);
});

test("only who subscribed to the category, for this person and with its scope, is told", async () => {
  const { receives, person, sandbox } = await told([1]);
  const [, , another] = sandbox.people.list();
  sandbox.people.data(person).add({ measures: [{ type: 12, value: 365, unit: -1 }] });
  sandbox.people.data(another?.id ?? 0).weighIn({ kg: 60 });
  await sandbox.notifications.settled();
  expect(receives.received).toEqual([]);

  const without = await told([50], {}, { scopes: ["user.metrics"] });
  without.sandbox.notifications.announce({ userid: without.person, appli: 50 });
  await without.sandbox.notifications.settled();
  expect(without.sandbox.notifications.list()).toEqual([]);
});

test("every category about a person has its own fields, and what is left out is made up", async () => {
  const about = notificationCategories.filter(({ scope }) => scope !== undefined);
  const { receives, person, sandbox } = await told(
    about.map(({ appli }) => appli),
    {},
    { contract: true },
  );
  for (const { appli } of about) sandbox.notifications.announce({ userid: person, appli });
  await sandbox.notifications.settled();
  const payloads = new Map(receives.received.map(({ fields }) => [Number(fields["appli"]), fields]));
  const period = ["userid", "appli", "startdate", "enddate"];
  const bed = ["userid", "appli", "deviceid", "date"];
  const own = new Map([
    [16, ["userid", "appli", "date"]],
    [46, ["userid", "appli", "action"]],
    ...[50, 51, 52, 55, 98, 99, 100].map((appli) => [appli, bed] as const),
  ]);
  for (const { appli } of about)
    expect(Object.keys(payloads.get(appli) ?? {}), String(appli)).toEqual(own.get(appli) ?? period);
  expect(payloads.get(16)?.["date"]).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(payloads.get(46)?.["action"]).toBe("update");
});

test("an application subscribes to 53 with a signature, and is told of devices without an account", async () => {
  const receives = await receiver();
  const sandbox = patientSandbox();
  const application = sandbox.applications.add({ redirectUris: [receives.url] });
  const api = client(sandbox, { application });
  const subscribe = async (secret: string): Promise<number> => {
    const { clientID } = application;
    const nonce = await api.nonce();
    const signature = sign(secret, "subscribe", clientID, nonce);
    const fields = { callbackurl: receives.url, appli: "53", client_id: clientID, nonce, signature };
    return (await api.post("/notify", { action: "subscribe", ...fields })).status;
  };
  expect(await subscribe("wrong")).toBe(sandbox.options.wrongSignatureStatus);
  expect(await subscribe(application.clientSecret)).toBe(0);
  sandbox.notifications.announce({ appli: 53, deviceid: "a device" });
  await sandbox.notifications.settled();
  expect(receives.received.map(({ fields }) => fields)).toEqual([{ appli: "53", deviceid: "a device" }]);
});

test("what cannot be announced is refused with what is allowed", () => {
  const { notifications, people } = patientSandbox();
  const announcing = (appli: number, userid?: number) => (): void => {
    notifications.announce({ appli, ...(userid === undefined ? {} : { userid }) });
  };
  expect(announcing(3, people.demo.id)).toThrow(/appli must be one of 1, 2, 4, /);
  expect(announcing(1)).toThrow(/needs userid/);
  expect(announcing(1, 7)).toThrow(RangeError);
});

test("a person who ends the link is told of by 46, and then nothing more is, nor does any token work", async () => {
  const { receives, person, sandbox, app } = await told([1, 46]);
  const { clientID } = app.api.sandbox.applications.list().at(-1) ?? sandbox.application;
  sandbox.people.disconnect({ personId: person, clientID });
  sandbox.people.data(person).weighIn({ kg: 70 });
  await sandbox.notifications.settled();
  const [{ fields } = { fields: {} }, ...more] = receives.received;
  expect(fields).toEqual({ userid: String(person), appli: "46", action: "unlink" });
  expect(more).toEqual([]);
  expect((await app.notify("list")).status).toBe(401);
  expect(() => {
    sandbox.people.disconnect({ personId: person, clientID });
  }).toThrow(/not connected/);
});

test("what waits for a subscription that ends is dropped", async () => {
  const { receives, person, sandbox, app } = await told([1], { notificationDelaySeconds: 60 });
  sandbox.people.data(person).weighIn({ kg: 70 });
  await sandbox.notifications.settled();
  expect(sandbox.held.notifications).toBe(1);
  await app.notify("revoke", { callbackurl: receives.url });
  sandbox.clock.advance({ minutes: 1 });
  await sandbox.notifications.settled();
  expect(sandbox.notifications.list().map(summary)).toEqual([["dropped"]]);
  expect(receives.received).toEqual([]);
});

test("revoking a person's link ends what waits for it", async () => {
  const { receives, person, sandbox, app } = await told([1], { notificationDelaySeconds: 60 });
  sandbox.people.data(person).weighIn({ kg: 70 });
  expect(await app.api.signed("revoke", { userid: String(person) })).toMatchObject({ status: 0 });
  sandbox.clock.advance({ hours: 1 });
  await sandbox.notifications.settled();
  expect(receives.received).toEqual([]);
});

test("only this machine is posted to, unless the sandbox is given a fetch", async () => {
  const asked: string[] = [];
  const far = async (options: SandboxOptions): Promise<readonly Notification[]> => {
    const sandbox = patientSandbox(options);
    const { notify, personId } = await subscriber([productionUrl], { sandbox });
    await notify("subscribe", { callbackurl: productionUrl, appli: "1" });
    sandbox.people.data(personId).weighIn({ kg: 70 });
    await sandbox.notifications.settled();
    return sandbox.notifications.list();
  };
  const notifyFetch: typeof fetch = (url) => {
    asked.push(new Request(url).url);
    return Promise.resolve(new Response());
  };
  expect((await far({})).map(summary)).toEqual([["unsent"]]);
  expect((await far({ notifyFetch })).map(summary)).toEqual([["delivered", 200]]);
  expect(asked).toEqual([productionUrl]);
});

test("with a delay, it is posted that much later by the sandbox's clock", async () => {
  const { receives, person, sandbox } = await told([1], { notificationDelaySeconds: 90 });
  sandbox.people.data(person).weighIn({ kg: 70 });
  sandbox.clock.advance({ seconds: 89 });
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(0);
  sandbox.clock.advance({ seconds: 1 });
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(1);
});

test("copies arrive as often as is wanted, the same each time", async () => {
  const { receives, person, sandbox } = await told([1], { notificationCopies: 3 });
  sandbox.people.data(person).weighIn({ kg: 70 });
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(3);
  expect(new Set(receives.received.map(({ fields }) => JSON.stringify(fields))).size).toBe(1);
});

test("the order of what happens at once is kept, or shuffled the same way for the same seed", async () => {
  const order = async (notificationOrder: "kept" | "shuffled"): Promise<readonly string[]> => {
    const { receives, person, sandbox } = await told([1], { notificationOrder });
    for (let turn = 0; turn < 12; turn++)
      sandbox.notifications.announce({ userid: person, appli: 1, startdate: turn, enddate: turn + 1 });
    await sandbox.notifications.settled();
    return receives.received.map(({ fields }) => fields["startdate"] ?? "");
  };
  const inOrder = Array.from({ length: 12 }, (_, turn) => String(turn));
  expect(await order("kept")).toEqual(inOrder);
  const shuffled = await order("shuffled");
  expect(shuffled).not.toEqual(inOrder);
  expect(shuffled.toSorted((one, other) => Number(one) - Number(other))).toEqual(inOrder);
  expect(await order("shuffled")).toEqual(shuffled);
});

test("subscriptions to beds lapse without a word where that is wanted, while others go on", async () => {
  const { receives, person, sandbox, app } = await told([1, 50], { bedSubscriptionDays: 7 });
  sandbox.clock.advance({ days: 7 });
  const again = await app.api.connect(allScopes, person);
  const list = await app.api.post(
    "/notify",
    { action: "list" },
    { authorization: `Bearer ${again.access_token}` },
  );
  expect(list.body?.["profiles"]).toMatchObject([{ appli: 1 }]);
  sandbox.notifications.announce({ userid: person, appli: 50 });
  sandbox.notifications.announce({ userid: person, appli: 1 });
  await sandbox.notifications.settled();
  expect(receives.received.map(({ fields }) => fields["appli"])).toEqual(["1"]);
});
