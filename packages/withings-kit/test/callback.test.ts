import { describe, expect, test } from "vitest";
import { visitor } from "withings-sandbox";
import type { AuthorizationEvent, CallbackIgnoredReason, WebViewRequest } from "withings-kit";
import {
  arriving,
  asked,
  authorize,
  authorizeAt,
  callback,
  canary,
  endingAt,
  failure,
  pretendEndpoint,
  redirectUri,
  tokenAnswer,
} from "./support/login.js";

const stateOf = (request: WebViewRequest): string => asked(request).get("state") ?? "";
const at = (query: (state: string) => string) => (request: WebViewRequest) =>
  `${request.redirectUri}?${query(stateOf(request))}`;

describe("a URL that is not this attempt's callback is ignored, and the right one still wins", () => {
  test.each<[string, CallbackIgnoredReason, (request: WebViewRequest) => string]>([
    ["a wrong state", "state_wrong", (request) => callback(request, { state: "x".repeat(44) })],
    ["no state", "state_missing", at(() => `code=${canary.code}`)],
    ["an empty state", "state_missing", at(() => `code=${canary.code}&state=`)],
    [
      "the state twice, the right one first",
      "parameter_twice",
      at((state) => `code=a&state=${state}&state=b`),
    ],
    [
      "the state twice, the right one last",
      "parameter_twice",
      at((state) => `code=a&state=b&state=${state}`),
    ],
    ["state[]", "state_missing", at((state) => `code=a&state[]=${state}`)],
    ["a beginning of the state", "state_wrong", at((state) => `code=a&state=${state.slice(0, -1)}`)],
    ["the state and more", "state_wrong", at((state) => `code=a&state=${state}x`)],
    ["the state in another case", "state_wrong", at((state) => `code=a&state=${swapCase(state)}`)],
    ["two codes", "parameter_twice", at((state) => `code=a&code=b&state=${state}`)],
    ["a refusal without state", "state_missing", at(() => "error=access_denied")],
    ["a refusal with a wrong state", "state_wrong", at(() => "error=access_denied&state=guess")],
    [
      "the parameters in the fragment",
      "state_missing",
      (request) => `${request.redirectUri}#${callback(request).split("?")[1] ?? ""}`,
    ],
    ["broken percent signs", "malformed", at((state) => `code=%zz&state=${state}`)],
    ["half a character", "malformed", at((state) => `code=%c3&state=${state}`)],
    ["another path", "not_the_redirect_uri", at2("http://localhost:8765/other")],
    ["a longer path", "not_the_redirect_uri", at2("http://localhost:8765/callback/")],
    ["another case of the path", "not_the_redirect_uri", at2("http://localhost:8765/Callback")],
    ["another port", "not_the_redirect_uri", at2("http://localhost:8766/callback")],
    ["another host", "not_the_redirect_uri", at2("http://127.0.0.1:8765/callback")],
    ["another scheme", "not_the_redirect_uri", at2("https://localhost:8765/callback")],
    ["a user name", "not_the_redirect_uri", at2("http://localhost:8765@evil.example/callback")],
    ["no URL at all", "malformed", () => "callback"],
    ["an empty text", "malformed", () => ""],
  ])("%s", async (_what, reason, url) => {
    const events: AuthorizationEvent[] = [];
    const { fetch, sent } = pretendEndpoint(tokenAnswer());
    const webView = arriving(url, (request) => callback(request));
    const credentials = await authorize({ webView, fetch, onEvent: (event) => events.push(event) });
    expect(webView.verdicts[0]).toEqual({ type: "ignored", reason });
    expect(events).toContainEqual({ type: "callbackIgnored", reason });
    expect(credentials?.userID).toBe("363");
    expect(sent.map(({ form }) => form.get("code"))).toEqual([canary.code]);
  });

  test("and a web view can ask beforehand, without anything happening", async () => {
    const { fetch, sent } = pretendEndpoint(tokenAnswer());
    const asked: unknown[] = [];
    await authorize({
      fetch,
      webView: {
        open: async (request) => {
          asked.push(
            request.whyIgnored(callback(request, { state: "wrong" })),
            request.whyIgnored(callback(request)),
          );
          expect(sent).toEqual([]);
          return Promise.resolve({ type: "closed" });
        },
      },
    });
    expect(asked).toEqual(["state_wrong", undefined]);
  });
});

function at2(base: string) {
  return (request: WebViewRequest): string => `${base}?code=${canary.code}&state=${stateOf(request)}`;
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));
}

test("a web view that ends at a foreign URL ends in an error, and no token is asked for", async () => {
  const { fetch, sent } = pretendEndpoint();
  const webView = endingAt((request) => callback(request, { state: "forged", code: "attackers" }));
  const error = await failure(authorize({ webView, fetch }));
  expect(error).toMatchObject({ name: "WithingsAuthorizationError", code: "callback_invalid" });
  expect(String(error)).not.toMatch(/forged|attackers/);
  expect(sent).toEqual([]);
});

test("the callback of an attempt that is over means nothing to the next one", async () => {
  const first = endingAt((request) => callback(request));
  await authorize({ webView: first });
  const [old] = first.requests;
  const second = arriving(
    () => (old === undefined ? "" : callback(old)),
    (request) => callback(request),
  );
  await authorize({ webView: second });
  expect(second.verdicts.map(({ type }) => type)).toEqual(["ignored", "connected"]);
});

test("the callback of the other cloud means nothing here: each has its own redirect URI", async () => {
  const us = endingAt((request) => callback(request));
  await authorize({ webView: us, cloud: "us", redirectUri: "http://localhost:8765/us" });
  const [request] = us.requests;
  const eu = arriving(
    () => (request === undefined ? "" : callback(request)),
    (own) => callback(own),
  );
  await authorize({ webView: eu });
  expect(eu.verdicts[0]).toEqual({ type: "ignored", reason: "not_the_redirect_uri" });
});

describe("the right callback", () => {
  test.each(["access_denied", "user_denied", "denied", "cancelled", "canceled"])(
    "with the error %s is a refusal, whatever else it says",
    async (error) => {
      const { fetch, sent } = pretendEndpoint();
      const webView = endingAt((request) => callback(request, { error }));
      expect(await authorize({ webView, fetch })).toBeNull();
      expect(sent).toEqual([]);
    },
  );

  test.each<[string, string, string]>([
    ["server_error", "error=server_error", "server_error"],
    ["markup as error", "error=<script>alert(1)</script>", "an unknown error"],
    ["an empty code", "code=", "an impossible code"],
    ["a line break in the code", "code=a%0d%0ab", "an impossible code"],
    ["a NUL in the code", "code=a%00", "an impossible code"],
    ["8 KB of code", `code=${"c".repeat(8192)}`, "an impossible code"],
  ])("with %s ends in an error, and no token is asked for", async (_what, query, words) => {
    const { fetch, sent } = pretendEndpoint();
    const error = await failure(
      authorize({ webView: endingAt(at((state) => `${query}&state=${state}`)), fetch }),
    );
    expect(error).toMatchObject({
      code: "callback_invalid",
      message: expect.stringContaining(words) as string,
    });
    expect(String(error)).not.toContain("<script>");
    expect(sent).toEqual([]);
  });

  test("is known in every spelling that a browser may give it", async () => {
    for (const [registered, arrives] of [
      ["http://LOCALHOST:80/callback", "http://localhost/callback"],
      ["https://App.Example", "https://app.example/"],
      ["example://withings/auth", "example://withings/auth"],
      ["com.example.app:/oauth", "com.example.app:/oauth"],
    ] as const) {
      const webView = endingAt((request) => `${arrives}?state=${stateOf(request)}&code=${canary.code}#_=_`);
      const callbackUrlScheme = registered.slice(0, registered.indexOf(":"));
      expect(await authorize({ webView, redirectUri: registered, callbackUrlScheme })).not.toBeNull();
    }
  });

  test("keeps the parameters that the redirect URI has itself", async () => {
    const withQuery = "https://app.example/callback?tenant=a%20b";
    const webView = arriving(
      (request) => `https://app.example/callback?tenant=other&state=${stateOf(request)}&code=${canary.code}`,
      (request) => `https://app.example/callback?tenant=a+b&state=${stateOf(request)}&code=${canary.code}`,
    );
    expect(await authorize({ webView, redirectUri: withQuery, callbackUrlScheme: "https" })).not.toBeNull();
    expect(webView.verdicts[0]).toEqual({ type: "ignored", reason: "not_the_redirect_uri" });
  });

  test("may come through a bridge page: an https redirect URI, and the program's own scheme", async () => {
    const webView = arriving(
      (request) => `other://app?code=a&state=${stateOf(request)}`,
      (request) => `example://anything/at?code=${canary.code}&state=${stateOf(request)}`,
    );
    const credentials = await authorize({
      webView,
      redirectUri: "https://app.example/bridge",
      callbackUrlScheme: "example",
    });
    expect(credentials).not.toBeNull();
    expect(webView.verdicts[0]).toEqual({ type: "ignored", reason: "not_the_redirect_uri" });
  });
});

test("a custom scheme works against the sandbox as in the original's example", async () => {
  const redirectUri = "example://withings/auth";
  expect(await authorizeAt(undefined, { redirectUri, callbackUrlScheme: "example" })).not.toBeNull();
});

test("a redirect URI that is not registered never comes back; the visitor sees Withings' JSON", async () => {
  const error = await failure(authorizeAt(undefined, { redirectUri: `${redirectUri}/` }));
  expect(error).toMatchObject({ code: "browser_failed" });
  expect(visitor).toBeTypeOf("function");
});
