import { platformWebView } from "#platform-web-view";
import { beginAttempt, failLogin } from "../attempt.js";
import { WithingsError } from "../errors.js";
import { withDeadline } from "../http/deadline.js";
import type { LoginFailure } from "../login-failure.js";
import { splitScope, type WithingsScope } from "../model/scope.js";
import type { CallbackIgnoredReason } from "../oauth/callback.js";
import { isCallbackUrlScheme } from "../oauth/redirect-uri.js";
import { checkOptions, isVisible } from "../option.js";
import type { WebView, WebViewResult } from "../web-view/contract.js";
import { asOAuthCallback } from "./callback-url.js";
import type { BackendConnection } from "./connection.js";
import { type BackendOptions, checksOf, isReturnTo, redeemTicket, startAttempt } from "./protocol.js";

/** The options of `authorizeWithBackend`, and of `WithingsConnector.authorize` with `backend`. */
export interface BackendAuthorizeOptions extends BackendOptions {
  /**
   * Where the backend sends the person at the end: one of its `returnTo`, exactly as it stands there. A page of the app's own origin for
   * `popup()`, else a deep link such as `example://withings/done`.
   *
   * @defaultValue the backend's first, of which only `callbackUrlScheme` must be known here
   */
  readonly returnTo?: string | undefined;
  /** The scheme at which the app gets control back. @defaultValue that of `returnTo` */
  readonly callbackUrlScheme?: string | undefined;
  /** What the person is asked for. @defaultValue what the backend is set up with */
  readonly scope?: string | readonly WithingsScope[] | undefined;
  /** How the login page is shown, such as `popup()`. @defaultValue the platform's usual web view */
  readonly webView?: WebView | undefined;
  /** Milliseconds that the person has for the login. @defaultValue 300,000 (five minutes) */
  readonly timeoutMs?: number | undefined;
  /** Told of URLs that arrived and are not this attempt's callback. The login goes on. */
  readonly onEvent?: ((event: BackendAuthorizationEvent) => void) | undefined;
  /** Never: the secret stays in the backend. What is in an app can be read by everybody who has it. */
  readonly clientSecret?: undefined;
}

/** What {@link BackendAuthorizeOptions.onEvent} is told. */
export interface BackendAuthorizationEvent {
  readonly type: "callbackIgnored";
  readonly reason: CallbackIgnoredReason;
}

const personTimeoutMs = 300_000;
/** How long a web view may take to clear up after it was told to end. */
const clearUpMs = 2_000;

/**
 * Logs a person in through the application's backend, which alone holds the client secret and the tokens: begins an attempt there, shows
 * Withings' page in the web view, and redeems the ticket that comes back.
 *
 * @returns the connection, or `null` when the person closed the web view or refused.
 * @throws {@link WithingsConfigurationError} when an option cannot be used; nothing was sent.
 * @throws {@link WithingsAuthorizationError} when the login did not come to its end: popup blocked, aborted, timed out, callback invalid.
 * @throws {@link WithingsConnectionError} `another_person` when the Withings account is linked with another user of the application, or the user
 * with another account.
 * @throws {@link WithingsTransportError} or {@link WithingsDecodingError} when the backend gave no usable answer.
 *
 * @example
 * ```ts
 * button.onclick = async () => {
 *   const connection = await authorizeWithBackend({
 *     backend: "https://app.example.com/withings",
 *     returnTo: "https://app.example.com/connected.html",
 *     webView: popup(),
 *   });
 *   if (connection !== null) show(connection.userID);
 * };
 * ```
 */
export async function authorizeWithBackend(
  options: BackendAuthorizeOptions,
): Promise<BackendConnection | null> {
  let { webView } = options;
  let opened = false;
  try {
    const { returnTo, onEvent, signal, timeoutMs = personTimeoutMs } = options;
    const callbackUrlScheme = options.callbackUrlScheme ?? /^[^:]*/.exec(returnTo ?? "")?.[0] ?? "";
    // Where only the scheme is known, the backend is the page that forwards to it.
    const redirectUri = returnTo ?? options.backend;
    const scopes = splitScope([options.scope ?? []].flat().join());
    await checkOptions({
      ...checksOf(options),
      returnTo: returnTo === undefined ? !/^(https?)?$/.test(callbackUrlScheme) : isReturnTo(returnTo),
      callbackUrlScheme: isCallbackUrlScheme(callbackUrlScheme, redirectUri),
      scope: isVisible(scopes.join("-")) || options.scope === undefined,
      timeoutMs: timeoutMs > 0 && timeoutMs < 2 ** 31,
    });
    const view = (webView ??= await platformWebView?.(redirectUri));
    await checkOptions({ webView: typeof view?.open === "function" });

    const wish = { returnTo, scope: scopes.join() || undefined };
    const { attempt: state, url, verifier } = await startAttempt(wish, options);
    let redeeming = false;
    const { end, offer, whyIgnored } = beginAttempt(
      { redirectUri, callbackUrlScheme, state },
      {
        exchange: (ticket) => {
          redeeming = true;
          return redeemTicket({ ticket, verifier }, options).finally(() => {
            redeeming = false;
          });
        },
        onIgnored: (reason) => {
          queueMicrotask(() => onEvent?.({ type: "callbackIgnored", reason }));
        },
      },
    );
    const attempt = {
      offer: (callbackUrl: string) => offer(asOAuthCallback(callbackUrl)),
      whyIgnored: (callbackUrl: string) => whyIgnored(asOAuthCallback(callbackUrl)),
    };
    let failure: LoginFailure | undefined;
    try {
      opened = true;
      // Anybody's web view: its type is a promise that JavaScript does not keep.
      const shown = (await withDeadline(
        {
          signal,
          timeoutMs,
          graceMs: clearUpMs,
          // The deadline is the person's: the ticket has a time of its own.
          givenUp: (why) => {
            if (redeeming && why === "timed_out") return;
            failure = { givenUp: why };
            return Error();
          },
        },
        async (signal) => (view as WebView).open({ url, redirectUri, callbackUrlScheme, signal, ...attempt }),
      )) as WebViewResult | undefined;
      if (shown?.type === "callback") {
        await attempt.offer(shown.url);
        failure = { ignored: attempt.whyIgnored(shown.url) };
      } else if (shown?.type !== "closed") failure = {};
    } catch (error) {
      failure ??= { thrown: error };
    }
    // The right callback decides, however the web view ends after it.
    return await end(async () => {
      if (!failure) return null;
      if (WithingsError.isInstance(failure.thrown)) throw failure.thrown;
      return failLogin({ ...failure, redirectUri, timeoutMs });
    });
  } finally {
    if (!opened) webView?.discard?.();
  }
}
