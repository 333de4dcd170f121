import type { AuthorizationEvent } from "./authorize.js";
import type { CheckedClient } from "./client-options.js";
import type { WithingsCredentials } from "./credentials.js";
import { WithingsAuthorizationError } from "./errors.js";
import { explain } from "./login-failure.js";
import { knownScopes, splitScope, type WithingsScope } from "./model/scope.js";
import { authorizeUrl } from "./oauth/authorize-url.js";
import { readCallback } from "./oauth/callback.js";
import { isRedirectUri } from "./oauth/redirect-uri.js";
import { randomState } from "./oauth/state.js";
import { requestToken } from "./oauth/token-request.js";
import { checkOptions, isVisible } from "./option.js";

/** What a login in two steps asks for. */
export interface StartLoginOptions {
  /** What the person is asked for: Withings' comma-separated string, or an array. */
  readonly scope: string | readonly WithingsScope[];
  /** `"demo"` logs in Withings' shared demo user, without an account. */
  readonly mode?: "demo" | undefined;
}

/** A login that was begun: the browser goes to `url`, and what comes back is brought together with `attempt`. */
export interface StartedLogin {
  /** Withings' authorize page. It carries the state: it goes to this person's browser and nowhere else. */
  readonly url: string;
  readonly attempt: LoginAttempt;
}

/**
 * What must be known of a login when its callback arrives: plain data, to be kept where only the browser that began it can bring it back, such
 * as in a signed cookie. It is a secret, and good for one login.
 */
export interface LoginAttempt {
  readonly state: string;
  /** Comma-separated. */
  readonly scope: string;
  readonly redirectUri: string;
  /** Which Withings, and which application: the callback of another is not this one's. */
  readonly apiUrl: string;
  readonly clientID: string;
  /** When it was begun, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a login in two steps needs. */
export interface TwoStepContext {
  readonly call: CheckedClient;
  readonly redirectUri: string | undefined;
  readonly tell: (event: AuthorizationEvent) => void;
}

/** Begins a login whose callback another request brings. */
export async function startLogin(
  { scope, mode }: StartLoginOptions,
  { call, redirectUri = "", tell }: TwoStepContext,
): Promise<StartedLogin> {
  const scopes = splitScope([scope].flat().join());
  await checkOptions({
    scope: isVisible(scopes.join("")),
    mode: [undefined, "demo"].includes(mode),
    redirectUri: isRedirectUri(redirectUri),
  });
  const unknown = without(scopes, knownScopes);
  if (unknown.length > 0) tell({ type: "scopeUnknown", scopes: unknown });
  const { apiUrl, clientID, clock } = call;
  const attempt = {
    ...{ state: randomState(), scope: scopes.join(), redirectUri },
    ...{ apiUrl, clientID, startedAt: clock() },
  };
  const query = { state: attempt.state, scope: attempt.scope, redirect_uri: redirectUri, mode };
  return { url: authorizeUrl(call, query), attempt };
}

// The person's time for a login, and the longest that a state may lie about.
const personTimeoutMs = 10 * 60_000;

/**
 * Exchanges what a callback brings.
 *
 * @returns the credentials, or `null` when the person refused.
 * @throws {@link WithingsAuthorizationError} `callback_invalid` when it is not the attempt's callback; no token was asked for.
 */
export async function exchangeCallback(
  { attempt, callbackUrl }: { readonly attempt: LoginAttempt; readonly callbackUrl: string },
  { call, tell }: TwoStepContext,
): Promise<WithingsCredentials | null> {
  const { redirectUri, scope, startedAt, apiUrl, clientID } = attempt;
  const lasted = call.clock() - startedAt;
  if (apiUrl !== call.apiUrl || clientID !== call.clientID) throw foreign();
  if (!(lasted < personTimeoutMs))
    throw new WithingsAuthorizationError(
      ...explain({ givenUp: "timed_out", redirectUri, timeoutMs: personTimeoutMs }),
    );
  const callbackUrlScheme = redirectUri.slice(0, redirectUri.indexOf(":"));
  const { ignored, problem, code } = readCallback(callbackUrl, { ...attempt, callbackUrlScheme });
  if (ignored || problem)
    throw new WithingsAuthorizationError(
      "callback_invalid",
      ignored
        ? `The URL is not this login's callback (${ignored}), so no token was asked for. Start the login again.`
        : `The login came back with ${String(problem)}. Start it again.`,
    );
  if (!code) return null;
  const credentials = await requestToken(
    { grant_type: "authorization_code", code, redirect_uri: redirectUri },
    call,
    { scope },
  );
  const granted = splitScope(credentials.scope);
  const missing = without(splitScope(scope), granted);
  if (missing.length > 0) tell({ type: "scopeNarrowed", granted, missing });
  return credentials;
}

function foreign(): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "callback_invalid",
    "The login was begun for another application, or at another Withings, so no token was asked for. Start it again.",
  );
}

function without(scopes: readonly string[], others: readonly string[]): string[] {
  return scopes.filter((scope) => !others.includes(scope));
}
