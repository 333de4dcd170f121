import { getEventListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { CallbackVerdict, WebView, WebViewRequest } from "withings-kit";
import { WithingsConnector } from "withings-kit";
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

const deaf = async (): Promise<never> => new Promise(() => undefined);
const timers = (): number => process.getActiveResourcesInfo().filter((type) => type === "Timeout").length;

describe("a signal that has aborted already", () => {
  test("ends the login at once: nothing is opened, sent or left waiting", async () => {
    let opened = 0;
    const webView: WebView = {
      open: async () => {
        opened += 1;
        return deaf();
      },
    };
    const { fetch, sent } = pretendEndpoint();
    const signal = AbortSignal.abort();
    const before = timers();
    const started = performance.now();
    const error = await failure(authorize({ webView, fetch, signal }));
    expect(performance.now() - started).toBeLessThan(500);
    expect(error).toMatchObject({ code: "authorization_aborted" });
    expect([opened, sent, timers() - before, getEventListeners(signal, "abort")]).toEqual([0, [], 0, []]);
  });

  test("ends a refresh before anything is sent, and so the refresh token is good", async () => {
    const { clientID, clientSecret, refreshToken: withingsRefreshToken } = canary;
    for (const clientAuthentication of ["secret", "signature"] as const) {
      const { fetch, sent } = pretendEndpoint();
      const options = { clientID, clientSecret, withingsRefreshToken, clientAuthentication, fetch };
      const error = await failure(
        WithingsConnector.refreshToken({ ...options, signal: AbortSignal.abort() }),
      );
      expect(error).toMatchObject({ code: "aborted", oldRefreshToken: "good" });
      expect(sent).toEqual([]);
    }
  });
});

describe("a login that is over takes no callback any more: none is exchanged in vain, and none seems to succeed", () => {
  const late = async (
    open: WebView["open"],
    options: Parameters<typeof authorize>[0] = {},
  ): Promise<{ outcome: unknown; verdict: CallbackVerdict; exchanges: number }> => {
    const requests: WebViewRequest[] = [];
    const { fetch, sent } = pretendEndpoint(tokenAnswer());
    const webView: WebView = {
      open: async (request) => {
        requests.push(request);
        return open(request);
      },
    };
    const outcome = await authorize({ webView, fetch, ...options }).catch((error: unknown) => error);
    const [request] = requests;
    if (request === undefined) throw new Error("The web view should have been opened.");
    return { outcome, verdict: await request.offer(callback(request)), exchanges: sent.length };
  };

  test("after the person closed the web view", async () => {
    const { outcome, verdict, exchanges } = await late(async () => Promise.resolve({ type: "closed" }));
    expect([outcome, verdict, exchanges]).toEqual([null, { type: "refused" }, 0]);
  });

  test("after the deadline, and after an abort", async () => {
    const obedient: WebView["open"] = async ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reject(new Error("told to end"));
        });
      });
    for (const [options, code] of [
      [() => ({ timeoutMs: 20 }), "authorization_timed_out"],
      [() => ({ signal: AbortSignal.timeout(40) }), "authorization_aborted"],
    ] as const) {
      const { outcome, verdict, exchanges } = await late(obedient, options());
      expect(outcome).toMatchObject({ code });
      expect([verdict, exchanges]).toEqual([{ type: "failed", error: outcome }, 0]);
    }
  });

  test("after a web view that broke, and after one that ended elsewhere", async () => {
    for (const [open, code] of [
      [async () => Promise.reject(new Error("broken")), "browser_failed"],
      [async () => Promise.resolve({ type: "callback", url: "http://localhost:8765/" }), "callback_invalid"],
    ] satisfies [WebView["open"], string][]) {
      const { outcome, verdict, exchanges } = await late(open);
      expect(outcome).toMatchObject({ code });
      expect([verdict, exchanges]).toEqual([{ type: "failed", error: outcome }, 0]);
    }
  });
});

describe("a web view", () => {
  test("that hangs after the right callback holds the login until the deadline, and loses nothing", async () => {
    const webView: WebView = {
      open: async (request) => {
        await request.offer(callback(request));
        return deaf();
      },
    };
    const credentials = await authorize({ webView, timeoutMs: 30 });
    expect(credentials?.userID).toBe("363");
    expect(await authorize({ webView: endingAt((request) => callback(request)) })).not.toBeNull();
  });

  test("that hangs after a refusal is no different", async () => {
    const webView: WebView = {
      open: async (request) => {
        await request.offer(callback(request, { error: "access_denied" }));
        return deaf();
      },
    };
    expect(await authorize({ webView, timeoutMs: 30 })).toBeNull();
  });

  test("goes on showing its page while the exchange takes longer than the deadline", async () => {
    let told = false;
    const slow = async (): Promise<Response> => delay(200).then(() => new Response(tokenAnswer()));
    const webView: WebView = {
      open: async (request) => {
        await request.offer(callback(request));
        told = request.signal.aborted;
        return { type: "closed" };
      },
    };
    expect(await authorize({ webView, fetch: pretendEndpoint(slow).fetch, timeoutMs: 40 })).not.toBeNull();
    expect(told).toBe(false);
  });

  test("is told at once of an abort, also during the exchange", async () => {
    const controller = new AbortController();
    const hanging = pretendEndpoint(deaf).fetch;
    let toldAfterMs = Infinity;
    const webView: WebView = {
      open: async ({ signal, offer, ...request }) => {
        void offer(callback({ signal, offer, ...request }));
        await delay(10);
        const started = performance.now();
        controller.abort();
        while (!signal.aborted) await delay(5);
        toldAfterMs = performance.now() - started;
        return { type: "closed" };
      },
    };
    const error = await failure(authorize({ webView, fetch: hanging, signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted" });
    expect(toldAfterMs).toBeLessThan(500);
  });

  test("is told by its signal when the login is over, for what it left running", async () => {
    const webView = endingAt((request) => callback(request));
    await authorize({ webView });
    expect(webView.requests[0]?.signal.aborted).toBe(true);
  });

  test("is given what the contract names and nothing else", async () => {
    const webView = endingAt((request) => callback(request));
    await authorize({ webView });
    expect(Object.keys(webView.requests[0] ?? {}).sort()).toEqual([
      "callbackUrlScheme",
      "offer",
      "redirectUri",
      "signal",
      "url",
      "whyIgnored",
    ]);
  });

  test("may answer with a value or a thenable of its own", async () => {
    const closed = { type: "closed" };
    const thenable = {
      then: (resolve: (value: unknown) => void) => {
        resolve(closed);
      },
    };
    for (const answer of [closed, thenable])
      expect(await authorize({ webView: { open: () => answer } as unknown as WebView })).toBeNull();
  });

  test.each<[string, (request: WebViewRequest) => unknown]>([
    ["nothing", () => undefined],
    ["null", () => null],
    ["an unknown type", () => ({ type: "finished" })],
    ["a callback without a URL", () => ({ type: "callback" })],
    ["a URL that is no text", (request) => ({ type: "callback", url: new URL(callback(request)) })],
  ])("that answers with %s ends the login in an error", async (_what, answer) => {
    const { fetch, sent } = pretendEndpoint();
    const webView = { open: async (request: WebViewRequest) => Promise.resolve(answer(request)) };
    const error = await failure(authorize({ webView: webView as unknown as WebView, fetch }));
    expect(error).toMatchObject({
      name: "WithingsAuthorizationError",
      code: expect.stringMatching(/^(browser_failed|callback_invalid)$/) as string,
    });
    expect(sent).toEqual([]);
  });

  test.each<[string, (request: WebViewRequest) => unknown]>([
    ["null", () => null],
    ["a text", (request) => request.url],
    ["an error that bears the address as its name", ({ url }) => Object.assign(new Error(), { name: url })],
    ["something nameless", () => ({ name: Symbol("nameless") })],
  ])("that throws %s ends it in an error that shows no state", async (_what, thrown) => {
    let state = "";
    const webView: WebView = {
      open: (request) => {
        state = asked(request).get("state") ?? "";
        throw thrown(request);
      },
    };
    const error = await failure(authorize({ webView }));
    expect(error).toMatchObject({ code: "browser_failed" });
    expect(state).toHaveLength(44);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(state);
  });
});

test("a thousand logins on one signal leave no listener and no timer", async () => {
  const { signal } = new AbortController();
  const before = timers();
  for (let round = 0; round < 1000; round += 1) {
    const webView =
      round % 2 === 0
        ? endingAt((request) => callback(request))
        : { open: async () => Promise.reject(new Error("broken")) };
    await authorize({ webView, signal }).catch(() => undefined);
  }
  expect([getEventListeners(signal, "abort").length, timers() - before]).toEqual([0, 0]);
});

describe("the clock", () => {
  test("may jump by a day either way during the login: the tokens' life begins when they are asked for", async () => {
    for (const jump of [-86_400_000, 86_400_000]) {
      let now = Date.UTC(2026, 10, 22, 12);
      const webView: WebView = {
        open: async (request) => {
          now += jump;
          return Promise.resolve({ type: "callback", url: callback(request) });
        },
      };
      const credentials = await authorize({ webView, clock: () => now });
      expect(credentials?.obtainedAt.getTime()).toBe(now);
    }
  });

  test("is looked at before anything is opened, so that no code is spent for a date that is none", async () => {
    for (const now of [NaN, Infinity, -1, 1e20, "now", undefined]) {
      const webView = endingAt((request) => callback(request));
      const error = await failure(authorize({ webView, clock: () => now as number }));
      expect(error).toMatchObject({ code: "configuration_invalid", option: "clock" });
      expect(webView.requests).toEqual([]);
    }
  });
});
