import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memoryOneTimeStore } from "withings-kit/server";
import { WithingsCredentials } from "withings-kit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Application, base, target } from "./support/application.js";
import { appServer, begin, challengeOf, comeBack, deepLink, forward, redeem } from "./support/app.js";
import { visit } from "./support/browser.js";

const invalid = { status: 400, body: { error: "ticket_invalid", message: expect.any(String) as string } };

test("an app begins a login, gets a ticket by its deep link, and is linked when it redeems it, not before", async () => {
  const app = appServer();
  const login = await begin(app);
  const link = await comeBack(login);
  expect(link.href).toMatch(/^example:\/\/withings\/done\?ticket=[\w-]{43}&attempt=[\w-]{22}$/);
  expect(link.searchParams.get("attempt")).toBe(login.attempt);
  expect([await app.links.userIDOf("ada"), app.connected]).toEqual([undefined, []]);

  const answer = await redeem(login, link.searchParams.get("ticket"));
  const userID = await app.links.userIDOf("ada");
  expect(answer).toEqual({
    status: 200,
    body: { user: "ada", userID, status: "connected", scopes: ["user.info", "user.metrics"] },
  });
  expect(app.events).toEqual([{ type: "linked", user: "ada", userID }]);
  expect(app.connected.map(({ user }) => user)).toEqual(["ada"]);
});

test("the address of Withings' page goes to the app, with neither secret nor verifier, for ten minutes", async () => {
  const app = appServer();
  const verifier = "v".repeat(43);
  const { body } = await app.post(app.browserOf("ada"), "attempts", { challenge: challengeOf(verifier) });
  expect(Object.keys(body).sort()).toEqual(["attempt", "expiresIn", "url"]);
  expect(body["expiresIn"]).toBe(600);
  expect(JSON.stringify(body)).not.toContain(app.sandbox.application.clientSecret);
});

test("into an https page the browser is sent without a page between", async () => {
  const app = appServer();
  const login = await begin(app, { returnTo: "https://spa.example.com/done" });
  const back = await visit(login.url, { fetch: app.sandbox.fetch });
  expect(target(await app.browserOf().open(back))).toMatch(/^https:\/\/spa\.example\.com\/done\?ticket=/);
});

test("who refuses comes back to the app with that word, and without a ticket", async () => {
  const app = appServer();
  const login = await begin(app);
  expect((await comeBack(login, { answer: "refuse" })).href).toBe(
    `${deepLink}?withings=refused&attempt=${login.attempt}`,
  );
});

test("an app may ask for fewer scopes than the backend, not for more", async () => {
  const app = appServer();
  const { url } = await begin(app, { scope: "user.info" });
  expect(new URL(url).searchParams.get("scope")).toBe("user.info");
  const challenge = challengeOf("v");
  for (const scope of ["user.activity", "user.info,user.activity", "", ",", 7])
    expect(await app.post(app.browserOf("ada"), "attempts", { challenge, scope })).toMatchObject({
      status: 400,
      body: { error: "scope_not_allowed" },
    });
});

test.each([undefined, "", "x", "x".repeat(44), "=".repeat(43), 7, null, ["x".repeat(43)], {}])(
  "%j is no challenge",
  async (challenge) => {
    const app = appServer();
    expect(await app.post(app.browserOf("ada"), "attempts", { challenge })).toMatchObject({
      status: 400,
      body: { error: "body_invalid" },
    });
  },
);

test.each([
  "https://evil.example",
  "example://withings/done2",
  "example://evil",
  "",
  7,
  ["example://withings/done"],
  {},
])("open redirect: an app is not sent to %j", async (returnTo) => {
  const app = appServer();
  expect(
    await app.post(app.browserOf("ada"), "attempts", { challenge: challengeOf("v"), returnTo }),
  ).toMatchObject({
    status: 400,
    body: { error: "return_to_not_allowed" },
  });
});

test("replay: a ticket is redeemed once", async () => {
  const login = await begin(appServer());
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(login, ticket)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  expect(await redeem(login, ticket)).toEqual(invalid);
  expect(login.app.events.at(-1)).toEqual({ type: "ticketRefused", reason: "unknown" });
});

test("a stolen ticket is worth nothing without its verifier: nobody is linked, and the connection is ended", async () => {
  const login = await begin(appServer());
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  const { app } = login;
  const thief = await begin(app, { user: "mallory" });
  expect(await redeem(thief, ticket)).toEqual(invalid);
  expect(app.events.map(({ type }) => type)).toEqual(["ticketUnused", "ticketRefused"]);
  expect(app.events.at(-1)).toEqual({ type: "ticketRefused", reason: "wrong_verifier" });
  // Nor is there a second try, for anybody.
  expect(await redeem(login, ticket)).toEqual(invalid);
  expect([await app.links.userIDOf("ada"), await app.links.userIDOf("mallory")]).toEqual([
    undefined,
    undefined,
  ]);
  for await (const { userID } of app.withings.connections()) expect.unreachable(`${userID} is connected.`);
});

test("a ticket that is refused ends no connection that the application had before, linked or not", async () => {
  const app = appServer();
  const { url, attempt } = await app.withings.startLogin({ scope: "user.info" });
  const before = await app.withings.finishLogin(attempt, await visit(url, { fetch: app.sandbox.fetch }));
  const login = await begin(app);
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  expect(await redeem({ ...login, verifier: "wrong" }, ticket)).toEqual(invalid);
  expect(await before?.status()).toMatchObject({ status: "connected" });
  expect(app.events.map(({ type }) => type)).toEqual(["ticketRefused"]);
});

test("the ticket of another attempt is not redeemed, though it is of the same user", async () => {
  const app = appServer();
  const [first, second] = [await begin(app), await begin(app)];
  const ticket = (await comeBack(first)).searchParams.get("ticket");
  expect(await redeem(second, ticket)).toEqual(invalid);
});

test("a ticket is redeemed by the user who began the login only", async () => {
  const login = await begin(appServer());
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  const { app, verifier } = login;
  expect(await redeem({ app, verifier, http: app.browserOf("mallory") }, ticket)).toEqual(invalid);
  expect(app.events.at(-1)).toEqual({ type: "ticketRefused", reason: "another_user" });
  expect(await app.links.userIDOf("mallory")).toBeUndefined();
});

test("after two minutes a ticket is too old", async () => {
  const login = await begin(appServer());
  const ticket = (await comeBack(login)).searchParams.get("ticket");
  login.app.sandbox.clock.advance({ minutes: 2 });
  expect(await redeem(login, ticket)).toEqual(invalid);
  expect(await login.app.links.userIDOf("ada")).toBeUndefined();
});

test.each(["", "x", "x".repeat(43), "__proto__", "x".repeat(7_000)])("%j is no ticket", async (ticket) => {
  const login = await begin(appServer());
  expect(await redeem(login, ticket)).toEqual(invalid);
});

describe("a ticket that nobody redeems", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Waits until the tickets' time is over, and what is done then is done. */
  async function timeOver({ events }: Application): Promise<void> {
    await vi.advanceTimersByTimeAsync(131_000);
    vi.useRealTimers();
    await vi.waitFor(() => {
      expect(events.at(-1)).toEqual({ type: "ticketUnused", userID: expect.any(String) as string });
    });
  }

  test("an attempt's address that is sent to a victim links nobody: the ticket comes to the victim's app, which has no verifier for it", async () => {
    const app = appServer();
    const attack = await begin(app, { user: "mallory" });
    const link = await comeBack(attack);
    const victim = await begin(app, { user: "ada" });
    expect(link.searchParams.get("attempt")).not.toBe(victim.attempt);
    // What Withings gave is given back.
    await timeOver(app);
    expect(await app.links.userIDOf("mallory")).toBeUndefined();
    for await (const { userID } of app.withings.connections()) expect.unreachable(`${userID} is connected.`);
  });

  test("ends no connection that was there before, nor one that was linked meanwhile", async () => {
    const app = appServer();
    const [, other] = app.sandbox.people.list().filter(({ id }) => id !== app.sandbox.people.demo.id);
    const first = await begin(app);
    await redeem(first, (await comeBack(first)).searchParams.get("ticket"));
    await comeBack(await begin(app));
    await comeBack(await begin(app, { user: "bob" }), { person: other?.id ?? 0 });
    await timeOver(app);
    const userID = (await app.links.userIDOf("ada")) ?? "";
    expect((await app.withings.connection(userID)).userID).toBe(userID);
    expect(app.events.map(({ type }) => type)).toEqual(["linked", "ticketUnused"]);
  });
});

test("double submit: twenty callbacks of an app make one exchange, and lead to one ticket", async () => {
  const app = appServer();
  const login = await begin(app);
  const back = await visit(login.url, { fetch: app.sandbox.fetch });
  const links = await Promise.all(Array.from({ length: 20 }, () => forward(app, back)));
  expect(new Set(links.map(({ href }) => href)).size).toBe(1);
  expect(app.exchanges()).toBe(1);
});

test("a callback with a state that nobody gave out is nobody's, and leaves no trace", async () => {
  const app = appServer();
  await begin(app);
  for (let time = 0; time < 50; time++)
    expect(target(await app.browserOf().open(`${base}/callback?code=c&state=${time}`))).toBe(
      `${base}/result?outcome=unknown_login`,
    );
  expect(app.exchanges()).toBe(0);
});

test("after ten minutes an app's login is over", async () => {
  const app = appServer();
  const login = await begin(app);
  app.sandbox.clock.advance({ minutes: 10 });
  const back = await visit(login.url, { fetch: app.sandbox.fetch });
  expect((await forward(app, back)).href).toBe(`${base}/result?outcome=unknown_login`);
});

test("somebody else's Withings account is not linked by an app either", async () => {
  const app = appServer();
  const first = await begin(app);
  await redeem(first, (await comeBack(first)).searchParams.get("ticket"));
  const second = await begin(app, { user: "bob" });
  expect((await comeBack(second)).href).toBe(`${deepLink}?withings=already_linked&attempt=${second.attempt}`);
});

test("nor where both came back before one redeemed: the first who does has it", async () => {
  const app = appServer();
  const logins = [await begin(app, { user: "ada" }), await begin(app, { user: "bob" })];
  const tickets = [];
  for (const login of logins) tickets.push((await comeBack(login)).searchParams.get("ticket"));
  const answers = [];
  for (const [index, login] of logins.entries()) answers.push(await redeem(login, tickets[index] ?? null));
  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  expect(answers[1]?.body).toMatchObject({ error: "already_linked" });
});

test("nor where a user came back as two people before one was redeemed: the second is refused as what it is", async () => {
  const app = appServer();
  const { people } = app.sandbox;
  const ids = people.list().flatMap(({ id }) => (id === people.demo.id ? [] : [id]));
  const logins = [await begin(app), await begin(app)];
  const tickets = [];
  for (const [index, login] of logins.entries())
    tickets.push((await comeBack(login, { person: ids[index] ?? 0 })).searchParams.get("ticket"));
  const answers = [];
  for (const [index, login] of logins.entries()) answers.push(await redeem(login, tickets[index] ?? null));
  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  expect(answers[1]?.body).toMatchObject({ error: "another_person" });
  expect(app.events.at(-1)).toEqual({ type: "loginEnded", user: "ada", outcome: "another_person" });
  expect(await app.links.userIDOf("ada")).toBe(String(ids[0]));
});

test("without a user there is no attempt and no ticket, unless apps may be anonymous", async () => {
  const challenge = challengeOf("v");
  const app = appServer();
  for (const route of ["attempts", "tickets"])
    expect(await app.post(app.browserOf(), route, { challenge })).toMatchObject({
      status: 401,
      body: { error: "signed_out" },
    });

  const open = appServer({ apps: { anonymous: true, credentials: true } });
  const login = await begin(open, { user: "" });
  const answer = await redeem(login, (await comeBack(login)).searchParams.get("ticket"));
  expect(answer.body).not.toHaveProperty("user");
  expect(answer).toMatchObject({ status: 200, body: { status: "connected" } });
  expect(open.events).toEqual([]);
});

test("an anonymous login cannot take what is a user's", async () => {
  const app = appServer({ apps: { anonymous: true, credentials: true } });
  const first = await begin(app, { user: "ada" });
  await redeem(first, (await comeBack(first)).searchParams.get("ticket"));
  const nobody = await begin(app, { user: "" });
  expect((await comeBack(nobody)).searchParams.get("withings")).toBe("already_linked");
});

test.each([
  [false, undefined],
  [true, ["expires", "obtainedAt", "scope", "tokenType", "userID", "version", "withingsAccessToken"]],
])("where credentials are %j, an app gets %j of them, now and later", async (credentials, fields) => {
  const app = appServer({ apps: { credentials } });
  const login = await begin(app);
  const { body } = await redeem(login, (await comeBack(login)).searchParams.get("ticket"));
  const given = body["credentials"] as object | undefined;
  expect(given && Object.keys(given).sort()).toEqual(fields);
  const later = await app.post(login.http, "credentials");
  expect(later.status).toBe(fields ? 200 : 403);
  expect(Object(later.body["credentials"])).toEqual(given ?? {});
});

test("the refresh token is given only where the backend says so in words, and makes whole credentials then", async () => {
  const app = appServer({ apps: { credentials: "with-refresh-token" } });
  const login = await begin(app);
  const { body } = await redeem(login, (await comeBack(login)).searchParams.get("ticket"));
  const credentials = WithingsCredentials.fromJSON(JSON.stringify(body["credentials"]));
  expect(app.sandbox.accepts(credentials.withingsRefreshToken)).toBe(true);
});

test("ten thousand open attempts are kept and no more, and neither one user nor nobody crowds out others", async () => {
  const store = memoryOneTimeStore({ clock: () => 0 });
  const put = (key: string, owner?: string): Promise<void> =>
    store.put(key, { value: key, ttlMs: 600_000, owner });
  await put("ada", "ada");
  for (let at = 0; at < 500; at++) await put(`mallory-${at}`, "mallory");
  expect(await store.take("mallory-479")).toBeUndefined();
  expect(await store.take("mallory-480")).toBe("mallory-480");
  for (let at = 0; at < 10_000; at++) await put(`nobody-${at}`);
  // Twenty are users'.
  expect([await store.take("ada"), await store.take("nobody-19")]).toEqual(["ada", undefined]);
  await put("one-more");
  await put("and-another");
  expect([await store.take("nobody-20"), await store.take("nobody-21")]).toEqual([undefined, "nobody-21"]);
});

test("ten thousand open logins take less than 20 MB, and are gone after ten minutes", async () => {
  const app = appServer({ apps: { anonymous: true } });
  const http = app.browserOf();
  const challenge = challengeOf("v");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const early = await begin(app, { user: "" });
  const before = heap();
  for (let at = 0; at < 10_000; at++) await app.post(http, "attempts", { challenge });
  expect((heap() - before) / 1e6).toBeLessThan(20);
  // The first had to make room; the last is there.
  expect((await comeBack(early)).searchParams.get("outcome")).toBe("unknown_login");
  const late = await begin(app, { user: "" });
  expect((await comeBack(late)).searchParams.has("ticket")).toBe(true);
  app.sandbox.clock.advance({ minutes: 10 });
  await begin(app, { user: "" });
  expect((heap() - before) / 1e6).toBeLessThan(2);
}, 30_000);

test("without the option apps there are no routes for them", async () => {
  const app = appServer({ apps: undefined });
  for (const route of ["attempts", "tickets", "credentials"])
    expect((await app.post(app.browserOf("ada"), route)).status).toBe(404);
});
