import { numberOrNull, Strangeness } from "./row.js";

/** Samples a second, or null where there is no such number, or 0 in its place. */
export function samplingRateOrNull(value: unknown, field: string): number | null {
  const rate = numberOrNull(value, field);
  if (rate === null || rate === 0) return null;
  // With less, or with more than a file of sound can say, durations are none.
  if (rate >= 1 && rate < 2 ** 32) return rate;
  throw new Strangeness(`${field} is no rate`);
}
