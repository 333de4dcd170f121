import { expect, test } from "vitest";
import { visitor } from "withings-sandbox";
import type { LoginAttempt, WithingsError } from "withings-kit";
import { failure } from "../support/login.js";
import { createWorld, redirectUri, scope, works, type World } from "./support/world.js";

/** What a browser does with the address of the authorize page. @returns where it comes back */
async function browse({ sandbox }: World, url: string, as: object = {}): Promise<string> {
  const shown = await visitor({ fetch: sandbox.fetch, ...as }).open({
    ...{ url, redirectUri, callbackUrlScheme: "http", signal: new AbortController().signal },
    whyIgnored: () => undefined,
    offer: () => Promise.reject(new Error("Nobody waits here.")),
  });
  if (shown.type !== "callback") throw new Error("The browser did not come back.");
  return shown.url;
}

test("a login in two steps connects, also by another program and with an attempt that was text meanwhile", async () => {
  const world = createWorld();
  const { url, attempt } = await world.withings.startLogin({ scope });
  const back = await browse(world, url);
  const kept = JSON.parse(JSON.stringify(attempt)) as LoginAttempt;
  const connection = await world.program().finishLogin(kept, back);
  if (!connection) throw new Error("Nobody connected.");
  await works(connection);
  expect(world.events.map(({ type }) => type)).toEqual(["connected"]);
});

test("an attempt holds no client secret", async () => {
  const { withings, sandbox } = createWorld();
  const { url, attempt } = await withings.startLogin({ scope });
  expect(JSON.stringify(attempt) + url).not.toContain(sandbox.application.clientSecret);
});

test("who refuses is not connected", async () => {
  const world = createWorld();
  const { url, attempt } = await world.withings.startLogin({ scope: ["user.metrics"] });
  const back = await browse(world, url, { answer: "refuse" });
  expect(await world.withings.finishLogin(attempt, back)).toBeNull();
});

test.each<[string, (attempt: LoginAttempt, back: string) => [LoginAttempt, string], RegExp]>([
  [
    "another attempt's state",
    (attempt, back) => [{ ...attempt, state: "x".repeat(44) }, back],
    /state_wrong/,
  ],
  ["no state", (attempt, back) => [attempt, back.replace(/state=[^&]*/, "")], /state_missing/],
  ["its state twice", (attempt, back) => [attempt, `${back}&state=${attempt.state}`], /parameter_twice/],
  [
    "another address",
    (attempt, back) => [attempt, back.replace("/callback", "/other")],
    /not_the_redirect_uri/,
  ],
  [
    "an attempt of the other cloud",
    (attempt, back) => [{ ...attempt, apiUrl: "https://wbsapi.us.withingsmed.net" }, back],
    /another Withings/,
  ],
  [
    "an attempt of another application",
    (attempt, back) => [{ ...attempt, clientID: "other" }, back],
    /another app/,
  ],
])("with %s no token is asked for, and nothing tells the state", async (_what, change, words) => {
  const world = createWorld();
  const { url, attempt } = await world.withings.startLogin({ scope });
  const back = await browse(world, url);
  const before = world.wire.sent.length;
  const error = (await failure(world.withings.finishLogin(...change(attempt, back)))) as WithingsError;
  expect(error).toMatchObject({ name: "WithingsAuthorizationError", code: "callback_invalid" });
  expect(error.message).toMatch(words);
  expect(error.message).not.toContain(attempt.state);
  expect(world.wire.sent.length).toBe(before);
});

test("ten minutes later the attempt is over", async () => {
  const world = createWorld();
  const { url, attempt } = await world.withings.startLogin({ scope });
  world.sandbox.clock.advance({ minutes: 10 });
  const back = await browse(world, url);
  expect(await failure(world.withings.finishLogin(attempt, back))).toMatchObject({
    code: "authorization_timed_out",
  });
});

test("somebody else than expected is refused, and their connection is kept as with connect", async () => {
  const world = createWorld();
  const { url, attempt } = await world.withings.startLogin({ scope });
  const back = await browse(world, url);
  const finished = world.withings.finishLogin(attempt, back, { expectUserID: "363" });
  expect(await failure(finished)).toMatchObject({ code: "another_person" });
});

test.each([
  [{ scope: "" }, "scope"],
  [{ scope, mode: "x" as "demo" }, "mode"],
])("%j is refused", async (options, option) => {
  const { withings } = createWorld();
  expect(await failure(withings.startLogin(options))).toMatchObject({
    code: "configuration_invalid",
    option,
  });
});
