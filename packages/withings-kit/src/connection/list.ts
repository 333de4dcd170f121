import { WithingsError } from "../errors.js";
import type { Clock } from "../oauth/token-request.js";
import { readRecord } from "./record.js";
import { hold, stored, timeOf } from "./shelf.js";
import { type ConnectionStatus, statusOf } from "./status.js";
import type { ConnectionStore, StoreEntry } from "./store.js";

/** What is stored of a connection but cannot be read; the others are listed nevertheless. */
export interface UnreadableConnection {
  readonly userID: string;
  readonly status: "unreadable";
  /** Why, and what to do. */
  readonly error: WithingsError;
}

/** Lists what is stored of an application's connections. */
export async function* listConnections(
  prefix: string,
  { store, clock }: { readonly store: ConnectionStore; readonly clock: Clock },
): AsyncGenerator<ConnectionStatus | UnreadableConnection, void, undefined> {
  const entries = await stored(
    async () => Promise.resolve(store.list(prefix)[Symbol.asyncIterator]()),
    "listed",
  );
  try {
    for (;;) {
      const next = await stored(() => entries.next(), "listed");
      if (next.done) return;
      yield await read(next.value, prefix, clock);
    }
  } finally {
    await stored(async () => entries.return?.(), "listed");
  }
}

async function read(
  { key, generation, now, ...text }: StoreEntry,
  prefix: string,
  clock: Clock,
): Promise<ConnectionStatus | UnreadableConnection> {
  const userID = decoded(key.slice(prefix.length));
  try {
    return statusOf(hold(await readRecord(text, userID), { generation, ...timeOf(now, clock) }));
  } catch (error) {
    if (!WithingsError.isInstance(error)) throw error;
    return { userID, status: "unreadable", error };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not a key of ours. It must not hide the others.
    return text;
  }
}
