import type { WithingsCredentials } from "./credentials.js";
import { WithingsAuthorizationError, WithingsError } from "./errors.js";
import {
  type Callback,
  type CallbackIgnoredReason,
  type PendingAttempt,
  readCallback,
} from "./oauth/callback.js";
import type { CallbackVerdict } from "./web-view/contract.js";

/** How an attempt ended. */
export type Outcome =
  | { readonly type: "connected"; readonly credentials: WithingsCredentials }
  | { readonly type: "refused" }
  | { readonly type: "failed"; readonly error: WithingsError };

/** One person's one login, from the authorize page to the exchanged code. */
export interface Attempt {
  /** See `WebViewRequest.reject`. */
  readonly reject: (callbackUrl: string) => CallbackIgnoredReason | undefined;
  /** See `WebViewRequest.offer`. */
  readonly offer: (callbackUrl: string) => Promise<CallbackVerdict>;
  /** How it ends; `undefined` until the right callback has arrived. */
  readonly outcome: () => Promise<Outcome> | undefined;
}

/** What an attempt calls as it goes. */
export interface AttemptSteps {
  readonly exchange: (code: string) => Promise<WithingsCredentials>;
  readonly onIgnored: (reason: CallbackIgnoredReason) => void;
}

/** Begins an attempt. The first callback that carries its state decides it; every later one gets the same verdict. */
export function beginAttempt(pending: PendingAttempt, steps: AttemptSteps): Attempt {
  let outcome: Promise<Outcome> | undefined;
  return {
    reject: (callbackUrl) => {
      const callback = readCallback(callbackUrl, pending);
      return callback.type === "ignored" ? callback.reason : undefined;
    },
    offer: async (callbackUrl) => {
      const callback = readCallback(callbackUrl, pending);
      if (callback.type === "ignored") {
        steps.onIgnored(callback.reason);
        return callback;
      }
      outcome ??= outcomeOf(callback, steps.exchange);
      return verdict(await outcome);
    },
    outcome: () => outcome,
  };
}

async function outcomeOf(
  callback: Exclude<Callback, { type: "ignored" }>,
  exchange: AttemptSteps["exchange"],
): Promise<Outcome> {
  switch (callback.type) {
    case "refused":
      return { type: "refused" };
    case "invalid":
      return {
        type: "failed",
        error: new WithingsAuthorizationError(
          "callback_invalid",
          `Withings ended the login with ${callback.problem}. Start it again; if it stays so, check the application at Withings.`,
        ),
      };
    case "code":
      try {
        return { type: "connected", credentials: await exchange(callback.code) };
      } catch (error) {
        return { type: "failed", error: typed(error) };
      }
  }
}

function verdict(outcome: Outcome): CallbackVerdict {
  return outcome.type === "connected" ? { type: "connected", userID: outcome.credentials.userID } : outcome;
}

// An injected fetch, clock or crypto can throw anything.
function typed(error: unknown): WithingsError {
  if (WithingsError.isInstance(error)) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return new WithingsAuthorizationError(
    "authorization_failed",
    `The code could not be exchanged: an unexpected ${name}. Start the login again; if it stays so, look at the options fetch and clock.`,
  );
}
