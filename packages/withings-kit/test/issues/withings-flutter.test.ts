// The defects of the Dart package withings_flutter 1.0.4 that concern what this library does, each shown to be absent.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { knownScopes, WithingsConnector } from "withings-kit";
import { decimal, keyedSeries, pages } from "withings-kit/data";
import {
  asked,
  authorize,
  callback,
  canary,
  endingAt,
  failure,
  pretendEndpoint,
  tokenAnswer,
} from "../support/login.js";

const logIn = (answer: Parameters<typeof pretendEndpoint>[0] = tokenAnswer()): ReturnType<typeof authorize> =>
  authorize({ webView: endingAt((request) => callback(request)), fetch: pretendEndpoint(answer).fetch });

test("a refresh does not claim to be a code exchange", async () => {
  const { fetch, sent } = pretendEndpoint(tokenAnswer());
  const { clientID, clientSecret, refreshToken: withingsRefreshToken } = canary;
  await WithingsConnector.refreshToken({ clientID, clientSecret, withingsRefreshToken, fetch });
  expect(sent[0]?.form.get("grant_type")).toBe("refresh_token");
});

test("a user id that arrives as a number is no type error", async () => {
  expect((await logIn(tokenAnswer({ userid: 27718374 })))?.userID).toBe("27718374");
});

test("paging goes past the second page and keeps the first", async () => {
  const seen: number[] = [];
  for await (const page of pages(async (offset = 0) =>
    Promise.resolve({ more: offset < 3, offset: offset + 1 }),
  ))
    seen.push(page.offset);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test("a decimal has no noise in its last digits", () => {
  expect(decimal(6005, -2)).toBe(60.05);
});

test("a status that is not 0 is an error with a name, a number and a meaning, not a type error", async () => {
  const error = await failure(logIn('{"status":503,"body":{},"error":"Invalid Params: invalid code"}'));
  expect(error).toMatchObject({
    name: "WithingsTokenError",
    code: "code_rejected",
    status: 503,
    statusFamily: "invalid_params",
  });
});

test("an empty list in the place of an object is no crash", () => {
  expect(keyedSeries([])).toEqual([]);
});

test("printing credentials shows no token", async () => {
  const credentials = await logIn();
  expect(`${String(credentials)} ${inspect(credentials)}`).not.toMatch(/canary/);
});

test("a wrong state is an error of its own, and the state has far more than 32 bits", async () => {
  const webView = endingAt((request) => callback(request, { state: "4294967295" }));
  expect(await failure(authorize({ webView }))).toMatchObject({ code: "callback_invalid" });
  const [request] = webView.requests;
  expect(request && asked(request).get("state")?.length).toBe(44);
});

test("PKCE, of which Withings documents nothing, is not sent", async () => {
  const webView = endingAt((request) => callback(request));
  await authorize({ webView });
  expect(webView.requests[0]?.url).not.toContain("code_challenge");
});

test("an error in the callback asks for no token", async () => {
  const { fetch, sent } = pretendEndpoint();
  const webView = endingAt((request) => callback(request, { error: "access_denied" }));
  expect(await authorize({ webView, fetch })).toBeNull();
  expect(sent).toEqual([]);
});

test("credentials know when they were obtained and when they expire, not only for how long", async () => {
  const now = Date.UTC(2026, 10, 22, 12);
  const credentials = await authorize({
    webView: endingAt((request) => callback(request)),
    clock: () => now,
  });
  expect(credentials?.expires).toBe(10800);
  expect(credentials?.obtainedAt.toISOString()).toBe("2026-11-22T12:00:00.000Z");
  expect(credentials?.expiresAt.toISOString()).toBe("2026-11-22T15:00:00.000Z");
});

test("the documented scopes include user.info", () => {
  expect(knownScopes).toEqual(["user.info", "user.metrics", "user.activity", "user.sleepevents"]);
});
