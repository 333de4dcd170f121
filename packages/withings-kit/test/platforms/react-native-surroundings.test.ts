import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type AuthorizeOptions,
  type WebView,
  WithingsConnector,
  type WithingsCredentials,
  type WithingsError,
} from "withings-kit";
import { expoWebView } from "withings-kit/expo";
import { inAppBrowser } from "withings-kit/react-native";
import { canary, failure, tokenAnswer } from "../support/login.js";

/** React Native's URL up to 0.79: takes whatever it is given, adds a slash, and has no part of it. */
class IncompleteUrl {
  readonly #url: string;
  constructor(url: string) {
    this.#url = url.endsWith("/") ? url : `${url}/`;
  }
  get href(): string {
    return this.#url;
  }
  toString(): string {
    return this.#url;
  }
  static {
    for (const part of [
      "hash",
      "host",
      "hostname",
      "origin",
      "password",
      "pathname",
      "port",
      "protocol",
      "username",
    ])
      Object.defineProperty(this.prototype, part, {
        get: () => {
          throw new Error(`URL.${part} is not implemented`);
        },
      });
  }
}

/** As a phone's app finds the world: an incomplete URL, no URLSearchParams, no crypto.subtle, no streams, no reasons of aborts. */
function onReactNative(): void {
  const { crypto } = globalThis;
  vi.stubGlobal("URL", IncompleteUrl);
  vi.stubGlobal("URLSearchParams", undefined);
  vi.stubGlobal("crypto", {
    getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
  });
  vi.stubGlobal("TextDecoder", undefined);
  vi.stubGlobal("ReadableStream", undefined);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const sent: string[] = [];

function authorize(options: Partial<AuthorizeOptions> = {}): Promise<WithingsCredentials | null> {
  return WithingsConnector.authorize({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    scope: "user.metrics",
    redirectUri: "example://withings/auth",
    callbackUrlScheme: "example",
    fetch: (_url, init) => {
      sent.push(init?.body as string);
      // React Native's answers have no body to be read piece by piece.
      return Promise.resolve({ status: 200, text: () => Promise.resolve(tokenAnswer()) } as Response);
    },
    ...options,
  });
}

/** A web view in which the login comes back, after something that is not it. */
const comingBack: WebView = {
  open: async ({ url, redirectUri, offer }) => {
    const [, state = ""] = /[?&]state=([^&]+)/.exec(url) ?? [];
    for (const foreign of ["example://other?code=x", `${redirectUri}?code=x&state=wrong`, "nothing at all"])
      expect(await offer(foreign)).toMatchObject({ type: "ignored" });
    return { type: "callback", url: `${redirectUri}?code=${canary.code}&state=${state}` };
  },
};

describe("in React Native", () => {
  test.each([
    ["example://withings/auth", "example"],
    ["com.example.app:/withings", "com.example.app"],
    ["https://app.example.com/withings/callback", "https"],
    ["http://localhost:8765/callback", "http"],
  ])("a login to %s ends with credentials", async (redirectUri, callbackUrlScheme) => {
    onReactNative();
    const credentials = await authorize({ redirectUri, callbackUrlScheme, webView: comingBack });
    expect(credentials).toMatchObject({ userID: "363" });
    expect(sent.at(-1)).toContain(`code=${canary.code}`);
  });

  test("behind a bridge page the app's own scheme is the callback", async () => {
    onReactNative();
    const webView: WebView = {
      open: ({ url }) => {
        const [, state = ""] = /[?&]state=([^&]+)/.exec(url) ?? [];
        return Promise.resolve({
          type: "callback",
          url: `example://done?code=${canary.code}&state=${state}`,
        });
      },
    };
    const redirectUri = "https://app.example.com/withings/callback";
    expect(await authorize({ redirectUri, webView })).toMatchObject({ userID: "363" });
  });

  test.each<[string, Partial<AuthorizeOptions>]>([
    ["redirectUri", { redirectUri: "/callback" }],
    ["redirectUri", { redirectUri: "withings" }],
    ["redirectUri", { redirectUri: "https:callback", callbackUrlScheme: "https" }],
    ["redirectUri", { redirectUri: "https://user@example.com/", callbackUrlScheme: "https" }],
    ["redirectUri", { redirectUri: "https://a\\@example.com/", callbackUrlScheme: "https" }],
    ["redirectUri", { redirectUri: "https://example.com/#part", callbackUrlScheme: "https" }],
    ["redirectUri", { redirectUri: "http://example.com/", callbackUrlScheme: "http" }],
    ["redirectUri", { redirectUri: "http://localhost.example.com/", callbackUrlScheme: "http" }],
    ["redirectUri", { redirectUri: "javascript:alert(1)", callbackUrlScheme: "javascript" }],
    ["callbackUrlScheme", { redirectUri: "example://a", callbackUrlScheme: "https" }],
    ["cloud", { cloud: { accountUrl: "http://example.com", apiUrl: "https://example.com" } }],
  ])("what cannot be used is refused there as everywhere: %s %j", async (option, options) => {
    onReactNative();
    expect(await failure(authorize({ webView: comingBack, ...options }))).toMatchObject({
      code: "configuration_invalid",
      option,
    });
  });

  test("a lost network is told as what it is", async () => {
    onReactNative();
    const fetch = (): Promise<Response> => Promise.reject(new TypeError("Network request failed"));
    const error = (await failure(authorize({ webView: comingBack, fetch }))) as WithingsError;
    expect(error).toMatchObject({
      code: "network_failed",
      message: expect.stringContaining("wbsapi.withings.net could not be reached") as string,
    });
  });

  test("without random numbers the web views say what to install", () => {
    vi.stubGlobal("crypto", undefined);
    const needed = {} as never;
    expect(() => expoWebView(needed)).toThrow(/no crypto\.getRandomValues.*expo-crypto/);
    expect(() => inAppBrowser(needed)).toThrow(/no crypto\.getRandomValues.*react-native-get-random-values/);
  });
});
