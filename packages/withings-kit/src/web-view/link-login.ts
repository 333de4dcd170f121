import { WithingsAuthorizationError } from "../errors.js";
import type { WebViewRequest, WebViewResult } from "./contract.js";
import { platformFailure } from "./platform-failure.js";

/** How long a callback may still be on its way after the page has gone, in milliseconds. */
const usualGraceMs = 500;
/** How often the page is shown again after a foreign link has taken it away. */
const shownAgain = 3;
/** How soon after a foreign link the page goes when that took it away, in milliseconds. */
const takenAwayMs = 2_000;
/** How long the clearing up is waited for, in milliseconds: a platform that never answers must not hold the login. */
const clearUpMs = 1_000;

/** What a platform tells while a login is shown in a page that is not the program's own. */
export interface LinkLogin {
  /** The system gave the program a link, which may be anybody's. */
  readonly onLink: (url: string) => void;
  /** The page ended by itself, at this URL. */
  readonly onReturn: (url: string) => void;
  /** The page has gone, and nobody knows why. The callback may still be on its way: the two travel apart. */
  readonly onGone: () => void;
  /** The platform failed. */
  readonly onFailure: (error: unknown) => void;
  /** To be undone when the login has ended; at once where it has ended already. */
  readonly atEnd: (undo: () => unknown) => void;
}

/** A platform on which the login ends at a link that the system hands to the program. */
export interface LinkPlatform {
  /** What shows the page, as the person who reads an error knows it, and what to do when it fails. */
  readonly failure: { readonly what: string; readonly next: string };
  /** Begins to listen for links. Done before the page is shown. */
  readonly listen: (login: LinkLogin) => Promise<void> | void;
  /** Shows the page. May resolve when it is shown, or when it has gone and `onReturn` or `onGone` were called. */
  readonly show: (login: LinkLogin) => Promise<void>;
  /** The links that the program was started with: where it was started anew meanwhile, the callback is among them. */
  readonly launchLinks?: () => Promise<readonly (string | null | undefined)[]>;
  /** @defaultValue 500 */
  readonly graceMs?: number | undefined;
}

// A link says for which program it is, not for which login.
const waiting = new Set<string>();

/**
 * Shows a login whose callback arrives as a link to the program.
 *
 * Any program and page can open such a link. One that is not the callback changes nothing: it is told to the caller, and where it took
 * the page away, as links do on Android, the page is shown again.
 */
export async function linkLogin(request: WebViewRequest, platform: LinkPlatform): Promise<WebViewResult> {
  const { callbackUrlScheme, signal } = request;
  if (waiting.has(callbackUrlScheme))
    throw new WithingsAuthorizationError(
      "authorization_in_progress",
      `Another login waits for a link that begins with ${callbackUrlScheme}:, and a link does not say which login it is for. Await or abort it.`,
    );
  waiting.add(callbackUrlScheme);
  const undos: (() => unknown)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = (): void => undefined;
  let hasEnded = false;
  try {
    return await new Promise<WebViewResult>((resolve, reject) => {
      const told = new Set<string>();
      let showings = 0;
      let foreign: string | undefined;
      let foreignAt = 0;

      const end = (result: WebViewResult): void => {
        hasEnded = true;
        resolve(result);
      };
      const isCallback = (url: string): boolean => {
        if (request.whyIgnored(url)) return false;
        // The code is valid for seconds: its exchange begins while the page goes.
        void request.offer(url);
        end({ type: "callback", url });
        return true;
      };
      const lookAtLaunchLinks = async (): Promise<void> => {
        // What cannot be read is as if it were not there.
        const links = (await platform.launchLinks?.().catch(() => [])) ?? [];
        if (!hasEnded) links.some((link) => link && isCallback(link));
      };
      const show = (): void => {
        showings++;
        foreign = undefined;
        platform.show(login).catch(login.onFailure);
      };
      const afterGrace = async (): Promise<void> => {
        await lookAtLaunchLinks();
        timer = undefined;
        if (hasEnded) return;
        if (foreign === undefined) end({ type: "closed" });
        else if (showings <= shownAgain) show();
        else end({ type: "callback", url: foreign });
      };
      const login: LinkLogin = {
        onLink: (url) => {
          if (hasEnded || isCallback(url) || request.whyIgnored(url) === "not_the_redirect_uri") return;
          foreign = url;
          foreignAt = Date.now();
          // For the caller to hear of it, once: the system's link and the page's end may be two tidings of one thing.
          if (!told.has(url)) void request.offer(url);
          told.add(url);
        },
        onReturn: (url) => {
          login.onLink(url);
          // It is told what is wrong with it: shown again, the page would end there again.
          if (!hasEnded && foreign !== url) end({ type: "callback", url });
          login.onGone();
        },
        onGone: () => {
          if (Date.now() - foreignAt > takenAwayMs) foreign = undefined;
          if (!hasEnded) timer ??= setTimeout(() => void afterGrace(), platform.graceMs ?? usualGraceMs);
        },
        onFailure: (error) => {
          hasEnded = true;
          reject(platformFailure(error, platform.failure));
        },
        atEnd: (undo) => {
          if (hasEnded) void undone(undo);
          else undos.unshift(undo);
        },
      };
      onAbort = () => {
        end({ type: "closed" });
      };
      // React Native's signals have neither throwIfAborted nor a reason.
      signal.addEventListener("abort", onAbort);
      if (signal.aborted) onAbort();
      else
        void (async () => {
          await platform.listen(login);
          await lookAtLaunchLinks();
          if (!hasEnded) show();
        })().catch(login.onFailure);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    waiting.delete(callbackUrlScheme);
    await Promise.race([
      Promise.all(undos.map(undone)),
      new Promise((resolve) => {
        timer = setTimeout(resolve, clearUpMs);
      }),
    ]);
    clearTimeout(timer);
  }
}

/** What cannot be undone has gone already: platforms refuse, say, to close a page that the person closed. */
async function undone(undo: () => unknown): Promise<void> {
  try {
    await undo();
  } catch {
    return;
  }
}
