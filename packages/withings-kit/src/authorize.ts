import { platformWebView } from "#platform-web-view";
import { beginAttempt, failLogin } from "./attempt.js";
import type { BackendAuthorizeOptions, BackendConnection } from "./backend/index.js";
import { checkClient, type ClientOptions, requestTimeoutMs } from "./client-options.js";
import type { WithingsCredentials } from "./credentials.js";
import { WithingsError } from "./errors.js";
import { withDeadline } from "./http/deadline.js";
import type { LoginFailure } from "./login-failure.js";
import { knownScopes, splitScope, type WithingsScope } from "./model/scope.js";
import { authorizeUrl } from "./oauth/authorize-url.js";
import type { CallbackIgnoredReason } from "./oauth/callback.js";
import { isCallbackUrlScheme, isRedirectUri } from "./oauth/redirect-uri.js";
import { randomState } from "./oauth/state.js";
import { requestToken } from "./oauth/token-request.js";
import { checkOptions, isVisible } from "./option.js";
import type { WebView, WebViewResult } from "./web-view/contract.js";

/** The options of `WithingsConnector.authorize`. */
export interface AuthorizeOptions extends ClientOptions {
  /** What the person is asked for: Withings' comma-separated string, or an array. */
  readonly scope: string | readonly WithingsScope[];
  /** Where Withings sends the browser at the end: the exact string that is registered there. */
  readonly redirectUri: string;
  /**
   * The scheme at which the program gets control back, such as `example`. The scheme of `redirectUri`, unless a bridge page at
   * `redirectUri` forwards to another.
   */
  readonly callbackUrlScheme: string;
  /** How the login page is shown. @defaultValue the platform's usual web view for this redirect URI */
  readonly webView?: WebView | undefined;
  /** `"demo"` logs in Withings' shared demo user, without an account. */
  readonly mode?: "demo" | undefined;
  /** Milliseconds that the person has for the login. @defaultValue 300,000 (five minutes) */
  readonly timeoutMs?: number | undefined;
  /**
   * Told what is worth knowing but ends nothing. Called apart from the login, so that a listener which throws does not disturb it: what
   * it throws is an uncaught exception.
   */
  readonly onEvent?: ((event: AuthorizationEvent) => void) | undefined;
}

/** What {@link AuthorizeOptions.onEvent} is told. */
export type AuthorizationEvent =
  /** Scopes were asked for that Withings does not document: a typing error, or news. */
  | { readonly type: "scopeUnknown"; readonly scopes: readonly string[] }
  /** The person or Withings granted fewer scopes than were asked for. */
  | {
      readonly type: "scopeNarrowed";
      readonly granted: readonly string[];
      readonly missing: readonly string[];
    }
  /** A URL arrived that is not this attempt's callback: a browser's own request, a stale tab, or an attack. The login goes on. */
  | { readonly type: "callbackIgnored"; readonly reason: CallbackIgnoredReason };

const personTimeoutMs = 300_000;
/** How long a web view may take to clear up after it was told to end. */
const clearUpMs = 2_000;

// Two attempts on one redirect URI could not tell their callbacks apart.
const waiting = new Set<string>();

/**
 * Shows Withings' login page, waits for the person, and exchanges what comes back for credentials. Nothing is stored.
 *
 * @returns the credentials, or `null` when the person closed the web view or refused.
 * @throws {@link WithingsConfigurationError} when an option cannot be used; nothing was opened or sent.
 * @throws {@link WithingsAuthorizationError} when the login did not come to its end: aborted, timed out, another one in progress, port in
 *   use, browser not found, callback invalid.
 * @throws {@link WithingsTokenError} when Withings refused the exchange; its message says what to mend.
 * @throws {@link WithingsTransportError} or {@link WithingsDecodingError} when the exchange had no usable answer.
 *
 * @example
 * ```ts
 * const credentials = await WithingsConnector.authorize({
 *   clientID,
 *   clientSecret,
 *   scope: "user.activity,user.metrics,user.sleepevents",
 *   redirectUri: "http://localhost:8765/callback",
 *   callbackUrlScheme: "http",
 * });
 * if (credentials !== null) await store(JSON.stringify(credentials));
 * ```
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-web-flow/
 */
export function authorize(options: AuthorizeOptions): Promise<WithingsCredentials | null>;
/**
 * The same where the secret must not be: in a page or an app, through its backend. See `authorizeWithBackend` of `withings-kit/backend`,
 * which does the same and costs such a program less.
 */
export function authorize(options: BackendAuthorizeOptions): Promise<BackendConnection | null>;
export async function authorize(
  options: AuthorizeOptions | BackendAuthorizeOptions,
): Promise<WithingsCredentials | BackendConnection | null> {
  return "backend" in options
    ? (await import("./backend/on-demand.js")).authorize(options)
    : authorizeHere(options);
}

/** Where the secret is: {@link authorize} without what it does for apps, which connections have no use for. */
export async function authorizeHere(options: AuthorizeOptions): Promise<WithingsCredentials | null> {
  const { redirectUri, callbackUrlScheme, mode, onEvent, timeoutMs = personTimeoutMs } = options;
  const scopes = splitScope([options.scope].flat().join());
  const call = await checkClient(
    { ...options, timeoutMs },
    {
      scope: isVisible(scopes.join("")),
      mode: [undefined, "demo"].includes(mode),
      redirectUri: isRedirectUri(redirectUri),
      callbackUrlScheme: isCallbackUrlScheme(callbackUrlScheme, redirectUri),
    },
  );
  const webView = options.webView ?? (await platformWebView?.(redirectUri));
  await checkOptions({ webView: typeof webView?.open === "function" });
  if (waiting.has(redirectUri)) return failLogin({ redirectUri, inProgress: true });

  const tell = (event: AuthorizationEvent): void => {
    queueMicrotask(() => onEvent?.(event));
  };
  const unknown = without(scopes, knownScopes);
  if (unknown[0]) tell({ type: "scopeUnknown", scopes: unknown });

  const state = randomState();
  const scope = scopes.join();
  let exchanging = false;
  const { end, ...attempt } = beginAttempt(
    { redirectUri, callbackUrlScheme, state },
    {
      exchange: (code) => {
        exchanging = true;
        return requestToken(
          { grant_type: "authorization_code", code, redirect_uri: redirectUri },
          { ...call, timeoutMs: requestTimeoutMs },
          { scope },
        ).finally(() => {
          exchanging = false;
        });
      },
      onIgnored: (reason) => {
        tell({ type: "callbackIgnored", reason });
      },
    },
  );
  const url = authorizeUrl(call, { state, scope, redirect_uri: redirectUri, mode });
  let failure: LoginFailure | undefined;
  waiting.add(redirectUri);
  try {
    // Anybody's web view: its type is a promise that JavaScript does not keep.
    const shown = (await withDeadline(
      {
        signal: call.signal,
        timeoutMs,
        graceMs: clearUpMs,
        // The deadline is the person's: the exchange has a time of its own.
        givenUp: (why) => {
          if (exchanging && why === "timed_out") return;
          failure = { givenUp: why };
          return Error();
        },
      },
      async (signal) =>
        (webView as WebView).open({ url, redirectUri, callbackUrlScheme, signal, ...attempt }),
    )) as WebViewResult | undefined;
    if (shown?.type === "callback") {
      await attempt.offer(shown.url);
      failure = { ignored: attempt.whyIgnored(shown.url) };
    } else if (shown?.type !== "closed") failure = {};
  } catch (error) {
    failure ??= { thrown: error };
  } finally {
    waiting.delete(redirectUri);
  }
  // The right callback decides, however the web view ends after it: a window that crashes too late loses nothing.
  const credentials = await end(async () => {
    if (!failure) return null;
    if (WithingsError.isInstance(failure.thrown)) throw failure.thrown;
    return failLogin({ ...failure, redirectUri, timeoutMs });
  });
  if (credentials) {
    const granted = splitScope(credentials.scope);
    const missing = without(scopes, granted);
    if (missing[0]) tell({ type: "scopeNarrowed", granted, missing });
  }
  return credentials;
}

function without(scopes: readonly string[], others: readonly string[]): string[] {
  return scopes.filter((scope) => !others.includes(scope));
}
