import { measure, user as users } from "withings-kit/operations";
import { expect, test } from "vitest";
import { application, type Application, base } from "./support/application.js";
import type { TestBrowser } from "./support/browser.js";

/** A user who is connected. */
async function connect(app: Application, user = "ada", person = 0): Promise<TestBrowser> {
  const browser = app.browserOf(user);
  const people = app.sandbox.people.list().filter(({ id }) => id !== app.sandbox.people.demo.id);
  await browser.open(await browser.goToWithings(`${base}/connect`, { person: people[person]?.id ?? 0 }));
  return browser;
}

async function status(browser: TestBrowser): Promise<unknown> {
  const response = await browser.open(`${base}/status`);
  return response.json();
}

test("a user sees how it stands with their own connection, and nobody sees another's", async () => {
  const app = application();
  const ada = await connect(app);
  expect(await status(ada)).toEqual({
    connected: true,
    userID: await app.links.userIDOf("ada"),
    status: "connected",
    scopes: ["user.info", "user.metrics"],
  });
  expect(await status(app.browserOf("bob"))).toEqual({ connected: false });
  expect((await app.browserOf().open(`${base}/status`)).status).toBe(401);
});

test("who disconnects is disconnected here and at Withings; the account is free for others then", async () => {
  const app = application();
  const ada = await connect(app);
  const userID = (await app.links.userIDOf("ada")) ?? "";
  const { withingsAccessToken } = await (await app.withings.connection(userID)).credentials();
  expect(await app.post(ada, "disconnect")).toEqual({
    status: 200,
    body: { disconnected: true, revoked: true },
  });
  expect(app.sandbox.accepts(withingsAccessToken)).toBe(false);
  expect(await status(ada)).toEqual({ connected: false });
  expect(app.events.at(-1)).toEqual({ type: "unlinked", user: "ada", userID });
  expect(await app.post(ada, "disconnect")).toEqual({ status: 200, body: { disconnected: false } });
  expect(await status(await connect(app, "bob"))).toMatchObject({ connected: true, userID });
});

test("the application is told who disconnected, and what it throws changes nothing", async () => {
  const told: unknown[] = [];
  const app = application({
    onDisconnected: (user) => {
      told.push(user);
      throw new Error("The mail server is down.");
    },
  });
  const ada = await connect(app);
  const userID = await app.links.userIDOf("ada");
  expect((await app.post(ada, "disconnect")).status).toBe(200);
  expect(told).toEqual([{ user: "ada", userID }]);
  expect(app.events.at(-1)).toMatchObject({ type: "failed", route: "disconnect" });
});

const data = { operations: [measure.getMeas, users.getDevice] };

test("a page calls an operation that it was granted, for its own user, without a token", async () => {
  const app = application({ data });
  const [ada, bob] = [await connect(app), await connect(app, "bob", 1)];
  const weigh = (browser: TestBrowser): ReturnType<Application["post"]> =>
    app.post(browser, "call", { operation: "measure getmeas", parameters: { meastypes: [1] } });
  const answers = [await weigh(ada), await weigh(bob)];
  for (const { status: http, body } of answers)
    expect([http, (body["measuregrps"] as object[]).length > 0]).toEqual([200, true]);
  expect(answers[0]?.body).not.toEqual(answers[1]?.body);
});

test.each([
  undefined,
  "",
  "measure getactivity",
  "notify subscribe",
  "constructor",
  "__proto__",
  7,
  {},
  ["measure getmeas"].concat("x"),
])("%j is not among the operations, so it is not called", async (operation) => {
  const app = application({ data });
  const ada = await connect(app);
  const before = app.sandbox.requests.list().length;
  expect(
    await app.post(ada, "call", { operation, parameters: { canary: "canary-parameter" } }),
  ).toMatchObject({
    status: 403,
    body: { error: "operation_not_allowed" },
  });
  expect(app.sandbox.requests.list()).toHaveLength(before);
});

test("what cannot be called is told in a word, with the status that fits, and nothing of what was given", async () => {
  const app = application({ data });
  const ada = await connect(app);
  const call = (parameters: unknown): ReturnType<Application["post"]> =>
    app.post(ada, "call", { operation: "measure getmeas", parameters });
  for (const wrong of [
    { meastype: "canary-value" },
    { "canary-name": 1 },
    { startdate: "canary-value", enddate: 1 },
  ]) {
    const answer = await call(wrong);
    expect(answer).toMatchObject({ status: 400, body: { error: "configuration_invalid" } });
    expect(JSON.stringify(answer)).not.toContain("canary");
  }
  app.sandbox.people.disconnect({ personId: Number(await app.links.userIDOf("ada")) });
  expect(await call({ meastypes: [1] })).toMatchObject({
    status: 409,
    body: { error: "reauthorization_required" },
  });
  expect(await status(ada)).toMatchObject({ connected: true, status: "needsReauthorization" });
  expect(await app.post(app.browserOf("bob"), "call", { operation: "measure getmeas" })).toMatchObject({
    status: 409,
    body: { error: "not_connected" },
  });
});

test("without the option data nothing can be called", async () => {
  const app = application();
  expect((await app.post(await connect(app), "call", { operation: "measure getmeas" })).status).toBe(404);
});
