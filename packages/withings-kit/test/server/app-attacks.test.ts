// What somebody tries who begins an app's login and has another person end it, or who feeds the routes of apps what no app sends.
import { memoryStore } from "withings-kit";
import { type Links, memoryOneTimeStore, type OneTimeStore, storeLinks } from "withings-kit/server";
import { createSandbox } from "withings-sandbox";
import { afterEach, describe, expect, test, vi } from "vitest";
import { base, origin, target } from "./support/application.js";
import { appServer, begin, challengeOf, comeBack, forward, redeem } from "./support/app.js";
import { visit } from "./support/browser.js";

afterEach(() => {
  vi.useRealTimers();
});

test.each(["mallory", ""])(
  "phishing: who began a login (%j) and knows its state alone gets no ticket by opening the callback after the victim",
  async (user) => {
    const app = appServer({ apps: { anonymous: true, credentials: true } });
    const attack = await begin(app, { user });
    const state = new URL(attack.url).searchParams.get("state") ?? "";
    // The victim is sent the address, logs in and allows.
    await comeBack(attack);
    for (const query of [`state=${state}`, `code=x&state=${state}`, `error=access_denied&state=${state}`])
      expect(target(await app.browserOf().open(`${base}/callback?${query}`))).toBe(
        `${base}/result?outcome=unknown_login`,
      );
  },
);

test("phishing: nor by opening it at the same moment", async () => {
  const app = appServer();
  const attack = await begin(app, { user: "mallory" });
  const state = new URL(attack.url).searchParams.get("state") ?? "";
  const back = await visit(attack.url, { fetch: app.sandbox.fetch });
  const [victims, ...others] = await Promise.all(
    [back, ...[1, 2, 3].map(() => `${base}/callback?state=${state}`)].map((address) => forward(app, address)),
  );
  for (const { searchParams } of others) expect(searchParams.has("ticket")).toBe(false);
  // Where the attacker was faster, it looked like a refusal, and ended the login that was begun in vain.
  const isUnknown = ({ searchParams }: URL): boolean => searchParams.get("outcome") === "unknown_login";
  if (victims?.searchParams.has("ticket")) expect(others.every(isUnknown)).toBe(true);
  else
    expect([victims?.searchParams.get("outcome"), others.some(isUnknown)]).toEqual(["unknown_login", false]);
});

test("phishing: nor by opening it before, which ends the login", async () => {
  const app = appServer();
  const attack = await begin(app, { user: "mallory" });
  const back = await visit(attack.url, { fetch: app.sandbox.fetch });
  const early = await forward(app, `${base}/callback?state=${new URL(back).searchParams.get("state") ?? ""}`);
  expect(early.searchParams.get("withings")).toBe("refused");
  expect(early.searchParams.has("ticket")).toBe(false);
  expect((await forward(app, back)).searchParams.get("outcome")).toBe("unknown_login");
});

test.each<[unknown]>([
  [{ toString: 1, valueOf: 1 }],
  [{ toString: null }],
  [["user.info", "user.activity"]],
  [{}],
  [[]],
  [false],
])("a scope of %j is refused as what it is, and nothing fails", async (scope) => {
  const app = appServer();
  const answer = await app.post(app.browserOf("ada"), "attempts", { challenge: challengeOf("v"), scope });
  expect(answer).toMatchObject({ status: 400, body: { error: "scope_not_allowed" } });
  expect(app.events).toEqual([]);
});

describe("an anonymous app's connection", () => {
  const apps = { anonymous: true, credentials: true };

  test("stays when the ticket of an earlier login is over that never arrived", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const app = appServer({ apps });
    await comeBack(await begin(app, { user: "" }));
    const second = await begin(app, { user: "" });
    const { status, body } = await redeem(second, (await comeBack(second)).searchParams.get("ticket"));
    expect(status).toBe(200);
    await vi.advanceTimersByTimeAsync(131_000);
    vi.useRealTimers();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await app.withings.connection(String(body["userID"]))).userID).toBe(body["userID"]);
    expect(app.events).toEqual([]);
  });

  test("is not given out where a user was linked to the account meanwhile", async () => {
    const app = appServer({ apps });
    const nobody = await begin(app, { user: "" });
    const ticket = (await comeBack(nobody)).searchParams.get("ticket");
    const ada = await begin(app, { user: "ada" });
    await redeem(ada, (await comeBack(ada)).searchParams.get("ticket"));
    expect(await redeem(nobody, ticket)).toMatchObject({ status: 409, body: { error: "already_linked" } });
  });
});

test("a verifier without an end is not even hashed, and spends no ticket", async () => {
  const login = await begin(appServer());
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  expect(await redeem({ ...login, verifier: "x".repeat(201) }, ticket)).toMatchObject({
    status: 400,
    body: { error: "body_invalid" },
  });
  expect((await redeem(login, ticket)).status).toBe(200);
});

test("a user who begins login after login loses the oldest, and takes none of another's", async () => {
  const app = appServer({ apps: { store: memoryOneTimeStore({ mostOfOwner: 2 }) } });
  const ada = await begin(app);
  const first = await begin(app, { user: "mallory" });
  await begin(app, { user: "mallory" });
  const last = await begin(app, { user: "mallory" });
  expect((await comeBack(first)).searchParams.get("outcome")).toBe("unknown_login");
  for (const { attempt, ...login } of [last, ada])
    expect((await comeBack({ attempt, ...login })).searchParams.get("attempt")).toBe(attempt);
});

test("logins of nobody crowd out each other before they crowd out a user's", async () => {
  const store = memoryOneTimeStore({ most: 3 });
  const entry = { value: "a login", ttlMs: 60_000 };
  await store.put("ada's", { ...entry, owner: "ada" });
  for (const key of ["first", "second", "third"]) await store.put(key, entry);
  expect(await store.take("first")).toBeUndefined();
  for (const key of ["ada's", "second", "third"]) expect(await store.take(key)).toBe("a login");
});

test("a ticket of a connection that was ended before it was redeemed links nobody", async () => {
  const app = appServer();
  const login = await begin(app);
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  for await (const { userID } of app.withings.connections()) await app.withings.disconnect(userID);
  expect(await redeem(login, ticket)).toMatchObject({ status: 409, body: { error: "not_connected" } });
  expect([await app.links.userIDOf("ada"), app.events]).toEqual([undefined, []]);
});

test("what is over is given to nobody, also where it lies behind what is not", async () => {
  let now = 0;
  const store = memoryOneTimeStore({ clock: () => now });
  await store.put("login", { value: "login", ttlMs: 600_000 });
  await store.put("ticket", { value: "ticket", ttlMs: 120_000 });
  now = 120_000;
  expect([await store.take("ticket"), await store.take("login")]).toEqual([undefined, "login"]);
});

test("mix-up: a ticket of one cloud is nothing to the other's handlers, though they share the store of tickets", async () => {
  const us = `${origin}/withings-us`;
  const [sandbox, store] = [createSandbox(), memoryOneTimeStore()];
  sandbox.applications.add({ redirectUris: [`${us}/callback`] });
  const eu = appServer({ sandbox, apps: { store } });
  const other = appServer({
    sandbox,
    basePath: "/withings-us",
    apps: { store },
    client: { redirectUri: `${us}/callback` },
  });
  const login = await begin(eu);
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  const answer = await other.serve(
    new Request(`${us}/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "session=ada" },
      body: JSON.stringify({ ticket, verifier: login.verifier }),
    }),
  );
  expect([answer.status, await other.links.userIDOf("ada")]).toEqual([400, undefined]);
  // Nor was it spent there.
  expect((await redeem(login, ticket)).status).toBe(200);
});

test.each(["ada", ""])("a ticket (of %j) that cannot be kept leaves no connection behind", async (user) => {
  const store = memoryOneTimeStore();
  const put: OneTimeStore["put"] = (key, entry) =>
    key.startsWith("ticket/") ? Promise.reject(new Error("Redis is gone.")) : store.put(key, entry);
  const app = appServer({ apps: { anonymous: true, store: { ...store, put } } });
  expect((await comeBack(await begin(app, { user }))).searchParams.get("outcome")).toBe("failed");
  expect(app.events).toMatchObject([{ type: "ticketUnused" }, { type: "failed", route: "callback" }]);
  for await (const { userID } of app.withings.connections()) expect.unreachable(`${userID} is connected.`);
});

test("a store that fails when a ticket's time is over does not end the server, though nobody listens", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const links = storeLinks(memoryStore());
  let fails = false;
  const userOf: Links["userOf"] = (userID) =>
    fails ? Promise.reject(new Error("The store is down.")) : links.userOf(userID);
  const app = appServer({ onEvent: undefined, links: { ...links, userOf } });
  const unhandled: unknown[] = [];
  const note = (error: unknown): unknown => unhandled.push(error);
  process.on("unhandledRejection", note);
  await comeBack(await begin(app));
  fails = true;
  await vi.advanceTimersByTimeAsync(131_000);
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});
