import type { WithingsError } from "../errors.js";

// What may be over in a moment: Withings did not answer, or had a problem of its own.
const passing = /^(network_failed|timed_out|withings_unavailable)$/;
// Where a 601 does not say how long: the limit is counted by the minute, and whoever knocks earlier may be kept out longer.
const unsaidMs = 60_000;

/**
 * Milliseconds after which a failed call is sent again; `undefined` where that would not help or could do it twice.
 *
 * A write whose outcome is unknown is never repeated. What Withings refused with 601 was not done, so it is.
 */
export function waitBefore(
  error: WithingsError,
  { effect, attempt }: { readonly effect: "reads" | "writes"; readonly attempt: number },
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
