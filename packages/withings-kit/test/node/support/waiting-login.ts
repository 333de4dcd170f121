import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import type { CallbackVerdict, WebViewResult } from "withings-kit";
import { systemBrowser, type SystemBrowserOptions } from "withings-kit/node";
import { freePort } from "./raw-http.js";

/** How a waiting login is set up. */
export interface WaitingLoginOptions {
  readonly host?: string;
  readonly path?: string;
  readonly port?: number;
  /** Where the login page is. */
  readonly account?: string;
  /** How many columns the output says that it has. */
  readonly columns?: number;
  readonly options?: SystemBrowserOptions;
  /** What the exchange ends with. */
  readonly verdict?: Exclude<CallbackVerdict, { type: "ignored" }>;
  /** Does not wait until something was opened or printed. */
  readonly returnAtOnce?: boolean;
  /** How long the exchange takes. */
  readonly exchange?: () => Promise<void>;
}

/** A login that waits for its callback, with an attempt that takes the state `right` and nothing else. */
export interface WaitingLogin {
  readonly port: number;
  readonly redirectUri: string;
  readonly loginUrl: string;
  /** The right callback's target. */
  readonly target: string;
  /** The address that the browser was opened with. */
  readonly startUrl: string;
  readonly result: Promise<WebViewResult>;
  /** What was offered. */
  readonly offers: readonly string[];
  readonly exchanges: () => number;
  readonly printed: () => string;
  readonly abort: (reason?: unknown) => void;
  /** Whether the promise has settled. */
  readonly settled: () => boolean;
}

export const state = "right-Zm9vYmFyYmF6";
export const code = "c0de-4242424242";

/** Starts a login and waits until its browser would be open. The test ends it, or its end does. */
export async function waitingLogin(setup: WaitingLoginOptions = {}): Promise<WaitingLogin> {
  const port = setup.port ?? (await freePort());
  const redirectUri = `http://${setup.host ?? "localhost"}:${port}${setup.path ?? "/callback"}`;
  const loginUrl = `${setup.account ?? "https://account.example"}/oauth2_user/authorize2?client_id=abc&state=${state}`;
  const controller = new AbortController();
  const offers: string[] = [];
  let exchanges = 0;
  let verdict: Promise<CallbackVerdict> | undefined;
  const exchange = async (): Promise<CallbackVerdict> => {
    exchanges++;
    await setup.exchange?.();
    return setup.verdict ?? { type: "connected", userID: "36312345" };
  };
  const whyIgnored = (url: string): "not_the_redirect_uri" | "state_wrong" | undefined => {
    if (!url.startsWith(redirectUri)) return "not_the_redirect_uri";
    return new URL(url).searchParams.get("state") === state ? undefined : "state_wrong";
  };
  let printed = "";
  let startUrl: string | undefined;
  let settled = false;
  let ready: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const result = systemBrowser({
    environment: { PATH: "" },
    output: {
      columns: setup.columns,
      write: (text: string) => {
        printed += text;
        ready();
      },
    },
    input: new PassThrough(),
    openBrowser: (url) => {
      startUrl = url;
      ready();
    },
    ...setup.options,
  }).open({
    url: loginUrl,
    redirectUri,
    callbackUrlScheme: "http",
    signal: controller.signal,
    whyIgnored,
    offer: async (url) => {
      offers.push(url);
      const reason = whyIgnored(url);
      if (reason !== undefined) return { type: "ignored", reason };
      return await (verdict ??= exchange());
    },
  });
  const finished = result.finally(() => {
    settled = true;
    ready();
  });
  // Each test looks at the end in its own time.
  finished.catch(() => undefined);
  onTestFinished(async () => {
    controller.abort();
    await finished.catch(() => undefined);
  });
  if (setup.returnAtOnce !== true) await opened;
  return {
    port,
    redirectUri,
    loginUrl,
    target: `${setup.path ?? "/callback"}?code=${code}&state=${state}`,
    get startUrl() {
      if (startUrl === undefined) throw new Error("No browser was opened.");
      return startUrl;
    },
    result: finished,
    offers,
    exchanges: () => exchanges,
    printed: () => printed,
    abort: (reason) => {
      controller.abort(reason);
    },
    settled: () => settled,
  };
}
