import type { WithingsCredentials } from "../credentials.js";
import { WithingsError } from "../errors.js";
import { pause } from "./pause.js";
import { connected, readRecord, type StoredText } from "./record.js";
import { type Held, hold, type Moment, type Shelf, shifted } from "./shelf.js";

/** Whether credentials take the place of what is there. */
export type Supersedes = (before: Held | "unreadable" | undefined) => boolean;

// How often storing is tried again: whoever logged in should not have to again for a database that restarts.
const retries = 3;

/**
 * Stores credentials that come from a login or from elsewhere, in the place of those that are there. A refresh that is under way finds them
 * and throws its own away.
 *
 * @param supersedes - whether they take the place of what is there.
 * @returns what is there now, or nothing when they did not take the place.
 */
export async function keep(
  shelf: Shelf,
  credentials: WithingsCredentials,
  supersedes: Supersedes,
): Promise<Held | undefined> {
  for (let failures = 0; ;) {
    try {
      const { value, unreadable, ...moment } = await shelf.look();
      const before = value === undefined ? undefined : readable({ value, unreadable }, shelf.userID, moment);
      if (!supersedes(before)) return;
      const current = shifted(credentials.toJSON(), -moment.shift);
      const held = await shelf.replace(
        moment,
        connected(current, moment.now, before === "unreadable" ? undefined : before?.record),
      );
      if (held) return held;
    } catch (error) {
      if (!WithingsError.isInstance(error) || ++failures > retries) throw error;
      await pause(100 * 2 ** failures);
    }
  }
}

function readable(stored: StoredText, userID: string, moment: Moment): Held | "unreadable" {
  try {
    return hold(readRecord(stored, userID), moment);
  } catch {
    // Not thrown: a new login is worth more than what nobody can read.
    return "unreadable";
  }
}
