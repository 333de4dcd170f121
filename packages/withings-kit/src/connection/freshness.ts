import type { Held } from "./shelf.js";

const minuteMs = 60_000;

/**
 * How fresh an access token is: `"fresh"`, `"due"` from 5 minutes before its end, when it is renewed in the background, and `"over"` from 1
 * minute before, when callers wait for its renewal. Tokens that live shorter than Withings' three hours have these times cut.
 */
export function freshness({ leftMs, record }: Held): "fresh" | "due" | "over" {
  const lifeMs = record.current.expires * 1000;
  if (leftMs <= Math.min(minuteMs, lifeMs / 10)) return "over";
  return leftMs <= Math.min(5 * minuteMs, lifeMs / 4) ? "due" : "fresh";
}
