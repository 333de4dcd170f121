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
