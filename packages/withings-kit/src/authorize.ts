import { type Attempt, beginAttempt, type Outcome } from "./attempt.js";
import {
  checkClient,
  checkOption,
  checkTimeout,
  type CheckedClient,
  type ClientOptions,
} from "./client-options.js";
import type { WithingsCredentials } from "./credentials.js";
import { WithingsAuthorizationError } from "./errors.js";
import { knownScopes, splitScope, type WithingsScope } from "./model/scope.js";
import { authorizeUrl } from "./oauth/authorize-url.js";
import type { CallbackIgnoredReason } from "./oauth/callback.js";
import { checkCallbackUrlScheme, checkRedirectUri } from "./oauth/redirect-uri.js";
import { randomState } from "./oauth/state.js";
import { exchangeCode } from "./oauth/token-request.js";
import { requestTimeoutMs } from "./refresh-token.js";
import type { WebView } from "./web-view/contract.js";
import { type Shown, showWebView } from "./web-view/show.js";

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

// Two attempts on one redirect URI could not tell their callbacks apart.
const waiting = new Set<string>();

/** See `WithingsConnector.authorize`. */
export async function authorize(options: AuthorizeOptions): Promise<WithingsCredentials | null> {
  const { redirectUri } = options;
  const scopes = checkScope(options.scope);
  checkRedirectUri(redirectUri);
  checkCallbackUrlScheme(options.callbackUrlScheme);
  checkOption("mode", [undefined, "demo"].includes(options.mode), '"demo", or leave it out');
  const timeoutMs = checkTimeout(options.timeoutMs, personTimeoutMs);
  const checked = checkClient(options);
  const webView = await chooseWebView(options.webView, redirectUri);

  if (waiting.has(redirectUri))
    throw new WithingsAuthorizationError(
      "authorization_in_progress",
      `Another login is waiting for ${redirectUri}. Await or abort it first, or use another registered redirect URI.`,
    );
  waiting.add(redirectUri);
  try {
    return await logIn(options, { ...checked, scopes, webView, timeoutMs });
  } finally {
    waiting.delete(redirectUri);
  }
}

interface Checked extends CheckedClient {
  readonly scopes: readonly string[];
  readonly webView: WebView;
  readonly timeoutMs: number;
}

async function logIn(options: AuthorizeOptions, checked: Checked): Promise<WithingsCredentials | null> {
  const { redirectUri, callbackUrlScheme, mode, signal, fetch } = options;
  const { client, accountUrl, clock, scopes, webView, timeoutMs } = checked;
  const tell = (event: AuthorizationEvent): void => {
    queueMicrotask(() => options.onEvent?.(event));
  };
  const unknown = without(scopes, knownScopes);
  if (unknown.length > 0) tell({ type: "scopeUnknown", scopes: unknown });

  const state = randomState();
  const scope = scopes.join(",");
  const attempt = beginAttempt(
    { redirectUri, callbackUrlScheme, state },
    {
      exchange: (code) =>
        exchangeCode(
          { code, redirectUri, scope },
          { client, clock, http: { fetch, signal, timeoutMs: requestTimeoutMs } },
        ),
      onIgnored: (reason) => {
        tell({ type: "callbackIgnored", reason });
      },
    },
  );
  const url = authorizeUrl({ accountUrl, clientID: client.clientID, state, scope, redirectUri, mode });
  const shown = await showWebView(
    webView,
    { url, redirectUri, callbackUrlScheme, reject: attempt.reject, offer: attempt.offer },
    { signal, timeoutMs, decided: () => attempt.outcome() !== undefined },
  );
  const outcome = await outcomeOf(shown, attempt);
  if (outcome.type === "failed") throw outcome.error;
  if (outcome.type === "refused") return null;

  const granted = splitScope(outcome.credentials.scope);
  const missing = without(scopes, granted);
  if (missing.length > 0) tell({ type: "scopeNarrowed", granted, missing });
  return outcome.credentials;
}

// The right callback decides, however the web view ended after it: a window that is closed or crashes too late loses nothing.
async function outcomeOf(shown: Shown, attempt: Attempt): Promise<Outcome> {
  if (shown.type === "callback") await attempt.offer(shown.url);
  const outcome = await attempt.outcome();
  if (outcome !== undefined) return outcome;
  if (shown.type === "failed") return shown;
  if (shown.type === "closed") return { type: "refused" };
  return {
    type: "failed",
    error: new WithingsAuthorizationError(
      "callback_invalid",
      `The URL at which the login ended is not this login's callback (${attempt.reject(shown.url) ?? "unknown"}), so no token was asked for. Start the login again.`,
    ),
  };
}

async function chooseWebView(webView: WebView | undefined, redirectUri: string): Promise<WebView> {
  if (webView === undefined) {
    const { platformWebView } = await import("#platform-web-view");
    return platformWebView(redirectUri);
  }
  checkOption(
    "webView",
    typeof (webView as Partial<WebView> | null)?.open === "function",
    "an object with open(request)",
  );
  return webView;
}

function checkScope(scope: string | readonly string[]): string[] {
  const scopes = splitScope(typeof scope === "string" ? scope : Array.isArray(scope) ? scope.join(",") : "");
  checkOption(
    "scope",
    scopes.length > 0 && scopes.every((name) => /^[\x21-\x7e]+$/.test(name)),
    `at least one scope, such as ${knownScopes.join(",")}`,
  );
  return scopes;
}

function without(scopes: readonly string[], others: readonly string[]): string[] {
  return scopes.filter((scope) => !others.includes(scope));
}
