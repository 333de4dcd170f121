import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "withings-sandbox";
import {
  type OldRefreshToken,
  type RefreshTokenOptions,
  WithingsConnector,
  WithingsCredentials,
  WithingsError,
} from "withings-kit";
import { authorizeAt, canary, failure, pretendEndpoint, tokenAnswer } from "./support/login.js";

const refresh = (options: Partial<RefreshTokenOptions> = {}): Promise<WithingsCredentials | null> =>
  WithingsConnector.refreshToken({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    withingsRefreshToken: canary.refreshToken,
    ...options,
  });
const refreshAt = (
  sandbox: Sandbox,
  withingsRefreshToken: string,
  options: Partial<RefreshTokenOptions> = {},
) =>
  refresh({
    ...sandbox.application,
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    withingsRefreshToken,
    ...options,
  });
const refusal = (status: number, error: string, body: unknown = {}): string =>
  JSON.stringify({ status, body, error });
const systemError = (code: string): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) });

async function connected(sandbox: Sandbox): Promise<WithingsCredentials> {
  const credentials = await authorizeAt(sandbox);
  if (credentials === null) throw new Error("The visitor should have allowed.");
  return credentials;
}

describe("a refresh", () => {
  test("gives new credentials of the same person, with a new refresh token", async () => {
    const sandbox = createSandbox();
    const old = await connected(sandbox);
    const renewed = await refreshAt(sandbox, old.withingsRefreshToken);
    expect(renewed?.userID).toBe(old.userID);
    expect(renewed?.withingsRefreshToken).not.toBe(old.withingsRefreshToken);
    expect(renewed?.withingsAccessToken).not.toBe(old.withingsAccessToken);
    expect(renewed?.expires).toBe(10800);
    expect(renewed?.scope).toBe(old.scope);
  });

  test("sends grant_type refresh_token and nothing that is not needed", async () => {
    const { fetch, sent } = pretendEndpoint(tokenAnswer({ userid: 363 }));
    expect((await refresh({ fetch }))?.userID).toBe("363");
    expect(Object.fromEntries(sent[0]?.form ?? [])).toEqual({
      action: "requesttoken",
      grant_type: "refresh_token",
      client_id: canary.clientID,
      client_secret: canary.clientSecret,
      refresh_token: canary.refreshToken,
    });
    expect(sent[0]?.url).toBe("https://wbsapi.withings.net/v2/oauth2");
    expect(sent[0]?.url).not.toContain("?");
  });

  test("works with a signature, and then the client secret never travels", async () => {
    const sandbox = createSandbox();
    const old = await connected(sandbox);
    const renewed = await refreshAt(sandbox, old.withingsRefreshToken, { clientAuthentication: "signature" });
    expect(renewed?.userID).toBe(old.userID);
    const masked = sandbox.requests.list().filter(({ path }) => path === "/v2/signature");
    expect(masked).toHaveLength(1);
  });

  test("of a token that Withings no longer accepts gives null", async () => {
    const sandbox = createSandbox();
    const old = await connected(sandbox);
    sandbox.clock.advance({ days: 400 });
    expect(await refreshAt(sandbox, old.withingsRefreshToken)).toBeNull();
    expect(await refreshAt(createSandbox(), canary.refreshToken)).toBeNull();
  });

  test.each([
    refusal(503, "Invalid Params: invalid refresh_token"),
    refusal(401, "The refresh token provided is invalid or expired"),
    refusal(503, "invalid_grant"),
    refusal(200, "refresh_token revoked", []),
  ])("answered with %s gives null", async (answer) => {
    expect(await refresh({ fetch: pretendEndpoint(answer).fetch })).toBeNull();
  });

  test("whose answer is lost can be sent again: the old token is good for 8 hours", async () => {
    const sandbox = createSandbox({ duplicateFilter: "off" });
    const old = await connected(sandbox);
    sandbox.faults.add({ operation: "oauth2 requesttoken", kind: "drop", when: "after", times: 1 });
    const error = await failure(refreshAt(sandbox, old.withingsRefreshToken));
    expect(error).toMatchObject({ code: "network_failed", oldRefreshToken: "unknown" });
    sandbox.clock.advance({ hours: 7 });
    expect(await refreshAt(sandbox, old.withingsRefreshToken)).not.toBeNull();
  });
});

describe("everything but a definite rejection throws, and says what it means for the old token", () => {
  test.each<[string, Parameters<typeof pretendEndpoint>[0], string, OldRefreshToken]>([
    ["a refused connection", systemError("ECONNREFUSED"), "network_failed", "good"],
    ["a name that cannot be resolved", systemError("ENOTFOUND"), "network_failed", "good"],
    ["a connection that breaks", systemError("ECONNRESET"), "network_failed", "unknown"],
    [
      "a route that is lost, perhaps on the way back",
      systemError("EHOSTUNREACH"),
      "network_failed",
      "unknown",
    ],
    [
      "a network that is lost, perhaps on the way back",
      systemError("ENETUNREACH"),
      "network_failed",
      "unknown",
    ],
    ["a failure without a code", new TypeError("Failed to fetch"), "network_failed", "unknown"],
    ["HTTP 502", new Response("bad", { status: 502 }), "http_error", "unknown"],
    [
      "HTTP 503 that quotes a rejection",
      new Response(refusal(503, "Invalid Params: invalid refresh_token"), { status: 503 }),
      "http_error",
      "unknown",
    ],
    ["HTML", "<html>", "answer_unreadable", "unknown"],
    ["half an answer", tokenAnswer().slice(0, 50), "answer_unreadable", "unknown"],
    ["an answer without tokens", '{"status":0,"body":{}}', "answer_invalid", "unknown"],
    [
      "two requests at once",
      refusal(601, "Same arguments in less than 10 seconds", { wait_seconds: 10 }),
      "rate_limited",
      "good",
    ],
    ["a timeout at Withings", refusal(522, ""), "withings_unavailable", "unknown"],
    ["an error at Withings", refusal(2556, ""), "token_request_rejected", "unknown"],
    [
      "an error at Withings that quotes a rejection",
      refusal(2556, "An unknown error occurred: invalid refresh_token"),
      "token_request_rejected",
      "unknown",
    ],
    [
      "a wrong client secret",
      refusal(503, "Invalid Params: invalid client_secret"),
      "client_rejected",
      "good",
    ],
    ["an application that is not permitted", refusal(2555, ""), "client_rejected", "good"],
    [
      "a parameter that Withings does not like",
      refusal(503, "Invalid Params"),
      "token_request_rejected",
      "good",
    ],
    ["something that is not implemented", refusal(2554, "Not implemented"), "token_request_rejected", "good"],
  ])("%s", async (_what, answer, code, oldRefreshToken) => {
    const error = await failure(refresh({ fetch: pretendEndpoint(answer).fetch }));
    expect(error).toBeInstanceOf(WithingsError);
    expect(error).toMatchObject({ code, oldRefreshToken });
    expect((error as Error).message).toMatch(
      oldRefreshToken === "good"
        ? /The refresh token is still good\.$/
        : /Keep the refresh token and retry with it/,
    );
    expect((error as Error).stack).toContain((error as Error).message);
  });

  test("a timeout", async () => {
    const fetch = pretendEndpoint(async () => new Promise(() => undefined)).fetch;
    expect(await failure(refresh({ fetch, timeoutMs: 20 }))).toMatchObject({
      code: "timed_out",
      oldRefreshToken: "unknown",
    });
  });

  test("an abort", async () => {
    const controller = new AbortController();
    const fetch = pretendEndpoint(async () => {
      controller.abort();
      return new Promise(() => undefined);
    }).fetch;
    expect(await failure(refresh({ fetch, signal: controller.signal }))).toMatchObject({
      code: "aborted",
      oldRefreshToken: "unknown",
    });
    const { fetch: unused, sent } = pretendEndpoint();
    expect(await failure(refresh({ fetch: unused, signal: controller.signal }))).toMatchObject({
      code: "aborted",
    });
    expect(sent).toEqual([]);
  });

  test("anything that goes wrong before the token is sent, as with the nonce, leaves it good", async () => {
    const fetch = pretendEndpoint("<html>").fetch;
    const error = await failure(refresh({ fetch, clientAuthentication: "signature" }));
    expect(error).toMatchObject({ code: "answer_unreadable", oldRefreshToken: "good" });
  });
});

describe("whose tokens they are", () => {
  test("another person's are refused where the caller says whose they must be", async () => {
    const { fetch } = pretendEndpoint(tokenAnswer({ userid: 364 }));
    const error = await failure(refresh({ fetch, userID: "363" }));
    expect(error).toMatchObject({ code: "answer_invalid", oldRefreshToken: "unknown" });
    expect((error as Error).message).toContain("another person");
  });

  test("an answer that leaves the id out is taken where the caller knows it, and refused where nobody does", async () => {
    const { fetch } = pretendEndpoint(tokenAnswer({ userid: undefined }));
    expect((await refresh({ fetch, userID: "363" }))?.userID).toBe("363");
    expect(await failure(refresh({ fetch }))).toMatchObject({ code: "answer_invalid", field: "userID" });
  });
});

test.each<[string, Partial<Record<keyof RefreshTokenOptions, unknown>>]>([
  ["withingsRefreshToken", { withingsRefreshToken: "" }],
  ["withingsRefreshToken", { withingsRefreshToken: undefined }],
  ["withingsRefreshToken", { withingsRefreshToken: "two words" }],
  ["clientID", { clientID: 5 }],
  ["timeoutMs", { timeoutMs: -1 }],
  // A number would not be equal to the answer's, which is found out only when the token is spent.
  ["userID", { userID: 363 }],
  ["userID", { userID: "" }],
  ["clock", { clock: () => NaN }],
])("the option %s %j is told before anything is sent", async (option, options) => {
  const { fetch, sent } = pretendEndpoint();
  const error = await failure(refresh({ fetch, ...(options as Partial<RefreshTokenOptions>) }));
  expect(error).toMatchObject({ code: "configuration_invalid", option });
  expect(sent).toEqual([]);
});
