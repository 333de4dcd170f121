import { describe, expect, test } from "vitest";
import { WithingsConnector, type WithingsCredentials, WithingsError } from "withings-kit";
import {
  authorize,
  callback,
  canary,
  endingAt,
  failure,
  pretendEndpoint,
  tokenAnswer,
} from "./support/login.js";

const logIn = (fetch: typeof globalThis.fetch): Promise<WithingsCredentials | null> =>
  authorize({ webView: endingAt((request) => callback(request)), fetch });
const refresh = (
  fetch: typeof globalThis.fetch,
  clientAuthentication: "secret" | "signature" = "secret",
): Promise<WithingsCredentials | null> =>
  WithingsConnector.refreshToken({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    withingsRefreshToken: canary.refreshToken,
    clientAuthentication,
    timeoutMs: 2_000,
    fetch,
  });

// An object that cannot be made a text: asking it for one throws.
const textless = '{"toString":0,"valueOf":0}';
const deep = "[".repeat(100_000) + "]".repeat(100_000);
const withRaw = (field: string, json: string): string =>
  tokenAnswer({ [field]: "HERE" }).replace('"HERE"', json);

describe("an answer that is made to break its reader gives one of this library's errors", () => {
  test.each([
    ["a status that is no text", "answer_invalid", `{"status":${textless},"body":{}}`],
    ["an error that is no text", "token_request_rejected", `{"status":503,"body":{},"error":${textless}}`],
    ["an endlessly deep error", "token_request_rejected", `{"status":503,"body":{},"error":${deep}}`],
    [
      "seconds to wait that are no number",
      "rate_limited",
      `{"status":601,"body":{"wait_seconds":${textless}},"error":""}`,
    ],
    ["a nonce that is no text", "answer_invalid", `{"status":0,"body":{"nonce":${textless}}}`],
    ["a nonce of half a character", "answer_invalid", '{"status":0,"body":{"nonce":"\\ud800"}}'],
    ["an endlessly deep scope", "answer_invalid", withRaw("scope", deep)],
    ["an endlessly deep user id", "answer_invalid", withRaw("userid", deep)],
    ["a user id that is no text", "answer_invalid", withRaw("userid", textless)],
    ["a list as a token", "answer_invalid", withRaw("access_token", `["${canary.accessToken}"]`)],
    ["nothing but depth", "answer_invalid", deep],
  ])("%s: %s", async (_what, code, answer) => {
    expect(await failure(logIn(pretendEndpoint(answer).fetch))).toMatchObject({ code });
    for (const clientAuthentication of ["secret", "signature"] as const) {
      const error = await failure(refresh(pretendEndpoint(answer).fetch, clientAuthentication));
      expect(error).toBeInstanceOf(WithingsError);
      expect(error).toHaveProperty("oldRefreshToken");
    }
  });

  test.each([
    ["__proto__ around the envelope", `{"__proto__":${tokenAnswer()}}`],
    ["__proto__ in the envelope", `{"status":0,"__proto__":{"body":${JSON.stringify(body())}}}`],
    ["__proto__ in the body", `{"status":0,"body":{"__proto__":${JSON.stringify(body())}}}`],
    ["constructor", '{"status":0,"body":{"constructor":{"prototype":{"polluted":true}}}}'],
  ])("%s lends nothing: no token is taken from there, and no other object changes", async (_what, answer) => {
    expect(await failure(logIn(pretendEndpoint(answer).fetch))).toMatchObject({ code: "answer_invalid" });
    expect(Object.prototype).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("access_token");
  });

  test.each(["Infinity", "-5", "1e3", "soon", "", 1e300, -1, 0.5, null, true, [7]])(
    "%j seconds are none to wait",
    async (seconds) => {
      const answer = JSON.stringify({ status: 601, body: { wait_seconds: seconds }, error: "" });
      const error = (await failure(logIn(pretendEndpoint(answer).fetch))) as WithingsError;
      expect(error.code).toBe("rate_limited");
      expect(error).not.toHaveProperty("waitSeconds");
      expect(error.message).toMatch(/Try again later\.$/);
    },
  );
});

function body(): unknown {
  return (JSON.parse(tokenAnswer()) as { body: unknown }).body;
}

describe("what a fetch may give back instead of an answer", () => {
  const chunk = new Uint8Array(600_000);
  const stream = (cancel: () => Promise<void>): unknown => ({
    status: 200,
    body: new ReadableStream({
      pull: (controller) => {
        controller.enqueue(chunk);
      },
      cancel,
    }),
  });

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "network_failed"],
    ["an empty object", {}, "network_failed"],
    ["the browser's answer for a redirect", Response.error(), "http_error"],
    ["an answer without a body", new Response(null, { status: 204 }), "answer_unreadable"],
    ["an answer without a text", { status: 200, body: null }, "network_failed"],
    ["a text that is none", { status: 200, text: () => 5 }, "answer_invalid"],
    [
      "a stream that will not be cancelled",
      stream(async () => new Promise(() => undefined)),
      "answer_too_large",
    ],
    [
      "a stream that breaks when cancelled",
      stream(() => Promise.reject(new Error("no"))),
      "answer_too_large",
    ],
  ])("%s", async (_what, answer, code) => {
    const error = await failure(refresh(async () => Promise.resolve(answer as Response)));
    expect(error).toMatchObject({ code, oldRefreshToken: "unknown" });
  });

  test("a byte order mark before the answer does not matter", async () => {
    expect(await logIn(pretendEndpoint(`\ufeff${tokenAnswer()}`).fetch)).not.toBeNull();
  });

  test("a too large answer is let go of, not read on", async () => {
    let asked = 0;
    let signal: AbortSignal | null | undefined;
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      signal = init?.signal;
      const endless = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            asked += 1;
            controller.enqueue(chunk);
          },
        },
        { highWaterMark: 0 },
      );
      return Promise.resolve(new Response(endless));
    };
    expect(await failure(logIn(fetch))).toMatchObject({ code: "answer_too_large" });
    expect([asked, signal?.aborted]).toEqual([2, true]);
  });
});
