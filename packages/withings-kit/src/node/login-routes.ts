import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallbackVerdict, WebViewRequest } from "../web-view/contract.js";
import type { LoopbackAddress } from "./loopback-address.js";
import { type Answer, send } from "./loopback-answer.js";
import { refusalStatus } from "./loopback-request.js";
import { notFoundPage, openedAlreadyPage, otherLoginPage, resultPage } from "./result-page.js";

/** What a login serves to the browser. */
export interface LoginRoutes {
  /** Answers one request. Rejects only when `offer` breaks its promise not to. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** The one-time address that leads on to Withings' login page. */
  readonly startUrl: string;
  /** Resolves when a browser has opened {@link LoginRoutes.startUrl}. */
  readonly started: Promise<void>;
  /** Resolves to the right callback's URL when its verdict stands. */
  readonly settled: Promise<string>;
  /** Whether a browser is on its way to the result page. */
  readonly resultIsAwaited: () => boolean;
  /** Resolves when every browser that was sent to the result page has got it. */
  readonly resultShown: Promise<void>;
}

// Rubbish is refused in any number; above this it is no longer told what was wrong with it.
const patience = 50;

/** Builds the routes of one login: the way in, the callback, and the page at the end. */
export function loginRoutes(address: LoopbackAddress, { url, offer }: WebViewRequest): LoginRoutes {
  const start = startRoute(new URL(url).href);
  const settled = signal<string>();
  const resultShown = signal();
  let verdict: Exclude<CallbackVerdict, { type: "ignored" }> | undefined;
  let awaited = 0;
  let refused = 0;

  async function answerTo({ url: target = "", method, headers }: IncomingMessage): Promise<Answer> {
    const [path = ""] = target.split("?", 1);
    if (path !== address.path && path !== start.path) return { status: 404, page: notFoundPage };
    // Withings asks callback addresses with HEAD whether somebody is there, as link checkers do.
    if (method === "HEAD") return { status: 200 };
    if (method !== "GET") return { status: 405, headers: { allow: "GET, HEAD" } };
    if (path === start.path) return start.answer(headers.cookie);
    if (verdict !== undefined && target === path) return { status: 200, page: resultPage(verdict) };
    return await callback(target);
  }

  async function callback(target: string): Promise<Answer> {
    const callbackUrl = address.origin + target;
    awaited++;
    const offered = await offer(callbackUrl);
    if (offered.type === "ignored") {
      awaited--;
      return { status: 400, page: otherLoginPage };
    }
    verdict ??= offered;
    settled.resolve(callbackUrl);
    // The page is at a clean address, so that the code is neither in the history nor in the address bar.
    return { status: 303, headers: { location: address.origin + address.path } };
  }

  return {
    serve: async (request, response) => {
      const status = refusalStatus(request, address);
      let answer = status === undefined ? await answerTo(request) : { status };
      if (answer.status >= 400 && ++refused > patience) answer = { status: 429 };
      if (answer.status === 200 && request.method === "GET")
        response.once("finish", () => {
          if (--awaited <= 0) resultShown.resolve();
        });
      send(response, answer);
    },
    startUrl: address.origin + start.path,
    started: start.opened.promise,
    settled: settled.promise,
    resultIsAwaited: () => awaited > 0,
    resultShown: resultShown.promise,
  };
}

interface StartRoute {
  readonly path: string;
  readonly opened: Signal<void>;
  readonly answer: (cookies: string | undefined) => Answer;
}

/**
 * The way to Withings' login page.
 *
 * The browser is started with an address of ours instead of Withings' own, because every user of the machine can read the arguments
 * of a program that runs (`ps`), and Withings' address carries the state: who knows it can end the login with an account of their own.
 * Our address leads there once, so whoever reads it finds it used up, or is the first and the person's own browser says so. The browser
 * that came first may come again (some load a page twice): it is known by a cookie that only it was given.
 */
function startRoute(loginUrl: string): StartRoute {
  const path = `/${randomBytes(16).toString("base64url")}`;
  const ticket = `withings-login=${randomBytes(16).toString("base64url")}`;
  const opened = signal();
  let used = false;
  return {
    path,
    opened,
    answer: (cookies = "") => {
      if (used && !cookies.split("; ").includes(ticket)) return { status: 410, page: openedAlreadyPage };
      used = true;
      opened.resolve();
      return {
        status: 303,
        headers: {
          location: loginUrl,
          "set-cookie": `${ticket}; Path=${path}; Max-Age=300; HttpOnly; SameSite=Lax`,
        },
      };
    },
  };
}

interface Signal<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function signal<T = void>(): Signal<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
