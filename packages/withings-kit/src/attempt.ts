import type { WithingsCredentials } from "./credentials.js";
import { WithingsAuthorizationError, type WithingsError } from "./errors.js";
import {
  type Callback,
  type CallbackIgnoredReason,
  type PendingAttempt,
  readCallback,
} from "./oauth/callback.js";
import type { CallbackVerdict } from "./web-view/contract.js";

/** One person's one login, from the authorize page to the exchanged code. */
export interface Attempt {
  /** See `WebViewRequest.whyIgnored`. */
  readonly whyIgnored: (callbackUrl: string) => CallbackIgnoredReason | undefined;
  /** See `WebViewRequest.offer`. */
  readonly offer: (callbackUrl: string) => Promise<CallbackVerdict>;
  /**
   * How it ended: `null` when the person refused. Where the right callback has not come until now, it ends as `otherwise` does, and a
   * callback that comes later finds it so.
   */
  readonly end: (otherwise: () => Promise<WithingsCredentials | null>) => Promise<WithingsCredentials | null>;
}

/** What an attempt calls as it goes. */
export interface AttemptSteps {
  readonly exchange: (code: string) => Promise<WithingsCredentials>;
  readonly onIgnored: (reason: CallbackIgnoredReason) => void;
}

/** Begins an attempt. The first callback that carries its state decides it; every later one gets the same verdict. */
export function beginAttempt(pending: PendingAttempt, { exchange, onIgnored }: AttemptSteps): Attempt {
  let result: Promise<WithingsCredentials | null> | undefined;

  const settle = async ({ code, problem }: Callback): Promise<WithingsCredentials | null> => {
    if (problem)
      throw new WithingsAuthorizationError(
        "callback_invalid",
        `The login came back with ${problem}. Try again.`,
      );
    return code ? exchange(code) : null;
  };

  return {
    whyIgnored: (callbackUrl) => readCallback(callbackUrl, pending).ignored,
    offer: async (callbackUrl) => {
      const callback = readCallback(callbackUrl, pending);
      const reason = callback.ignored;
      if (reason) {
        onIgnored(reason);
        return { type: "ignored", reason };
      }
      try {
        const credentials = await (result ??= settle(callback));
        return credentials ? { type: "connected", userID: credentials.userID } : { type: "refused" };
      } catch (error) {
        return { type: "failed", error: error as WithingsError };
      }
    },
    end: (otherwise) => (result ??= otherwise()),
  };
}
