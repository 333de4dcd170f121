import { asOAuthCallback } from "../backend/callback-url.js";
import type { BackendConnection } from "../backend/connection.js";
import {
  type BackendOptions,
  checksOf,
  isReturnTo,
  redeemTicket,
  startAttempt,
} from "../backend/protocol.js";
import { WithingsAuthorizationError } from "../errors.js";
import { splitScope, type WithingsScope } from "../model/scope.js";
import { readCallback } from "../oauth/callback.js";
import { checkOptions, isVisible } from "../option.js";

/** The options of {@link startRedirect}. */
export interface RedirectOptions extends BackendOptions {
  /**
   * The page of this site at which the person comes back, and which calls {@link finishRedirect}: one of the backend's `returnTo`, exactly as it
   * stands there. @defaultValue this page, without query and fragment
   */
  readonly returnTo?: string | undefined;
  /** What the person is asked for. @defaultValue what the backend is set up with */
  readonly scope?: string | readonly WithingsScope[] | undefined;
}

/** What this tab must know when the person comes back. */
interface Begun {
  readonly attempt: string;
  readonly verifier: string;
  readonly returnTo: string;
  readonly until: number;
}

const key = "withings-kit.redirect";

/**
 * Logs a person in without a second window: this page leaves for Withings, and the person comes back to `returnTo`, where
 * {@link finishRedirect} ends the login. What must be known then stands in this tab's session storage.
 *
 * @returns when the page is about to leave.
 * @throws {@link WithingsConfigurationError} when an option cannot be used; nothing was sent.
 * @throws {@link WithingsAuthorizationError} `browser_failed` when the browser lets this page store nothing.
 * @throws {@link WithingsTransportError} or {@link WithingsDecodingError} when the backend gave no usable answer.
 */
export async function startRedirect(options: RedirectOptions): Promise<void> {
  const { returnTo = location.origin + location.pathname } = options;
  const scopes = splitScope([options.scope ?? []].flat().join());
  await checkOptions({
    ...checksOf(options),
    returnTo: isReturnTo(returnTo) && new URL(returnTo).origin === location.origin,
    scope: isVisible(scopes.join("-")) || options.scope === undefined,
  });
  // Before anything is sent: a browser that refuses refuses now.
  const storage = sessionStore();
  const { url, expiresIn, ...proof } = await startAttempt(
    { returnTo, scope: scopes.join() || undefined },
    options,
  );
  const begun: Begun = { ...proof, returnTo, until: Date.now() + expiresIn * 1000 };
  storage.setItem(key, JSON.stringify(begun));
  location.assign(url);
}

/**
 * Ends what {@link startRedirect} began; to be called whenever the page at `returnTo` is loaded. Takes the ticket out of the address bar.
 *
 * @returns the connection; `null` when the person refused; `undefined` when this page load is not the end of a login.
 * @throws {@link WithingsAuthorizationError} `callback_invalid` when the address is the end of a login that this tab did not begin, or that
 *   ended already; `authorization_timed_out` when it took too long. Nothing is connected then.
 * @throws {@link WithingsConnectionError} `another_person` when the Withings account is linked with another user of the application, or the user
 * with another account.
 * @throws {@link WithingsTransportError} or {@link WithingsDecodingError} when the backend gave no usable answer.
 */
export async function finishRedirect(options: BackendOptions): Promise<BackendConnection | null | undefined> {
  await checkOptions(checksOf(options));
  const { href } = location;
  if (!/[?&]attempt=/.test(href)) return undefined;
  forgetTicket();

  const storage = sessionStore();
  const stored = storage.getItem(key);
  const begun = stored ? (JSON.parse(stored) as Begun) : undefined;
  const { ignored, problem, code } = begun
    ? readCallback(asOAuthCallback(href), {
        redirectUri: begun.returnTo,
        callbackUrlScheme: location.protocol.slice(0, -1),
        state: begun.attempt,
      })
    : { ignored: "not begun in this tab, or ended already" };
  // Somebody else's address ends nothing.
  if (!begun || ignored)
    throw new WithingsAuthorizationError(
      "callback_invalid",
      `This address is not the end of this tab's login (${String(ignored)}), so nothing was connected. Start the login again.`,
    );
  // Once, whatever comes of it.
  storage.removeItem(key);
  if (!(Date.now() < begun.until))
    throw new WithingsAuthorizationError(
      "authorization_timed_out",
      "The login took longer than the backend waits for it, so nothing was connected. Start it again.",
    );
  if (problem)
    throw new WithingsAuthorizationError(
      "callback_invalid",
      `The login came back with ${problem}. Start it again.`,
    );
  return code ? redeemTicket({ ticket: code, verifier: begun.verifier }, options) : null;
}

/** Leaves in the address bar what is the application's own. */
function forgetTicket(): void {
  const url = new URL(location.href);
  for (const name of ["ticket", "attempt", "withings"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}

function sessionStore(): Storage {
  try {
    const storage = sessionStorage;
    storage.setItem(`${key}.try`, "1");
    storage.removeItem(`${key}.try`);
    return storage;
  } catch {
    throw new WithingsAuthorizationError(
      "browser_failed",
      "The browser lets this page store nothing, so it could not tell who comes back. Let the person allow the site to store data, or use popup().",
    );
  }
}
