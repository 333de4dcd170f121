import type { WithingsErrorCode } from "../errors.js";

/** A failure in words for the person who was about to log in: what happened, and what to do. */
export interface FailureWords {
  readonly what: string;
  readonly next: string;
}

const again = "Go back to the program and start the login again.";
const unreadable: FailureWords = {
  what: "Something answered in Withings’ place, or Withings’ answer could not be understood.",
  next: "If a proxy or firewall stands between this computer and the internet, it may be the cause. Then start the login again.",
};

const words: Readonly<Partial<Record<WithingsErrorCode, FailureWords>>> = {
  authorization_aborted: { what: "The program ended the login before it was finished.", next: again },
  authorization_timed_out: { what: "The time for the login was over.", next: again },
  callback_invalid: {
    what: "Withings ended the login without giving the program what it needs.",
    next: `${again} If it happens again, the application’s settings at Withings should be checked.`,
  },
  client_rejected: {
    what: "Withings does not accept the program’s client ID and secret.",
    next: "They must be those of the application registered at Withings, in the same cloud. Correct them, then start the login again.",
  },
  code_rejected: {
    what: "Withings did not accept the login code. A code works once, and for 30 seconds.",
    next: again,
  },
  redirect_uri_rejected: {
    what: "Withings does not accept the address at which the login ends.",
    next: "It must be registered at Withings, letter for letter. The program says which address that is.",
  },
  token_request_rejected: {
    what: "Withings refused to give the program access.",
    next: "The program says which status Withings answered. Then start the login again.",
  },
  rate_limited: {
    what: "The program has asked Withings too often in a short time.",
    next: "Wait a minute, then start the login again in the program.",
  },
  withings_unavailable: {
    what: "Withings has a problem of its own at the moment.",
    next: "Try again in a few minutes.",
  },
  network_failed: {
    what: "The program could not reach Withings.",
    next: "Check this computer’s internet connection, then start the login again in the program.",
  },
  timed_out: {
    what: "Withings did not answer the program in time.",
    next: "Check this computer’s internet connection, then start the login again in the program.",
  },
  answer_invalid: unreadable,
  answer_too_large: unreadable,
  answer_unreadable: unreadable,
  http_error: unreadable,
};

const unknown: FailureWords = {
  what: "Something went wrong in the program after the login at Withings.",
  next: "The program says what it was.",
};

/**
 * What a person is told about an error with this code. The words are all ours: an error's own message is made for programmers, and may
 * come from a copy of this library that another program brought.
 */
export function failureWords(code: string): FailureWords & { readonly code: string | undefined } {
  const found = Object.hasOwn(words, code) ? words[code as WithingsErrorCode] : undefined;
  return found === undefined ? { ...unknown, code: undefined } : { ...found, code };
}
