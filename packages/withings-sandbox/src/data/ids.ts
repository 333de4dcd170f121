import type { Day } from "./calendar.js";
import { keyOf } from "./draws.js";

/** Which row of whom an id belongs to. */
export interface RowPlace {
  readonly personId: number;
  readonly day: Day;
  /** What tells it from the other rows of its day: 0 to 63. */
  readonly slot: number;
}

const slots = 64;
const marks = 4096;
const first = 3_000_000_000;
/** After the last day to which the clock can be set: calendars end somewhere beyond. */
const lastDay = 3_000_000;

/** Of people whose marks are equal, rows of one day and slot have one id: each sees only their own. */
function markOf(personId: number): number {
  return (keyOf(0, "mark", String(personId)) >>> 0) % marks;
}

/** The id of a row: nothing has to be kept to find the row again. */
export function rowId({ personId, day, slot }: RowPlace): number {
  return first + (day * slots + slot) * marks + markOf(personId);
}

/** Whose row it may be, and which; `undefined` when it is none of theirs. */
export function readRowId(id: number, personId: number): RowPlace | undefined {
  const rest = id - first - markOf(personId);
  const place = rest / marks;
  if (rest < 0 || rest % marks !== 0 || place >= lastDay * slots) return undefined;
  return { personId, day: Math.floor(place / slots), slot: place % slots };
}
