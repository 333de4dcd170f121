import { type StoredCredentials, WithingsCredentials } from "../credentials.js";
import { WithingsError, WithingsStoreError } from "../errors.js";
import type { ConnectionEvent } from "./event.js";
import { pause } from "./pause.js";
import { connected, type ConnectionRecord, readRecord } from "./record.js";
import { type Held, hold, type Shelf, shifted } from "./shelf.js";
import { statusOf } from "./status.js";
import { tokenToSend } from "./transitions.js";

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
// How often somebody else may change the record at that moment.
const lostSwaps = 20;

const changedEachTime =
  "The connection could not be stored: each time that it was tried, the store said that somebody else had changed it. What was stored before is untouched. Check the store, then try again.";

/** How credentials are kept. */
export interface Keeping {
  readonly shelf: Shelf;
  readonly decide: Decide;
  readonly tell: (event: ConnectionEvent) => void;
}

/**
 * Stores credentials that come from a login or from elsewhere, and tells it. A refresh that is under way finds them and throws its own
 * away.
 */
export async function keep(
  credentials: WithingsCredentials,
  { shelf, decide, tell }: Keeping,
): Promise<void> {
  for (let failures = 0, losses = 0; ;) {
    try {
      const { text, ...moment } = await shelf.look();
      // A new login is worth more than what nobody can read.
      const record = text && (await readRecord(text, shelf.userID).catch(() => undefined));
      const current = shifted(credentials.toJSON(), -moment.shift);
      const base = connected(current, moment.now, record);
      const fresh = { ...base, newestAt: Math.max(base.newestAt, Number(credentials.obtainedAt)) };
      const next = decide(fresh, record ? hold(record, moment) : text && "unreadable");
      if (!next) return;
      const held = await shelf.replace(moment, next);
      if (!held) {
        if (++losses <= lostSwaps) continue;
        throw new WithingsStoreError("store_failed", changedEachTime);
      }
      if (next === fresh) tell({ type: "connected", connection: statusOf(held) });
      return;
    } catch (error) {
      if (!WithingsError.isInstance(error) || ++failures > retries) throw error;
      await pause(100 * 2 ** failures);
    }
  }
}

/**
 * What becomes of credentials that somebody brings. What is stored may be newer, or newer and only lack its key here: it stays, unless it is
 * dead and these may live. They must be newer whether their time is by this machine's clock or by a right one, which may be another.
 */
export function unlessNewer({ obtainedAt }: WithingsCredentials): Decide {
  return (fresh, before) => {
    if (before === "unreadable" || tokenToSend(fresh) === undefined) return undefined;
    if (!before || before.record.reauthorization) return fresh;
    const { current, newestAt } = before.record;
    const isSame = current.withingsRefreshToken === fresh.current.withingsRefreshToken;
    const time = Math.min(Number(obtainedAt), Date.parse(fresh.current.obtainedAt));
    return !isSame && time > newestAt ? fresh : undefined;
  };
}

/**
 * Credentials that a program brings: a copy of the package may have made them, or they are stored ones, as an object or as text.
 *
 * @throws {@link WithingsDecodingError} `credentials_invalid`
 */
export function readGiven(given: WithingsCredentials | StoredCredentials | string): WithingsCredentials {
  return WithingsCredentials.fromJSON(typeof given === "string" ? given : JSON.stringify(given));
}
