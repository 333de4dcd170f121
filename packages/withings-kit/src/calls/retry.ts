import type { WithingsError } from "../errors.js";

// What may be over in a moment: Withings did not answer, or had a problem of its own.
const passing = /^(network_failed|timed_out|withings_unavailable)$/;
// Where a 601 does not say how long: the limit is counted by the minute, and whoever knocks earlier may be kept out longer.
const unsaidMs = 60_000;

const mostAttempts = 5;

/** With which errors calls ended for want of time. */
const outOfTime = new WeakSet();

/** Whether a call ended with an error only because it could not wait any longer. */
export function isOutOfTime(error: unknown): boolean {
  return outOfTime.has(Object(error) as object);
}

/** A call that failed. */
export interface FailedCall {
  readonly effect: "reads" | "writes";
  /** 1 for the first time. */
  readonly attempt: number;
  /** How long it may still wait. */
  readonly leftMs: () => number;
  /** Makes the application wait. */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Milliseconds after which a failed call is sent again.
 *
 * @throws the error itself, where it is not.
 */
export async function waitBefore(
  error: WithingsError,
  { leftMs, pause, ...call }: FailedCall,
): Promise<number> {
  const waitMs = helpfulWait(error, call);
  // Withings counts the whole application, so all of it waits, even where this call does not.
  if (error.code === "rate_limited" && waitMs !== undefined) await pause(waitMs);
  const isLast = waitMs === undefined || call.attempt === mostAttempts;
  const isLate = error.code === "budget_exhausted" || (!isLast && waitMs > leftMs());
  if (isLate) outOfTime.add(error);
  if (isLast || isLate) throw error;
  return waitMs;
}

/**
 * Milliseconds after which it helps to send a failed call again; `undefined` where that would not help or could do it twice.
 *
 * A write whose outcome is unknown is never repeated. What Withings refused with 601 was not done, so it is.
 */
function helpfulWait(
  error: WithingsError,
  { effect, attempt }: Pick<FailedCall, "effect" | "attempt">,
): number | undefined {
  const { code, waitSeconds, httpStatus = 0 } = error;
  if (code === "rate_limited")
    return waitSeconds === undefined
      ? unsaidMs * 2 ** (attempt - 1) * (1 + Math.random() / 4)
      : waitSeconds * 1000;
  const passes = passing.test(code) || (code === "http_error" && httpStatus >= 500);
  if (effect === "writes" || !passes) return undefined;
  // Full jitter: many that failed at one moment do not come back at one moment.
  return Math.random() * Math.min(1_000 * 2 ** (attempt - 1), 20_000);
}
