import { type Day } from "./calendar.js";
import { type Key, under, uniform } from "./draws.js";
import type { Life } from "./life.js";

/** How far a row has come at a moment. */
export interface Arrival {
  /** When Withings stored it, in Unix seconds. */
  readonly created: number;
  readonly modified: number;
  /** Whether the person has changed it. */
  readonly edited: boolean;
  /** Whether the person has deleted it, which was then its last modification. */
  readonly deleted: boolean;
}

/** A row that is on its way. */
export interface Sent {
  readonly day: Day;
  /** When it can be stored at the earliest. */
  readonly ready: number;
  /** What tells it from the other rows of its day. */
  readonly key: Key;
}

/** The longest that a row of a late person takes: somebody is away from the phone that their devices synchronize with. */
const latestDays = 59;
/** How long after that it may still be changed. */
const changesWithinDays = 30;

/** For how many days after its own a row can still come or change. */
export function longestArrivalDays({ story }: Pick<Life, "story">): number {
  return story === "late" ? latestDays + changesWithinDays + 3 : 4;
}

/**
 * Where a row stands at a moment; `undefined` before it has come.
 *
 * Everybody's rows come with the next synchronization, and one in forty is computed anew the day after. Those of somebody who is late come
 * in batches, after up to 59 days, and some of them are then changed or deleted.
 */
export function arrivalAt(life: Life, { day, ready, key }: Sent, now: number): Arrival | undefined {
  const late = life.story === "late";
  const created = late ? Math.max(ready, batchAfter(life, day)) + Math.floor(uniform(key, 1) * 600) : ready;
  if (created > now) return undefined;
  const chance = uniform(key, 2);
  const later = created + Math.floor(86_400 * (1 + uniform(key, 3) * (late ? changesWithinDays - 2 : 0.2)));
  if (later > now) return { created, modified: created, edited: false, deleted: false };
  if (!late) {
    const modified = chance < 0.025 ? later : created;
    return { created, modified, edited: false, deleted: false };
  }
  const edited = chance < 0.14;
  const deleted = !edited && chance < 0.22;
  return { created, modified: edited || deleted ? later : created, edited, deleted };
}

/** The morning on which everything of the 59 days before it is synchronized. */
function batchAfter(life: Life, day: Day): number {
  const phase = Math.floor(uniform(life.key("batches"), 0) * latestDays);
  const blocks = Math.floor((day - phase) / latestDays) + 1;
  return life.start(blocks * latestDays + phase) + 8 * 3600;
}

/** The key of a row by what it is, its day, and its place among others of the day. */
export function rowKey(life: Life, subject: string, { day, slot = 0 }: { day: Day; slot?: number }): Key {
  return under(under(life.key(subject), day), 1000 + slot);
}

/** When a tracker or a phone hands over what it has: every hour at the same minute. */
export function lastSynchronization(life: Life, now: number): number {
  const minute = Math.floor(uniform(life.key("synchronization"), 0) * 60) * 60;
  return Math.floor((now - minute) / 3600) * 3600 + minute;
}

/** The first synchronization at or after a moment. */
export function nextSynchronization(life: Life, time: number): number {
  return lastSynchronization(life, time + 3599);
}
