import { sameState } from "./state.js";

/** Why a URL is not an attempt's callback. */
export type CallbackIgnoredReason =
  "not_the_redirect_uri" | "malformed" | "parameter_twice" | "state_missing" | "state_wrong";

/** What is known of an attempt when its callback arrives. */
export interface PendingAttempt {
  readonly redirectUri: string;
  readonly callbackUrlScheme: string;
  readonly state: string;
}

/** What a URL says that may be an attempt's callback. */
export type Callback =
  | { readonly type: "ignored"; readonly reason: CallbackIgnoredReason }
  | { readonly type: "code"; readonly code: string }
  | { readonly type: "refused" }
  /** The right attempt's, but not a possible answer. `problem` is in our words, or an OAuth error code. */
  | { readonly type: "invalid"; readonly problem: string };

// What Withings sends when the person refuses is not documented. These are what is plausible; a callback with the right state and
// neither code nor error is taken for a refusal too.
const refusals = ["access_denied", "user_denied", "denied", "user_cancelled", "cancelled"];

/**
 * Reads a URL that may be the callback, in the order that leaves no room for an attack: is it the redirect URI, is any parameter there
 * twice, is the state ours, and only then what it says.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
export function readCallback(callbackUrl: string, attempt: PendingAttempt): Callback {
  const ignored = (reason: CallbackIgnoredReason): Callback => ({ type: "ignored", reason });
  const [base, query] = splitQuery(callbackUrl);
  const [ownBase, ownQuery] = splitQuery(attempt.redirectUri);
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(callbackUrl)?.[0].toLowerCase();
  if (scheme !== attempt.callbackUrlScheme) return ignored("not_the_redirect_uri");
  // Behind a bridge page the callback arrives at an address of the program's own, of which only the scheme is known.
  const bridged = scheme !== schemeOf(attempt.redirectUri);
  if (!bridged && normalized(base) !== normalized(ownBase)) return ignored("not_the_redirect_uri");

  const parameters = readQuery(query);
  const own = bridged ? [] : readQuery(ownQuery);
  if (parameters === undefined || own === undefined) return ignored("malformed");
  const values = new Map(parameters);
  if (values.size !== parameters.length) return ignored("parameter_twice");
  if (own.some(([name, value]) => values.get(name) !== value)) return ignored("not_the_redirect_uri");

  const state = values.get("state");
  if (state === undefined || state === "") return ignored("state_missing");
  if (!sameState(attempt.state, state)) return ignored("state_wrong");

  const error = values.get("error");
  if (error !== undefined && error !== "") {
    if (refusals.includes(error)) return { type: "refused" };
    return { type: "invalid", problem: /^[a-z_]{1,40}$/.test(error) ? error : "an unknown error" };
  }
  const code = values.get("code");
  if (code === undefined) return { type: "refused" };
  if (!/^[\x21-\x7e]{1,2048}$/.test(code)) return { type: "invalid", problem: "a code that cannot be one" };
  return { type: "code", code };
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(":")).toLowerCase();
}

function splitQuery(url: string): [base: string, query: string] {
  const [withoutFragment = ""] = url.split("#", 1);
  const at = withoutFragment.indexOf("?");
  return at < 0 ? [withoutFragment, ""] : [withoutFragment.slice(0, at), withoutFragment.slice(at + 1)];
}

// Browsers lower the case of scheme and host and add the slash of an empty path.
function normalized(base: string): string {
  try {
    return new URL(base).href;
  } catch {
    return base;
  }
}

function readQuery(query: string): [name: string, value: string][] | undefined {
  try {
    return query
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const [name = "", ...value] = pair.split("=");
        return [decode(name), decode(value.join("="))];
      });
  } catch {
    // decodeURIComponent throws where a percent sign starts no character.
    return undefined;
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
