import type { WithingsError } from "../errors.js";
import type { CallbackIgnoredReason } from "../oauth/callback.js";

/**
 * How a person is shown Withings' login page. Opens a URL and gives back the URL at which the login ended, or says that the person
 * closed the view. Any object that does this can be passed as `webView`.
 *
 * @example A web view for a program that has its own window
 * ```ts
 * const webView: WebView = {
 *   async open({ url, redirectUri, signal }) {
 *     const callbackUrl = await myWindow.showUntil({ url, redirectUri, signal });
 *     return callbackUrl === undefined ? { type: "closed" } : { type: "callback", url: callbackUrl };
 *   },
 * };
 * ```
 */
export interface WebView {
  /**
   * Shows the login page until it ends.
   *
   * When `request.signal` aborts (the caller's abort, or the deadline), takes everything down and settles; how does not matter then.
   *
   * @throws {@link WithingsError} with `browser_not_found`, `browser_failed` or `port_in_use` when the page cannot be shown.
   */
  open(request: WebViewRequest): Promise<WebViewResult>;

  /**
   * Takes away what was shown before {@link WebView.open}, where the login fails before it comes to that. Only for web views that must show
   * something earlier, as a popup must, which browsers allow within the click only.
   */
  discard?(): void;
}

/** What a web view is asked to show, and where the login ends. */
export interface WebViewRequest {
  /** Withings' authorize page. It carries the state: it goes to the browser and nowhere else. */
  readonly url: string;
  /** Where Withings sends the browser at the end, exactly as registered. */
  readonly redirectUri: string;
  /** The scheme of the URL at which this program gets control back; differs from the scheme of `redirectUri` behind a bridge page. */
  readonly callbackUrlScheme: string;
  /** Aborts when the caller aborts or the deadline passes, and when {@link WebView.open} has settled. */
  readonly signal: AbortSignal;
  /**
   * Why a URL is not this attempt's callback, or `undefined` when it is. Only looks: for web views that take the page away at once, and
   * must know before that whether {@link WebViewRequest.offer} would ignore the URL.
   */
  readonly whyIgnored: (callbackUrl: string) => CallbackIgnoredReason | undefined;
  /**
   * Hands over a URL that may be the callback, for web views on which foreign URLs can arrive too (a listening port, deep links), and
   * for those that show how it ended. Validates it and, for the right one, exchanges the code while the browser waits. The first right
   * one wins; offering it again gives the same verdict without a second exchange. Never rejects.
   *
   * A web view to which only its own page can answer need not call this: it returns the URL.
   */
  readonly offer: (callbackUrl: string) => Promise<CallbackVerdict>;
}

/** Chooses a platform's usual web view for a redirect URI. What it needs is loaded then, not before. */
export type PlatformWebView = (redirectUri: string) => Promise<WebView>;

/** How a web view ended: at a URL, or closed by the person. */
export type WebViewResult = { readonly type: "callback"; readonly url: string } | { readonly type: "closed" };

/** What became of an offered URL. `ignored` means: go on waiting. */
export type CallbackVerdict =
  | { readonly type: "ignored"; readonly reason: CallbackIgnoredReason }
  | { readonly type: "connected"; readonly userID: string }
  | { readonly type: "refused" }
  | { readonly type: "failed"; readonly error: WithingsError };
