import { describe, expect, test } from "vitest";
import { WithingsConfigurationError } from "withings-kit";
import { authorize, callback, endingAt, failure, pretendEndpoint } from "./support/login.js";

describe("options that cannot be used are told before anything is opened or sent", () => {
  test.each<[string, Record<string, unknown>]>([
    ["clientID", { clientID: "" }],
    ["clientID", { clientID: undefined }],
    ["clientSecret", { clientSecret: "with space" }],
    ["clientAuthentication", { clientAuthentication: "basic" }],
    ["clientAuthentication", { clientAuthentication: "no secret" }],
    ["scope", { scope: "" }],
    ["scope", { scope: undefined }],
    ["scope", { scope: [] }],
    ["scope", { scope: "user.météo" }],
    ["mode", { mode: "Demo" }],
    ["redirectUri", { redirectUri: "/callback" }],
    ["redirectUri", { redirectUri: "http://example.com/callback" }],
    ["redirectUri", { redirectUri: "http://localhost.example.com/callback" }],
    ["redirectUri", { redirectUri: "http://127.0.0.1.example.com/callback" }],
    ["redirectUri", { redirectUri: "https://user@example.com/" }],
    ["redirectUri", { redirectUri: "https://example.com/#part" }],
    ["redirectUri", { redirectUri: "javascript:alert(1)" }],
    ["redirectUri", { redirectUri: "https://example.com/\r\nx" }],
    ["redirectUri", { redirectUri: "localhost:8765/callback" }],
    ["redirectUri", { redirectUri: "https://example.com/?state=mine" }],
    ["redirectUri", { redirectUri: "https://example.com/?a=b&code=1" }],
    ["redirectUri", { redirectUri: undefined }],
    ["callbackUrlScheme", { callbackUrlScheme: "example://" }],
    ["callbackUrlScheme", { callbackUrlScheme: "Example" }],
    ["callbackUrlScheme", { callbackUrlScheme: "my_app" }],
    ["callbackUrlScheme", { callbackUrlScheme: "http://localhost:1" }],
    ["callbackUrlScheme", { callbackUrlScheme: "javascript" }],
    ["callbackUrlScheme", { callbackUrlScheme: undefined }],
    // Withings' own login page would be taken for the callback.
    ["callbackUrlScheme", { redirectUri: "example://withings/auth", callbackUrlScheme: "https" }],
    ["callbackUrlScheme", { redirectUri: "https://example.com/", callbackUrlScheme: "http" }],
    ["cloud", { cloud: "fr" }],
    ["cloud", { cloud: null }],
    ["cloud", { cloud: { accountUrl: "http://example.com", apiUrl: "https://example.com" } }],
    ["cloud", { cloud: { accountUrl: "https://example.com", apiUrl: "http://example.com" } }],
    ["cloud", { cloud: { accountUrl: "https://example.com", apiUrl: "https://example.com?a=b" } }],
    ["cloud", { cloud: { accountUrl: "ftp://localhost", apiUrl: "https://example.com" } }],
    ["cloud", { cloud: { accountUrl: "https://a:b@example.com", apiUrl: "https://example.com" } }],
    ["cloud", { cloud: { accountUrl: "https://example.com" } }],
    ["fetch", { fetch: "fetch" }],
    ["fetch", { fetch: null }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: NaN }],
    ["timeoutMs", { timeoutMs: 2 ** 31 }],
    ["webView", { webView: {} }],
    ["webView", { webView: () => undefined }],
  ])("%s %j", async (option, options) => {
    const webView = endingAt((request) => callback(request));
    const { fetch, sent } = pretendEndpoint();
    const error = await failure(authorize({ webView, fetch, ...options }));
    expect(error).toBeInstanceOf(WithingsConfigurationError);
    expect(error).toMatchObject({ code: "configuration_invalid", option });
    expect((error as Error).message).toMatch(new RegExp(`^The option ${option} .*\\. Give .{10}`));
    expect([webView.requests, sent]).toEqual([[], []]);
  });

  test("loopback addresses are this machine in every spelling", async () => {
    for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"]) {
      const webView = endingAt((request) => callback(request));
      expect(await authorize({ webView, redirectUri: `http://${host}:8765/callback` })).not.toBeNull();
    }
  });
});
