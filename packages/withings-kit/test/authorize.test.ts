import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createSandbox } from "withings-sandbox";
import {
  type AuthorizationEvent,
  type AuthorizeOptions,
  type WebView,
  WithingsAuthorizationError,
  WithingsConnector,
  WithingsCredentials,
} from "withings-kit";
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
  scope,
  tokenAnswer,
} from "./support/login.js";

describe("a person who logs in and allows", () => {
  test("leaves the program with credentials", async () => {
    const sandbox = createSandbox();
    const credentials = await authorizeAt(sandbox);
    expect(credentials).toBeInstanceOf(WithingsCredentials);
    expect(credentials?.userID).toMatch(/^\d+$/);
    expect(credentials?.withingsAccessToken).toMatch(/^[0-9a-f]{40}$/);
    expect(credentials?.withingsRefreshToken).toMatch(/^[0-9a-f]{40}$/);
    expect(credentials?.expires).toBe(10800);
    expect(credentials?.scope).toBe(scope);
    expect(credentials?.tokenType).toBe("Bearer");
  });

  test("can do so as the demo user, without an account", async () => {
    const sandbox = createSandbox();
    const credentials = await authorizeAt(sandbox, { mode: "demo" });
    expect(credentials?.userID).toBe(String(sandbox.people.demo.id));
  });

  test("can do so with a signature, and then the client secret never travels", async () => {
    const sandbox = createSandbox();
    const bodies: string[] = [];
    const credentials = await authorizeAt(sandbox, {
      clientAuthentication: "signature",
      fetch: async (input, init) => {
        bodies.push(init?.body as string);
        return sandbox.fetch(new Request(input, init));
      },
    });
    expect(credentials).not.toBeNull();
    expect(bodies.map((body) => new URLSearchParams(body).get("action"))).toEqual([
      "getnonce",
      "requesttoken",
    ]);
    expect(bodies.join()).not.toContain(sandbox.application.clientSecret);
  });
});

describe("a person who does not", () => {
  test("closing the web view gives null, and no token is asked for", async () => {
    const { fetch, sent } = pretendEndpoint();
    const webView: WebView = { open: async () => Promise.resolve({ type: "closed" }) };
    expect(await authorize({ webView, fetch })).toBeNull();
    expect(sent).toEqual([]);
  });

  test.each(["access_denied", "no_code"] as const)(
    "refusing gives null, in the shape %s",
    async (refusalRedirect) => {
      const sandbox = createSandbox({ refusalRedirect });
      expect(await authorizeAt(sandbox, { person: { answer: "refuse" } })).toBeNull();
      expect(sandbox.requests.list().filter(({ operation }) => operation === "oauth2 requesttoken")).toEqual(
        [],
      );
    },
  );
});

describe("the authorize page is asked for", () => {
  test("with exactly these parameters, in this order", async () => {
    const webView = endingAt((request) => callback(request));
    await authorize({
      webView,
      clientID: "CID",
      scope: "user.activity,user.metrics,user.sleepevents",
      redirectUri: "example://withings/auth",
      callbackUrlScheme: "example",
    });
    const [request] = webView.requests;
    expect(request?.url.replace(/state=[\w-]+/, "state=123")).toBe(
      "https://account.withings.com/oauth2_user/authorize2?response_type=code&client_id=CID&state=123" +
        "&scope=user.activity%2Cuser.metrics%2Cuser.sleepevents&redirect_uri=example%3A%2F%2Fwithings%2Fauth",
    );
  });

  test("with a fresh state of 256 bits and more each time", async () => {
    const webView = endingAt((request) => callback(request));
    for (let round = 0; round < 20; round += 1) await authorize({ webView });
    const states = webView.requests.map((request) => asked(request).get("state") ?? "");
    expect(new Set(states).size).toBe(20);
    for (const state of states) expect(state).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(new Set(states.join("")).size).toBeGreaterThan(55);
  });

  test.each<[AuthorizeOptions["cloud"], string]>([
    [undefined, "https://account.withings.com/oauth2_user/authorize2?"],
    ["eu", "https://account.withings.com/oauth2_user/authorize2?"],
    ["us", "https://account.us.withingsmed.com/oauth2_user/authorize2?"],
    [
      { accountUrl: "http://localhost:1/a/", apiUrl: "https://api.example" },
      "http://localhost:1/a/oauth2_user/authorize2?",
    ],
  ])("in the cloud %o", async (cloud, start) => {
    const webView = endingAt((request) => callback(request));
    await authorize({ webView, cloud });
    expect(webView.requests[0]?.url.startsWith(start)).toBe(true);
  });

  test("never with the client secret", async () => {
    const webView = endingAt((request) => callback(request));
    await authorize({ webView, mode: "demo" });
    expect(JSON.stringify(webView.requests)).not.toContain(canary.clientSecret);
    expect(webView.requests[0]?.url).toContain("&mode=demo");
  });
});

describe("the code is exchanged", () => {
  test("with these parameters, the redirect URI byte for byte", async () => {
    const { fetch, sent } = pretendEndpoint(tokenAnswer());
    const odd = "http://LOCALHOST:8765/callback?app=%7e1";
    await authorize({ webView: endingAt((request) => callback(request)), fetch, redirectUri: odd });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe("https://wbsapi.withings.net/v2/oauth2");
    expect(sent[0]?.init.method).toBe("POST");
    expect(sent[0]?.init.redirect).toBe("manual");
    expect(Object.fromEntries(sent[0]?.form ?? [])).toEqual({
      action: "requesttoken",
      grant_type: "authorization_code",
      client_id: canary.clientID,
      client_secret: canary.clientSecret,
      code: canary.code,
      redirect_uri: odd,
    });
    expect(sent[0]?.init.body).not.toMatch(/undefined|null/);
  });

  test("once, however often and in how many ways the callback arrives", async () => {
    const { fetch, sent } = pretendEndpoint(tokenAnswer());
    const verdicts: unknown[] = [];
    const webView: WebView = {
      open: async (request) => {
        const urls = Array.from({ length: 20 }, () => callback(request));
        verdicts.push(
          ...(await Promise.all([...urls, callback(request, { code: "another" })].map(request.offer))),
        );
        return { type: "callback", url: callback(request, { code: "a-third" }) };
      },
    };
    const credentials = await authorize({ webView, fetch });
    expect(credentials?.userID).toBe("363");
    expect(sent.map(({ form }) => form.get("code"))).toEqual([canary.code]);
    expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict)))).toEqual(
      new Set(['{"type":"connected","userID":"363"}']),
    );
  });

  test("and the result is not lost when the browser goes away meanwhile", async () => {
    for (const end of ["closed", "crash"] as const) {
      const webView: WebView = {
        open: async (request) => {
          void request.offer(callback(request));
          if (end === "crash") throw new WithingsAuthorizationError("browser_failed", "It crashed.");
          return Promise.resolve({ type: "closed" });
        },
      };
      const slow = async (): Promise<Response> => delay(50).then(() => new Response(tokenAnswer()));
      expect((await authorize({ webView, fetch: pretendEndpoint(slow).fetch }))?.userID).toBe("363");
    }
  });

  test("and the person's deadline no longer counts", async () => {
    const slow = async (): Promise<Response> => delay(300).then(() => new Response(tokenAnswer()));
    const webView = arriving((request) => callback(request));
    expect(await authorize({ webView, fetch: pretendEndpoint(slow).fetch, timeoutMs: 60 })).not.toBeNull();
  });
});

describe("scopes", () => {
  test("can be a string or an array, are joined by commas, and named once each", async () => {
    for (const given of [" user.metrics , user.info,user.metrics", ["user.metrics", "user.info"]] as const) {
      const webView = endingAt((request) => callback(request));
      await authorize({ webView, scope: given });
      expect(webView.requests[0] && asked(webView.requests[0]).get("scope")).toBe("user.metrics,user.info");
    }
  });

  test("that Withings does not document are asked for, and reported", async () => {
    const events: AuthorizationEvent[] = [];
    const webView = endingAt((request) => callback(request));
    await authorize({ webView, scope: "user.metrics,user.metric", onEvent: (event) => events.push(event) });
    expect(webView.requests[0]?.url).toContain("scope=user.metrics%2Cuser.metric&");
    expect(events).toContainEqual({ type: "scopeUnknown", scopes: ["user.metric"] });
  });

  test("that were not granted are reported; the credentials say which were", async () => {
    const events: AuthorizationEvent[] = [];
    const credentials = await authorize({
      webView: endingAt((request) => callback(request)),
      fetch: pretendEndpoint(tokenAnswer({ scope: "user.info, user.metrics" })).fetch,
      onEvent: (event) => events.push(event),
    });
    expect(credentials?.scope).toBe("user.info,user.metrics");
    expect(events).toEqual([
      { type: "scopeNarrowed", granted: ["user.info", "user.metrics"], missing: ["user.activity"] },
    ]);
  });

  test("that the answer leaves out are those that were asked for", async () => {
    for (const none of [undefined, null]) {
      const { fetch } = pretendEndpoint(tokenAnswer({ scope: none }));
      const credentials = await authorize({ webView: endingAt((request) => callback(request)), fetch });
      expect(credentials?.scope).toBe(scope);
    }
  });
});

describe("an attempt ends", () => {
  const endless: WebView = {
    open: async ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          resolve({ type: "closed" });
        });
      }),
  };

  test("at its deadline", async () => {
    const error = await failure(authorize({ webView: endless, timeoutMs: 30 }));
    expect(error).toMatchObject({ name: "WithingsAuthorizationError", code: "authorization_timed_out" });
    // The commonest reason is an unregistered redirect URI: Withings shows an error and never comes back.
    expect((error as Error).message).toMatch(
      /within 0\.03 seconds.*redirect_uri_mismatch.*register exactly http:\/\/localhost:8765\/callback/,
    );
  });

  test("when the program aborts it, before it begins too", async () => {
    const controller = new AbortController();
    const attempt = failure(authorize({ webView: endless, signal: controller.signal }));
    controller.abort();
    expect(await attempt).toMatchObject({ code: "authorization_aborted" });
    const never: WebView = { open: () => Promise.reject(new Error("must not open")) };
    expect(await failure(authorize({ webView: never, signal: controller.signal }))).toMatchObject({
      code: "authorization_aborted",
    });
  });

  test("after the web view has cleared up, or two seconds later when it does not", async () => {
    let cleared = false;
    const tidy: WebView = {
      open: async ({ signal }) => {
        while (!signal.aborted) await delay(5);
        await delay(100);
        cleared = true;
        return { type: "closed" };
      },
    };
    await failure(authorize({ webView: tidy, timeoutMs: 20 }));
    expect(cleared).toBe(true);
    const deaf: WebView = { open: async () => new Promise(() => undefined) };
    const start = performance.now();
    await failure(authorize({ webView: deaf, timeoutMs: 20 }));
    expect(performance.now() - start).toBeGreaterThan(1900);
  });

  test("when the program aborts it during the exchange", async () => {
    const controller = new AbortController();
    const hanging = async (): Promise<Response> => {
      controller.abort();
      return new Promise(() => undefined);
    };
    const webView = arriving((request) => callback(request));
    const error = await failure(
      authorize({ webView, fetch: pretendEndpoint(hanging).fetch, signal: controller.signal }),
    );
    expect((error as { code: string }).code).toMatch(/^(authorization_)?aborted$/);
  });

  test("and leaves nothing behind that keeps the next one from beginning", async () => {
    await failure(authorize({ webView: endless, timeoutMs: 20 }));
    expect(await authorize({ webView: endingAt((request) => callback(request)) })).not.toBeNull();
  });

  test("in an error when the web view breaks", async () => {
    const broken: WebView = {
      open: async ({ url }) => Promise.reject(new RangeError(`could not show ${url}`)),
    };
    const error = await failure(authorize({ webView: broken }));
    expect(error).toMatchObject({
      code: "browser_failed",
      message: expect.stringContaining("RangeError") as string,
    });
    expect(String(error)).not.toContain("state=");
    for (const answer of [undefined, {}, "http://localhost:8765/callback", { type: "success" }]) {
      const strange = { open: async () => Promise.resolve(answer) } as unknown as WebView;
      expect(await failure(authorize({ webView: strange }))).toMatchObject({
        code: "browser_failed",
        message: expect.stringContaining('open() gave neither { type: "callback", url }') as string,
      });
    }
    const foreign = endingAt((request) => request.redirectUri);
    expect(await failure(authorize({ webView: foreign }))).toMatchObject({
      code: "callback_invalid",
      message: expect.stringContaining("(state_missing)") as string,
    });
  });
});

describe("two attempts at once", () => {
  test("on one redirect URI: the second is refused, the first goes on", async () => {
    let second: Promise<unknown> | undefined;
    const webView: WebView = {
      open: async (request) => {
        second = failure(authorize({ webView: endingAt((other) => callback(other)) }));
        await second;
        return { type: "callback", url: callback(request) };
      },
    };
    expect(await authorize({ webView })).not.toBeNull();
    expect(await second).toMatchObject({ code: "authorization_in_progress" });
  });

  test("on two redirect URIs: neither takes the other's state", async () => {
    let foreign = "";
    const other: WebView = {
      open: async (request) => {
        foreign = asked(request).get("state") ?? "";
        await delay(50);
        return { type: "callback", url: callback(request) };
      },
    };
    const second = authorize({ webView: other, redirectUri: "http://localhost:8766/callback" });
    await delay(10);
    const webView = arriving(
      (request) => callback(request, { state: foreign }),
      (request) => callback(request),
    );
    expect(await authorize({ webView })).not.toBeNull();
    expect(webView.verdicts[0]).toEqual({ type: "ignored", reason: "state_wrong" });
    expect(await second).not.toBeNull();
  });
});

test("a mistake in onEvent does not disturb the login; it is an uncaught exception of its own", async () => {
  const thrown: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => thrown.push(error));
  try {
    const credentials = await authorize({
      webView: endingAt((request) => callback(request)),
      scope: `user.new,${scope}`,
      onEvent: () => {
        throw new Error("a listener's mistake");
      },
    });
    await delay(10);
    expect(credentials).not.toBeNull();
    expect(thrown).toHaveLength(2);
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});

test("WithingsConnector has the original's two calls", () => {
  expect(Object.keys(WithingsConnector).sort()).toEqual(["authorize", "refreshToken"]);
  expect(redirectUri).toBe("http://localhost:8765/callback");
});
