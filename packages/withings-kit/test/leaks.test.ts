import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type WebView,
  type WebViewRequest,
  type WebViewResult,
  WithingsConnector,
  type WithingsError,
} from "withings-kit";
import {
  asked,
  authorize,
  callback,
  canary,
  endingAt,
  failure,
  pretendEndpoint,
  tokenAnswer,
} from "./support/login.js";

const echo = (status: number): string =>
  JSON.stringify({
    status,
    body: { ...canary },
    error: `Invalid Params: ${canary.code} ${canary.refreshToken} ${canary.clientSecret} ${canary.accessToken}`,
  });

/** Answers that make the token endpoint fail in every way, most of them quoting what was sent. */
const hostile: Parameters<typeof pretendEndpoint>[0][] = [
  echo(503),
  echo(401),
  echo(601),
  echo(293),
  echo(2556),
  echo(0),
  `<html>${canary.clientSecret}</html>`,
  `"${canary.refreshToken}"`,
  tokenAnswer({ userid: undefined }),
  tokenAnswer({ expires_in: canary.accessToken }),
  tokenAnswer({ token_type: canary.accessToken }),
  tokenAnswer({ scope: { [canary.accessToken]: canary.refreshToken } }),
  new Response(echo(503), { status: 502 }),
  new Response(echo(503), { status: 400 }),
  new Response(echo(503), { status: 307, headers: { location: `https://evil.example/?${canary.code}` } }),
  new TypeError(`fetch failed: ${canary.code} ${canary.clientSecret} ${canary.refreshToken}`, {
    cause: Object.assign(new Error(canary.clientSecret), { code: canary.clientSecret.toUpperCase() }),
  }),
  async () =>
    Promise.reject(Object.assign(new Error(), { name: canary.clientSecret, code: canary.refreshToken })),
];

function everythingOf(error: unknown): string {
  const { message, stack, cause } = error as Error;
  return [
    String(error),
    message,
    stack,
    inspect(cause),
    inspect(error, { depth: 9, showHidden: true, getters: true }),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error as object)),
  ].join("\n");
}

const secrets = new RegExp(
  [canary.clientSecret, canary.code, canary.accessToken, canary.refreshToken].join("|"),
  "i",
);

describe("no error shows a token, a secret, a code or a state", () => {
  test.each(hostile.map((answer, index) => [index, answer] as const))(
    "when a code is exchanged: answer %i",
    async (_, answer) => {
      const webView = endingAt((request) => callback(request));
      const error = await failure(authorize({ webView, fetch: pretendEndpoint(answer).fetch }));
      const state = webView.requests[0] && asked(webView.requests[0]).get("state");
      expect(everythingOf(error)).not.toMatch(secrets);
      expect(everythingOf(error)).not.toContain(state);
      expect((error as WithingsError).code).toMatch(/^[a-z_]+$/);
    },
  );

  test.each(hostile.map((answer, index) => [index, answer] as const))(
    "when a token is renewed: answer %i",
    async (_, answer) => {
      for (const clientAuthentication of ["secret", "signature"] as const) {
        const error = await WithingsConnector.refreshToken({
          clientID: canary.clientID,
          clientSecret: canary.clientSecret,
          withingsRefreshToken: canary.refreshToken,
          clientAuthentication,
          fetch: pretendEndpoint(answer).fetch,
        }).catch((reason: unknown) => reason);
        expect(everythingOf(error ?? new Error("null"))).not.toMatch(secrets);
      }
    },
  );

  test("when Withings quotes what was sent, however short and unlike a token it is", async () => {
    const [code, clientSecret] = ["c0-42", "s3-cr-et"];
    for (const quoted of [code, clientSecret]) {
      const answer = JSON.stringify({ status: 503, body: {}, error: `Invalid Params: ${quoted} is wrong` });
      const error = await failure(
        authorize({
          webView: endingAt((request) => callback(request, { code })),
          fetch: pretendEndpoint(answer).fetch,
          clientSecret,
        }),
      );
      expect((error as WithingsError).status).toBe(503);
      expect(everythingOf(error)).not.toContain(quoted);
    }
  });

  test("when a web view fails with what it was given", async () => {
    let state = "";
    const webView: WebView = {
      open: async (request) => {
        state = asked(request).get("state") ?? "";
        return Promise.reject(Object.assign(new Error(request.url), { request, name: "Error" }));
      },
    };
    const error = await failure(authorize({ webView }));
    expect(everythingOf(error)).not.toContain(state);
  });

  test("when what a web view throws has no name, or one that holds what it was given", async () => {
    const thrown: ((state: string) => Error)[] = [
      () => Object.create(null) as Error,
      (state: string) => ({ constructor: { name: `Error of ${state}` } }) as unknown as Error,
      (state: string) => ({ constructor: { name: state } }) as unknown as Error,
    ];
    for (const make of thrown) {
      let state = "";
      const open = async (request: WebViewRequest): Promise<WebViewResult> => {
        state = asked(request).get("state") ?? "";
        return Promise.reject(make(state));
      };
      const error = await failure(authorize({ webView: { open } }));
      expect(error).toMatchObject({ code: "browser_failed" });
      expect(everythingOf(error)).not.toContain(state);
    }
  });

  test("when the callback is somebody else's", async () => {
    const webView = endingAt((request) => callback(request, { state: canary.accessToken }));
    expect(everythingOf(await failure(authorize({ webView })))).not.toMatch(secrets);
  });

  test("and nothing is printed, whatever happens", async () => {
    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const originals = streams.map((stream) => stream.write.bind(stream));
    for (const stream of streams)
      stream.write = (chunk: string | Uint8Array) => {
        written.push(chunk.toString());
        return true;
      };
    try {
      for (const answer of [...hostile, tokenAnswer()])
        await authorize({
          webView: endingAt((request) => callback(request)),
          fetch: pretendEndpoint(answer).fetch,
        }).catch(() => undefined);
    } finally {
      streams.forEach((stream, index) => {
        const original = originals[index];
        if (original !== undefined) stream.write = original;
      });
    }
    expect(written).toEqual([]);
  });
});
