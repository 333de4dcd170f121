import { DatabaseSync } from "node:sqlite";
import Database from "better-sqlite3";
import { Pool } from "pg";
import type { ConnectionStore, StoreEntry } from "withings-kit";
import { postgresStore, type PostgresStoreOptions } from "withings-kit/postgres";
import { sqliteStore, type SqliteStoreOptions } from "withings-kit/sqlite";

/** A store with what it stands on. */
export interface OpenedStore {
  readonly store: ConnectionStore;
  readonly close: () => Promise<void>;
}

/** Where a store is: what another process needs to open it, as plain data. */
export type StorePlace =
  | {
      readonly kind: "better-sqlite3" | "node:sqlite";
      readonly path: string;
      readonly options?: SqliteStoreOptions;
    }
  | { readonly kind: "postgres"; readonly url: string; readonly options?: PostgresStoreOptions };

export function openStore(place: StorePlace): OpenedStore {
  if (place.kind === "postgres") {
    const pool = new Pool({ connectionString: place.url, max: 3 });
    // An idle connection that ends, as in a restart, is told here; unheard, it would end the program.
    pool.on("error", () => undefined);
    return { store: postgresStore(pool, place.options), close: () => pool.end() };
  }
  const database = place.kind === "node:sqlite" ? new DatabaseSync(place.path) : new Database(place.path);
  return {
    store: sqliteStore(database, place.options),
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

/** Everything that a store lists. */
export async function listed(store: ConnectionStore, prefix = ""): Promise<readonly StoreEntry[]> {
  const entries: StoreEntry[] = [];
  for await (const entry of store.list(prefix)) entries.push(entry);
  return entries;
}

/** Stores, reads, lists and deletes what UTF-8 or Postgres cannot hold. @throws Error when something comes back otherwise. */
export async function mustHoldAnyString(store: ConnectionStore): Promise<void> {
  const [high, low] = ["\ud83d", "\ude00"];
  const strings = [
    "\0",
    "a\0b",
    high,
    low,
    low + high,
    high + low,
    "\u001a0000",
    "\u001a",
    "\u001ad83d",
    `${high}x`,
  ];
  const generations = new Map<string, number | undefined>();
  for (const text of strings)
    generations.set(text, await store.compareAndSwap(text, { expected: 0, value: text }));
  for (const text of strings) {
    const { generation, value } = await store.read(text);
    if (generation !== generations.get(text) || value !== text)
      throw new Error(`${JSON.stringify(text)} came back as ${JSON.stringify(value)}.`);
  }
  for (const prefix of ["", high, low, "\u001a", "\0", "a"]) {
    const keys = (await listed(store, prefix)).map(({ key }) => key);
    const expected = strings.filter((text) => text.startsWith(prefix));
    if (JSON.stringify(keys.toSorted()) !== JSON.stringify(expected.toSorted()))
      throw new Error(`Under ${JSON.stringify(prefix)}: ${JSON.stringify(keys)}.`);
  }
  for (const text of strings)
    if (!(await store.delete(text, { expected: generations.get(text) ?? 0 })))
      throw new Error(`${JSON.stringify(text)} could not be deleted.`);
}
