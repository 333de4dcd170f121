import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  webhook,
  type WebhookEvent,
  type WebhookOptions,
  type WithingsNotification,
} from "withings-kit/server";
import { createSandbox, visitor } from "withings-sandbox";
import { createWithings, memoryStore } from "withings-kit";

const token = "canary-webhook-token-4f1c";
const address = `https://app.example.com/withings/webhook/${token}`;

interface Stand {
  readonly handle: (request: Request) => Promise<Response>;
  readonly post: (fields: Readonly<Record<string, string>> | string, url?: string) => Promise<Response>;
  readonly given: WithingsNotification[];
  readonly events: WebhookEvent[];
  readonly time: { now: number };
}

function stand(options: Partial<WebhookOptions> = {}): Stand {
  const given: WithingsNotification[] = [];
  const events: WebhookEvent[] = [];
  const time = { now: Date.parse("2026-11-22T10:00:00Z") };
  const handle = webhook({
    token,
    onNotification: (notification) => given.push(notification),
    onEvent: (event) => events.push(event),
    clock: () => time.now,
    ...options,
  });
  return {
    ...{ handle, given, events, time },
    post: (fields, url = address) =>
      handle(
        new Request(url, {
          method: "POST",
          body: typeof fields === "string" ? fields : new URLSearchParams(fields),
          headers: { "content-type": "application/x-www-form-urlencoded" },
        }),
      ),
  };
}

const weighIn = { userid: "363", appli: "1", startdate: "1795341600", enddate: "1795341601" };

test("a weigh-in is handed over, typed, and answered with 200 and nothing", async () => {
  const { post, given } = stand();
  const response = await post(weighIn);
  expect([response.status, await response.text()]).toEqual([200, ""]);
  expect(given).toEqual([
    {
      category: { name: "weight", code: 1 },
      userID: "363",
      since: new Date("2026-11-22T10:00:00Z"),
      until: new Date("2026-11-22T10:00:01Z"),
      ...{ day: null, at: null, deviceId: null, action: null },
      receivedAt: new Date("2026-11-22T10:00:00Z"),
      raw: weighIn,
    },
  ]);
});

test.each<[string, Readonly<Record<string, string>>, Partial<WithingsNotification>]>([
  [
    "an activity has a day",
    { userid: "1", appli: "16", date: "2026-11-21" },
    { day: "2026-11-21", at: null },
  ],
  [
    "getting into bed has a moment and a device",
    { userid: "1", appli: "50", date: "1795341600", deviceid: "d0" },
    {
      at: new Date("2026-11-22T10:00:00Z"),
      day: null,
      deviceId: "d0",
      category: { name: "bedIn", code: 50 },
    },
  ],
  ["an account that ends says so", { userid: "1", appli: "46", action: "unlink" }, { action: "unlink" }],
  [
    "a device without an account has no person",
    { appli: "53", deviceid: "d1" },
    { userID: null, deviceId: "d1" },
  ],
  [
    "what is not known yet is kept",
    { userid: "1", appli: "777", new: "x" },
    { category: { name: "unknown", code: 777 } },
  ],
])("%s", async (_what, fields, expected) => {
  const { post, given } = stand();
  expect((await post(fields)).status).toBe(200);
  expect(given).toMatchObject([{ ...expected, raw: fields }]);
});

test("a field named __proto__ changes nothing but its own entry", async () => {
  const { post, given } = stand();
  await post("appli=1&userid=1&__proto__=polluted&constructor=x");
  expect(Object.getPrototypeOf(given[0]?.raw)).toBe(Object.prototype);
  expect(Object.entries(given[0]?.raw ?? {})).toContainEqual(["__proto__", "polluted"]);
});

test("HEAD is answered with 200, and nobody is told", async () => {
  const { handle, given, events } = stand();
  expect((await handle(new Request(address, { method: "HEAD" }))).status).toBe(200);
  expect([given, events]).toEqual([[], []]);
});

test("an empty post, by which a callback may be tried, is answered with 200", async () => {
  const { post, given, events } = stand();
  expect((await post("")).status).toBe(200);
  expect([given, events]).toEqual([[], []]);
});

test.each(["GET", "PUT", "DELETE", "OPTIONS"])("%s is not allowed, and told which are", async (method) => {
  const { handle } = stand();
  const response = await handle(new Request(address, { method }));
  expect([response.status, response.headers.get("allow")]).toEqual([405, "HEAD, POST"]);
});

test.each([
  ["a wrong one", "canary-webhook-token-4f1d"],
  ["one that is too short", token.slice(0, -1)],
  ["one that is too long", `${token}x`],
  ["none", ""],
])("with %s as token nothing is said and nobody is handed anything", async (_what, given) => {
  const { post, handle, given: handed, events } = stand();
  const url = `https://app.example.com/withings/webhook/${given}`;
  for (const response of [await post(weighIn, url), await handle(new Request(url, { method: "HEAD" }))])
    expect([response.status, await response.text()]).toEqual([404, ""]);
  expect(handed).toEqual([]);
  expect(events.map((event) => event.type === "webhookIgnored" && event.reason)).toEqual([
    "wrong_token",
    "wrong_token",
  ]);
  expect(JSON.stringify(events)).not.toContain("canary");
});

test("while one token takes the place of another, both are good", async () => {
  const { post, given } = stand({ token: ["a-new-token-of-some-length", token] });
  await post(weighIn);
  await post({ ...weighIn, userid: "364" }, "https://app.example.com/hook/a-new-token-of-some-length");
  expect(given.map(({ userID }) => userID)).toEqual(["363", "364"]);
});

test("an equal notification is dropped for ten seconds, and taken again after them", async () => {
  const { post, given, events, time } = stand();
  for (const later of [0, 9_999, 1]) {
    time.now += later;
    expect((await post(weighIn)).status).toBe(200);
  }
  expect(given).toHaveLength(2);
  expect(events).toEqual([{ type: "webhookIgnored", reason: "duplicate" }]);
});

test("what differs in anything is no duplicate", async () => {
  const { post, given } = stand();
  await post(weighIn);
  await post({ ...weighIn, enddate: "1795341602" });
  await post({ ...weighIn, userid: "364" });
  expect(given).toHaveLength(3);
});

test("what could not be handed over is answered with 500, and taken when Withings repeats it", async () => {
  let isFull = true;
  const given: unknown[] = [];
  const { post, events } = stand({
    onNotification: (notification) => {
      if (isFull) throw new Error("The queue is full.");
      given.push(notification);
    },
  });
  expect((await post(weighIn)).status).toBe(500);
  isFull = false;
  expect((await post(weighIn)).status).toBe(200);
  expect(given).toHaveLength(1);
  expect(events).toEqual([]);
});

test("a queue that is slow keeps Withings waiting for less than 100 ms, and what it loses after that is told", async () => {
  let lose: (error: Error) => void = () => undefined;
  const { post, events } = stand({
    onNotification: () => new Promise((_resolve, reject) => (lose = reject)),
  });
  const startedAt = performance.now();
  expect((await post(weighIn)).status).toBe(200);
  // The timer is 50 ms; how busy this machine is has no say in what is promised of an idle one.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  lose(new Error("The database is gone."));
  await vi.waitFor(() => {
    expect(events).toMatchObject([{ type: "notificationLost", notification: { userID: "363" } }]);
  });
});

test.each([
  ["8 KiB and a letter", "a".repeat(8 * 1024 + 1), 413, "too_large"],
  ["no category", "userid=363", 200, "unreadable"],
  ["a category that is no number", "userid=363&appli=weight", 200, "unreadable"],
  ["JSON", '{"appli":1}', 200, "unreadable"],
])("a body of %s is told, and its words are not repeated", async (_what, body, status, reason) => {
  const { post, given, events } = stand();
  const response = await post(body);
  expect([response.status, await response.text()]).toEqual([status, ""]);
  expect(given).toEqual([]);
  expect(events).toEqual([{ type: "webhookIgnored", reason }]);
});

test("more than are taken in a minute are told to come again, and some later they are taken", async () => {
  const { post, given, time } = stand({ perMinute: 60 });
  const statuses: number[] = [];
  for (let index = 0; index < 62; index++)
    statuses.push((await post({ ...weighIn, userid: String(index) })).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  time.now += 1_000;
  expect((await post({ ...weighIn, userid: "61" })).status).toBe(200);
  expect(given).toHaveLength(61);
});

test("of a flood within the window, ten thousand are remembered and no more", async () => {
  const { post, given } = stand({ perMinute: 1e9 });
  for (let index = 0; index < 10_002; index++) await post({ ...weighIn, userid: String(index) });
  await post({ ...weighIn, userid: "10001" });
  expect(given).toHaveLength(10_002);
  await post({ ...weighIn, userid: "0" });
  expect(given).toHaveLength(10_003);
});

test("a clock that was turned back neither drops what is new nor closes the door", async () => {
  const { post, given, time } = stand({ perMinute: 60 });
  await post(weighIn);
  time.now -= 3_600_000;
  expect((await post(weighIn)).status).toBe(200);
  expect(given).toHaveLength(2);
});

const blocks = ["185.5.12.0/24", "2a00:5500:1::/48", "192.0.2.7"];
test.each([
  ["185.5.12.200", 200],
  ["185.5.13.1", 404],
  ["192.0.2.7", 200],
  ["192.0.2.8", 404],
  ["::ffff:185.5.12.9", 200],
  ["2a00:5500:1:ffff::1", 200],
  ["2a00:5500:2::1", 404],
  ["185.5.12.200, 10.0.0.1", 404],
  ["185.5.12.0200", 404],
  ["", 404],
  [undefined, 404],
])("from the address %s the answer is %i, where addresses are asked for", async (from, status) => {
  const { post, given } = stand({ addresses: { of: () => from, blocks: () => blocks } });
  expect((await post(weighIn)).status).toBe(status);
  expect(given).toHaveLength(status === 200 ? 1 : 0);
});

test.each<[Partial<WebhookOptions>, string]>([
  [{ token: "short" }, "token"],
  [{ token: [] }, "token"],
  [{ token: "with/a/slash/and/long/enough" }, "token"],
  [{ token: "a-{brace}-comes-back-otherwise" }, "token"],
  [{ token: String.raw`a-backslash-is-a-slash\to-browsers` }, "token"],
  [{ onNotification: undefined as unknown as () => void }, "onNotification"],
  [{ duplicateWindowMs: -1 }, "duplicateWindowMs"],
  [{ duplicateWindowMs: NaN }, "duplicateWindowMs"],
  [{ perMinute: 0 }, "perMinute"],
])("%j is refused, and the option named", (options, option) => {
  expect(() => stand(options)).toThrow(
    expect.objectContaining({ code: "configuration_invalid", option }) as Error,
  );
});

/** A server on this machine, of which every request goes to the handler. */
async function listen(handle: Stand["handle"]): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    const { method = "GET", url = "/" } = incoming;
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = method === "GET" || method === "HEAD" ? undefined : Buffer.concat(chunks);
      void handle(new Request(`http://127.0.0.1${url}`, { method, ...(body && { body }) })).then(
        (response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end();
        },
      );
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a weigh-in of the sandbox arrives by its own post, and what it announces can be read", async () => {
  const { handle, given } = stand();
  const origin = await listen(handle);
  const redirectUri = `${origin}/callback`;
  const sandbox = createSandbox({ duplicateFilter: "off" });
  const application = sandbox.applications.add({
    name: "Webhook",
    redirectUris: [redirectUri, `${origin}/`],
  });
  const withings = createWithings({
    ...{ clientID: application.clientID, clientSecret: application.clientSecret, redirectUri },
    ...{ store: memoryStore(), cloud: sandbox.cloud, fetch: sandbox.fetch },
  });
  const connection = await withings.connect({
    scope: "user.info,user.metrics",
    webView: visitor({ fetch: sandbox.fetch }),
  });
  if (!connection) throw new Error("Nobody logged in.");
  await connection.notifications.subscribe({ category: "weight", callbackUrl: `${origin}/hook/${token}` });
  sandbox.people.data(Number(connection.userID)).weighIn({ kg: 71.5 });
  await vi.waitFor(() => {
    expect(given).toMatchObject([{ category: { name: "weight" }, userID: connection.userID }]);
  });
  const { since, until } = given[0] as WithingsNotification;
  const groups = await connection.measures
    .list({ since: since ?? undefined, until: until ?? undefined })
    .toArray();
  expect(groups.map(({ weight }) => weight?.kg)).toContain(71.5);
});

test("a body that never ends gets no notification, and its server lives on", async () => {
  const { handle, given } = stand();
  const endless = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new TextEncoder().encode("a".repeat(1_000)));
    },
  });
  const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
  expect((await handle(new Request(address, init))).status).toBe(413);
  expect(given).toEqual([]);
});
