import type { SeededSource } from "../random.js";

/** Withings tries in cycles of two. */
export const triesInCycle = 2;

interface Cycle {
  /** How long after what happened, or after the cycle before. */
  readonly afterMs: number;
  /** By how much more, at the least and at the most. */
  readonly spreadMs: readonly [least: number, most: number];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-overview */
const cycles: readonly Cycle[] = [
  { afterMs: 0, spreadMs: [0, 0] },
  { afterMs: 10 * second, spreadMs: [0, 0] },
  { afterMs: minute, spreadMs: [minute, 10 * minute] },
  { afterMs: hour, spreadMs: [2 * minute, 20 * minute] },
  { afterMs: 4 * hour, spreadMs: [3 * minute, 30 * minute] },
];

/** When the cycles begin, in milliseconds after the first one is due. */
export function cycleTimes(
  random: SeededSource,
  countedFrom: "from_event" | "from_previous",
): readonly number[] {
  let previous = 0;
  return cycles.map(({ afterMs, spreadMs }) => {
    const time = afterMs + random.integer(...spreadMs);
    previous = countedFrom === "from_event" ? time : previous + time;
    return previous;
  });
}
