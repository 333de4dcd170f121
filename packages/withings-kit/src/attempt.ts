import { WithingsAuthorizationError, type WithingsError } from "./errors.js";
import type { LoginFailure } from "./login-failure.js";
import {
  type Callback,
  type CallbackIgnoredReason,
  type PendingAttempt,
  readCallback,
} from "./oauth/callback.js";
import type { CallbackVerdict } from "./web-view/contract.js";

/** One person's one login, from the authorize page to the exchanged code. */
export interface Attempt<T> {
  /** See `WebViewRequest.whyIgnored`. */
  readonly whyIgnored: (callbackUrl: string) => CallbackIgnoredReason | undefined;
  /** See `WebViewRequest.offer`. */
  readonly offer: (callbackUrl: string) => Promise<CallbackVerdict>;
  /**
   * How it ended: `null` when the person refused. Where the right callback has not come until now, it ends as `otherwise` does, and a
   * callback that comes later finds it so.
   */
  readonly end: (otherwise: () => Promise<T | null>) => Promise<T | null>;
}

/** What an attempt calls as it goes. */
export interface AttemptSteps<T> {
  readonly exchange: (code: string) => Promise<T>;
  readonly onIgnored: (reason: CallbackIgnoredReason) => void;
}

/** Ends a login that did not come to its end. What explains it is loaded then, not before. */
export async function failLogin(failure: LoginFailure): Promise<never> {
  const { explain } = await import("./login-failure.js");
  throw new WithingsAuthorizationError(...explain(failure));
}

/** Begins an attempt. The first callback that carries its state decides it; every later one gets the same verdict. */
export function beginAttempt<T extends { readonly userID: string }>(
  pending: PendingAttempt,
  { exchange, onIgnored }: AttemptSteps<T>,
): Attempt<T> {
  let result: Promise<T | null> | undefined;

  const settle = async ({ code, problem }: Callback): Promise<T | null> => {
    if (problem) return failLogin({ problem });
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
