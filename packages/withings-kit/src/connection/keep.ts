import type { WithingsCredentials } from "../credentials.js";
import { WithingsError } from "../errors.js";
import { pause } from "./pause.js";
import { connected, type ConnectionRecord, readRecord } from "./record.js";
import { type Held, hold, type Shelf, shifted } from "./shelf.js";

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
      const { text, ...moment } = await shelf.look();
      // A new login is worth more than what nobody can read.
      const record = text && (await readRecord(text, shelf.userID).catch(() => undefined));
      const current = shifted(credentials.toJSON(), -moment.shift);
      const next = decide(
        connected(current, moment.now, record),
        record ? hold(record, moment) : text && "unreadable",
      );
      const held = next && (await shelf.replace(moment, next));
      if (held || !next) return held;
    } catch (error) {
      if (!WithingsError.isInstance(error) || ++failures > retries) throw error;
      await pause(100 * 2 ** failures);
    }
  }
}
