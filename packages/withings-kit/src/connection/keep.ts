import type { WithingsCredentials } from "../credentials.js";
import { WithingsError } from "../errors.js";
import { pause } from "./pause.js";
import { connected, type ConnectionRecord, readRecord, type StoredText } from "./record.js";
import { type Held, hold, type Moment, type Shelf, shifted } from "./shelf.js";

/**
 * What is to be stored in the place of what is there, if anything.
 *
 * @param fresh - the record of the new credentials.
 */
export type Decide = (
  fresh: ConnectionRecord,
  before: Held | "unreadable" | undefined,
) => ConnectionRecord | undefined;

// How often storing is tried again: whoever logged in should not have to again for a database that restarts.
const retries = 3;

/**
 * Stores credentials that come from a login or from elsewhere. A refresh that is under way finds them and throws its own away.
 *
 * @returns what is there now, or nothing when nothing was to be stored.
 */
export async function keep(
  shelf: Shelf,
  credentials: WithingsCredentials,
  decide: Decide,
): Promise<Held | undefined> {
  for (let failures = 0; ;) {
    try {
      const { value, unreadable, ...moment } = await shelf.look();
      const before = value === undefined ? undefined : readable({ value, unreadable }, shelf.userID, moment);
      const current = shifted(credentials.toJSON(), -moment.shift);
      const next = decide(
        connected(current, moment.now, before === "unreadable" ? undefined : before?.record),
        before,
      );
      const held = next && (await shelf.replace(moment, next));
      if (held || !next) return held;
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
