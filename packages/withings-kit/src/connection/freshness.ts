import type { Held } from "./shelf.js";

const minuteMs = 60_000;

/**
 * How fresh an access token is: `"fresh"`, `"due"` from 5 minutes before its end, when it is renewed in the background, and `"over"` from 1
 * minute before, when callers wait for its renewal. Tokens that live shorter than Withings' three hours have these times cut. Also `"due"` is
 * what must be asked for again within Withings' 8 hours.
 */
export function freshness(held: Held): "fresh" | "due" | "over" {
  const { leftMs, record } = held;
  const lifeMs = record.current.expires * 1000;
  // Where the person must log in again, callers are told so, whatever the token's time says.
  if (record.reauthorization || leftMs <= Math.min(minuteMs, lifeMs / 10)) return "over";
  return inDoubt(held) || leftMs <= Math.min(5 * minuteMs, lifeMs / 4) ? "due" : "fresh";
}

/** Whether a refresh went out of which nobody will learn how it ended: its answer was lost, or whoever waited for it has died. */
export function inDoubt({ record: { attempt }, now }: Held): boolean {
  return !!attempt && (!!attempt.unknown || now - attempt.startedAt > minuteMs);
}
