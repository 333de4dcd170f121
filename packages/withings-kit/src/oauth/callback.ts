import { isVisible } from "../option.js";
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

/** What a URL says that may be an attempt's callback. Nothing of all this: the person refused. */
export interface Callback {
  /** It is not the attempt's: whatever else it says means nothing. */
  readonly ignored?: CallbackIgnoredReason;
  readonly code?: string;
  /** It is the attempt's but no possible answer. In our words, or an OAuth error code. */
  readonly problem?: string;
}

/**
 * Reads a URL that may be the callback, in the order that leaves no room for an attack: is it the redirect URI, is any parameter there
 * twice, is the state ours, and only then what it says.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
export function readCallback(callbackUrl: string, attempt: PendingAttempt): Callback {
  try {
    const [base, given] = split(callbackUrl);
    const [ownBase, own] = split(attempt.redirectUri);
    const scheme = attempt.callbackUrlScheme + ":";
    // Behind a bridge page the callback arrives at an address of the program's own, of which only the scheme is known.
    const isRedirectUri = ownBase.startsWith(scheme)
      ? base === ownBase &&
        own.every(([name, value]) => given.some((pair) => pair[0] === name && pair[1] === value))
      : base.startsWith(scheme);
    if (!isRedirectUri) return { ignored: "not_the_redirect_uri" };

    const values = new Map(given);
    if (values.size < given.length) return { ignored: "parameter_twice" };
    const state = values.get("state");
    if (!state) return { ignored: "state_missing" };
    if (!sameState(attempt.state, state)) return { ignored: "state_wrong" };
    return answer(values);
  } catch {
    // Neither a URL nor, where decodeURIComponent throws, its query.
    return { ignored: "malformed" };
  }
}

// What Withings sends when the person refuses is not documented: these words are plausible, and so is neither error nor code.
const refusal = /^(access_|user_)?(denied|cancell?ed)$/;

function answer(values: ReadonlyMap<string, string>): Callback {
  const error = values.get("error");
  if (error) {
    if (refusal.test(error)) return {};
    return { problem: /^[a-z_]{1,40}$/.test(error) ? error : "an unknown error" };
  }
  const code = values.get("code");
  if (code === undefined) return {};
  return isVisible(code) && code.length < 2048 ? { code } : { problem: "an impossible code" };
}

// Not URLSearchParams: React Native's is incomplete, and it reads what is no text as text.
function split(url: string): [base: string, query: [name: string, value: string][]] {
  const [withoutFragment = ""] = url.split("#", 1);
  const [base = "", ...query] = withoutFragment.split("?");
  const pairs = query.join("?").replaceAll("+", " ").split("&");
  return [
    // Browsers lower the case of scheme and host and add the slash of an empty path.
    new URL(base).href,
    pairs.filter(Boolean).map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
    }),
  ];
}
