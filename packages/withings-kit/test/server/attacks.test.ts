// What somebody tries who wants another one's data, or wants another one to enter theirs.
import { memoryStore } from "withings-kit";
import { storeLinks } from "withings-kit/server";
import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { application, type Application, base, origin, target } from "./support/application.js";
import { type TestBrowser, visit } from "./support/browser.js";

/** Opens a callback; nothing may come of it but a page that says so. */
async function ignored(
  { events, exchanges, connected }: Application,
  { browser, back, outcome = "unknown_login" }: { browser: TestBrowser; back: string; outcome?: string },
): Promise<unknown> {
  const before = exchanges();
  const response = await browser.open(back);
  expect([response.status, target(response)]).toEqual([303, `${base}/result?outcome=${outcome}`]);
  expect(exchanges()).toBe(before);
  expect(connected).toEqual([]);
  return events.at(-1);
}

test("login CSRF: the attacker's callback does nothing in the victim's browser, without the cookie", async () => {
  const app = application();
  const back = await app.browserOf("mallory").goToWithings(`${base}/connect`);
  const event = await ignored(app, { browser: app.browserOf("ada"), back });
  expect(event).toEqual({ type: "callbackIgnored", reason: "no_login" });
});

test("login CSRF: nor with the attacker's cookie, planted by whatever means", async () => {
  const app = application();
  const attacker = app.browserOf("mallory");
  const back = await attacker.goToWithings(`${base}/connect`);
  const victim = app.browserOf("ada");
  for (const [name, value] of attacker.cookies) if (name !== "session") victim.cookies.set(name, value);
  const event = await ignored(app, { browser: victim, back, outcome: "another_user" });
  expect(event).toEqual({ type: "callbackIgnored", reason: "another_user" });
});

test("a code of the attacker's own login is not taken with the victim's cookie", async () => {
  const app = application();
  const theirs = new URL(await app.browserOf("mallory").goToWithings(`${base}/connect`));
  const victim = app.browserOf("ada");
  await victim.open(`${base}/connect`);
  await ignored(app, { browser: victim, back: theirs.href });
});

test.each<[string, (state: string) => string]>([
  ["no state", () => ""],
  ["an empty state", () => "&state="],
  ["a wrong state", () => `&state=${"x".repeat(44)}`],
  ["its state and more", (state) => `&state=${state}x`],
  ["a part of its state", (state) => `&state=${state.slice(0, -1)}`],
  ["its state in other letters", (state) => `&state=${state.toUpperCase()}`],
  ["its state twice", (state) => `&state=${state}&state=${state}`],
  ["a wrong state after it", (state) => `&state=${state}&state=x`],
  ["a wrong state before it", (state) => `&state=x&state=${state}`],
  ["its state as a list", (state) => `&state[]=${state}`],
])("a callback with %s is nobody's, and the right one still counts", async (_what, query) => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const { code = "", state = "" } = Object.fromEntries(new URL(back).searchParams);
  const wrong = `${base}/callback?code=${code}${query(state)}`;
  expect(await ignored(app, { browser, back: wrong })).toEqual({
    type: "callbackIgnored",
    reason: "no_login",
  });
  expect(target(await browser.open(back))).toBe(`${base}/result?outcome=connected`);
});

test("a code given twice is not sent to Withings", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  expect(target(await browser.open(`${back}&code=mallorys`))).toBe(`${base}/result?outcome=failed`);
  expect(app.exchanges()).toBe(0);
});

test("mix-up: what one cloud's login carries is nothing to the other's handlers, though they share the secret", async () => {
  const us = `${origin}/withings-us`;
  const sandbox = createSandbox();
  const store = memoryStore();
  const eu = application({ sandbox });
  sandbox.applications.add({ redirectUris: [`${us}/callback`] });
  const other = application({
    sandbox,
    basePath: "/withings-us",
    links: storeLinks(store),
    client: {
      redirectUri: `${us}/callback`,
      cloud: { accountUrl: "https://account.us.invalid", apiUrl: "https://api.us.invalid" },
    },
  });
  const browser = eu.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const cookie = Array.from(browser.cookies, (pair) => pair.join("=")).join("; ");
  const response = await other.serve(new Request(back.replace(base, us), { headers: { cookie } }));
  expect(target(response)).toBe(`${us}/result?outcome=unknown_login`);
  expect(other.events).toEqual([{ type: "callbackIgnored", reason: "cookie_invalid" }]);
  expect([eu.exchanges(), other.exchanges()]).toEqual([0, 0]);
});

test.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/settings/../evil",
  "/settings?x",
  "/settings#x",
  "/settingsx",
  " /settings",
  "/settings ",
  "/Settings",
  "",
  "https://app.example.com@evil.example/settings",
  "https://app.example.com.evil.example/settings",
  "https://app.example.com/settings",
  "/%2Fevil.example",
  "%2Fsettings",
  "/settings%00",
  "/settings\r\nset-cookie: a=b",
  "/ѕettings",
  "/／evil.example",
  "example://withings/donexyz",
  "EXAMPLE://withings/done",
  "null",
  "undefined",
  "constructor",
  "0",
])("open redirect: %j is not on the list, so nobody is sent there or to Withings", async (asked) => {
  const app = application({ returnTo: ["/settings", "example://withings/done"] });
  const response = await app.browserOf("ada").open(`${base}/connect?returnTo=${encodeURIComponent(asked)}`);
  expect([response.status, target(response), response.headers.get("set-cookie")]).toEqual([
    400,
    "HTTP 400",
    null,
  ]);
});

test("open redirect: the page on the way into an app leads only where it was signed to lead", async () => {
  const app = application({ returnTo: "example://withings/done" });
  const browser = app.browserOf("ada");
  const there = new URL(target(await browser.open(await browser.goToWithings(`${base}/connect`))));
  const [payload = "", mac = ""] = there.searchParams.get("to")?.split(".") ?? [];
  const forged = btoa(JSON.stringify({ url: "https://evil.example", isGood: true, until: 9e15 })).replaceAll(
    "=",
    "",
  );
  const [, cookie] = loginCookie(await withLogin(app));
  for (const to of [
    `${forged}.${mac}`,
    forged,
    `${forged}.`,
    `${payload}.${mac}.x`,
    `.${mac}`,
    "",
    "https://evil.example",
    cookie,
  ]) {
    const response = await browser.open(`${base}/return?to=${encodeURIComponent(to)}`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toMatch(/evil|href/);
  }
  app.sandbox.clock.advance({ minutes: 2 });
  expect((await browser.open(there.href)).status).toBe(404);
});

/** The name and the value of the cookie of its login. */
function loginCookie({ cookies }: TestBrowser): readonly [name: string, value: string] {
  const found = [...cookies].find(([name]) => name !== "session");
  if (!found) throw new Error("The browser has no login's cookie.");
  return found;
}

async function withLogin({ browserOf }: Application): Promise<TestBrowser> {
  const browser = browserOf("ada");
  await browser.open(`${base}/connect`);
  return browser;
}

test("replay: a finished callback gives what it gave in the browser that has its cookie still, and nothing in any other", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const kept = new Map(browser.cookies);
  await browser.open(back);
  expect(target(await browser.open(back))).toBe(`${base}/result?outcome=unknown_login`);
  for (const [name, value] of kept) browser.cookies.set(name, value);
  expect(target(await browser.open(back))).toBe(`${base}/result?outcome=connected`);
  expect(app.exchanges()).toBe(1);
  for (const [name, value] of kept) browser.cookies.set(name, value);
  app.sandbox.clock.advance({ minutes: 11 });
  expect(target(await browser.open(back))).toBe(`${base}/result?outcome=expired`);
  expect(app.exchanges()).toBe(1);
});

test("double submit: twenty callbacks at once make one exchange, and all are told how it ended", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const responses = await Promise.all(Array.from({ length: 20 }, () => browser.open(back)));
  expect(new Set(responses.map(target))).toEqual(new Set([`${base}/result?outcome=connected`]));
  expect([app.exchanges(), app.connected.length]).toEqual([1, 1]);
});

test("fixation: with two cookies of the name, none is believed; one under a neighbour's name is not looked at", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const [name, value] = loginCookie(browser);
  for (const cookie of [
    `${name}=planted; ${name}=${value}`,
    `${name}=${value}; ${name}=planted`,
    `${name}=${value}; ${name}=${value}`,
    `${name.replace("__Host-", "")}=${value}`,
    `${name.replace("__Host-", "__Secure-")}=${value}`,
    `${name.toLowerCase()}=${value}`,
    `x${name}=${value}`,
    `${name}x=${value}`,
  ]) {
    const response = await app.serve(new Request(back, { headers: { cookie: `session=ada; ${cookie}` } }));
    expect(target(response)).toBe(`${base}/result?outcome=unknown_login`);
  }
  expect(app.exchanges()).toBe(0);
});

test("a cookie that was changed anywhere is not believed", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const [name, value] = loginCookie(browser);
  const [payload = "", mac = ""] = value.split(".");
  const other = btoa(
    atob(payload.replaceAll("-", "+").replaceAll("_", "/")).replace("user.info", "user.more"),
  );
  for (const changed of [
    `${other}.${mac}`,
    `${payload}.`,
    payload,
    "",
    `.${mac}`,
    `${payload}.${mac}.${mac}`,
    `${payload}.${mac.slice(1)}x`,
    "%",
    "{}",
  ]) {
    browser.cookies.set(name, changed);
    await ignored(app, { browser, back });
    expect(app.events.at(-1)).toEqual({ type: "callbackIgnored", reason: "cookie_invalid" });
  }
});

test("the cookie of another login of the same user does not take its place", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const [name] = loginCookie(browser);
  const other = app.browserOf("ada");
  await other.open(`${base}/connect`);
  browser.cookies.set(name, loginCookie(other)[1]);
  await ignored(app, { browser, back });
  expect(app.events.at(-1)).toEqual({ type: "callbackIgnored", reason: "cookie_invalid" });
});

test.each([
  ["somebody else signed in", "bob", "another_user"],
  ["the user signed out", undefined, "signed_out"],
])("where %s between the two ends, nothing is connected", async (_what, now, outcome) => {
  const app = application();
  const browser = app.browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  browser.cookies.delete("session");
  if (now !== undefined) browser.cookies.set("session", now);
  expect(await ignored(app, { browser, back, outcome })).toEqual({
    type: "callbackIgnored",
    reason: outcome,
  });
  expect(await app.links.userIDOf("ada")).toBeUndefined();
  // Nor does it wait in the browser for the user to come back.
  browser.cookies.delete("session");
  expect(browser.cookies).toEqual(new Map());
});

test("somebody else's Withings account is not linked, and stays with its owner as it was", async () => {
  const app = application();
  const [ada, bob] = [app.browserOf("ada"), app.browserOf("bob")];
  await ada.open(await ada.goToWithings(`${base}/connect`));
  const userID = await app.links.userIDOf("ada");
  expect(target(await bob.open(await bob.goToWithings(`${base}/connect`)))).toBe(
    `${base}/result?outcome=already_linked`,
  );
  expect([await app.links.userIDOf("bob"), await app.links.userIDOf("ada")]).toEqual([undefined, userID]);
  expect(app.connected).toHaveLength(1);
  expect(app.events.at(-1)).toEqual({ type: "loginEnded", user: "bob", outcome: "already_linked" });
  const connection = await app.withings.connection(userID ?? "");
  expect((await connection.measures.list({ types: ["weight"] })).items.length).toBeGreaterThan(0);
});

test("somebody of the household who was still logged in at Withings does not take the place of who is linked", async () => {
  const app = application();
  const [first, second] = app.sandbox.people.list().filter(({ id }) => id !== app.sandbox.people.demo.id);
  const browser = app.browserOf("ada");
  const connect = async (person: number): Promise<string> =>
    target(await browser.open(await browser.goToWithings(`${base}/connect`, { person })));
  expect(await connect(first?.id ?? 0)).toBe(`${base}/result?outcome=connected`);
  expect(await connect(second?.id ?? 0)).toBe(`${base}/result?outcome=another_person`);
  expect(await app.links.userIDOf("ada")).toBe(String(first?.id));
  // Nothing of the other is kept.
  await expect(app.withings.connection(String(second?.id))).rejects.toMatchObject({ code: "not_connected" });

  await app.post(browser, "disconnect");
  expect(await connect(second?.id ?? 0)).toBe(`${base}/result?outcome=connected`);
});

test("a link whose connection was ended elsewhere stands in nobody's way", async () => {
  const app = application();
  const [first, second] = app.sandbox.people.list().filter(({ id }) => id !== app.sandbox.people.demo.id);
  const browser = app.browserOf("ada");
  for (const person of [first?.id ?? 0, second?.id ?? 0]) {
    const back = await browser.goToWithings(`${base}/connect`, { person });
    expect(target(await browser.open(back))).toBe(`${base}/result?outcome=connected`);
    if (person === first?.id) await app.withings.disconnect(String(person));
  }
  expect(await app.links.userIDOf("ada")).toBe(String(second?.id));
});

test("an address of the authorize page that is sent to a victim links nobody", async () => {
  const app = application();
  const { headers } = await app.browserOf("mallory").open(`${base}/connect`);
  const back = await visit(headers.get("location") ?? "", { fetch: app.sandbox.fetch });
  await ignored(app, { browser: app.browserOf("ada"), back });
  await ignored(app, { browser: app.browserOf(), back });
});
