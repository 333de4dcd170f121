import type { WithingsErrorCode, WithingsErrorFields } from "./errors.js";
import type { GivenUp } from "./http/deadline.js";
import type { CallbackIgnoredReason } from "./oauth/callback.js";

/** What a login came to that did not come to its end. */
export interface LoginFailure {
  readonly redirectUri?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** What is wrong with the right callback. */
  readonly problem?: string | undefined;
  /** Whether another one waits for the same redirect URI. */
  readonly inProgress?: boolean | undefined;
  /** Why it was given up, if it was. */
  readonly givenUp?: GivenUp | undefined;
  /** Why the URL that the web view gave back is not the callback. */
  readonly ignored?: CallbackIgnoredReason | undefined;
  /** What the web view threw. */
  readonly thrown?: unknown;
}

/** Explains why a login did not come to its end. Apart, since a program that logs people in seldom needs it. */
export function explain(
  failure: LoginFailure,
): [code: WithingsErrorCode, message: string, fields?: WithingsErrorFields] {
  const { redirectUri = "", timeoutMs = 0, problem, inProgress, givenUp, ignored } = failure;
  if (problem) return ["callback_invalid", `The login came back with ${problem}. Try again.`];
  if (inProgress)
    return ["authorization_in_progress", `Another login waits for ${redirectUri}. Await or abort it.`];
  if (givenUp === "aborted")
    return ["authorization_aborted", "The program aborted the login. Start it again when you want it."];
  if (givenUp === "timed_out")
    return [
      "authorization_timed_out",
      `Nothing came back to ${redirectUri} within ${timeoutMs / 1000} seconds. Start the login again. If Withings showed an error ` +
        `(redirect_uri_mismatch), register exactly ${redirectUri} there; if the person needs longer, raise timeoutMs.`,
    ];
  if ("ignored" in failure)
    return [
      "callback_invalid",
      `The web view gave back a URL that is not this login's callback (${String(ignored)}), so no token was asked for. Start it again; if it ` +
        `stays so, check that redirectUri and callbackUrlScheme are those at which the login comes back.`,
    ];
  const what =
    "thrown" in failure
      ? // Anybody's web view can throw anything, and it was given the state: so its words are not passed on.
        `open() failed with ${kindOf(failure.thrown)}, whose words may hold the state and are not repeated`
      : 'open() gave neither { type: "callback", url } nor { type: "closed" }';
  return ["browser_failed", `The web view failed: ${what}. Mend the object that is passed as webView.`];
}

// A state is 44 characters long, so no name that is shorter holds one.
function kindOf(thrown: unknown): string {
  const { constructor: type } = Object(thrown) as { readonly constructor?: { readonly name?: unknown } };
  return /^[A-Za-z]{1,40}$/.exec(String(type?.name))?.[0] ?? "something";
}
