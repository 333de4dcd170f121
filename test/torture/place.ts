import { join } from "node:path";
import type { Pool } from "pg";
import { type ConnectionStore, memoryStore } from "withings-kit";

export const storeKinds = ["memory", "file", "sqlite", "postgres"] as const;
export type StoreKind = (typeof storeKinds)[number];

/** Where a store is, for each of the processes that open it. */
export interface Place {
  readonly kind: StoreKind;
  /** A folder, or the URL of a database. */
  readonly address: string;
}

/** Opens a store. Each process loads only what its own needs, since many are started. */
export async function openStore({ kind, address }: Place): Promise<ConnectionStore> {
  switch (kind) {
    case "memory":
      return memoryStore();
    case "file": {
      const { fileStore } = await import("withings-kit/node");
      return fileStore({ directory: address });
    }
    case "sqlite": {
      const { default: Database } = await import("better-sqlite3");
      const { sqliteStore } = await import("withings-kit/sqlite");
      return sqliteStore(new Database(join(address, "connections.db")));
    }
    case "postgres": {
      const { postgresStore } = await import("withings-kit/postgres");
      return postgresStore(await openPool(address));
    }
  }
}

async function openPool(connectionString: string): Promise<Pool> {
  const { Pool } = await import("pg");
  const pool = new Pool({ connectionString, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  // A database that restarts ends its idle connections: the next call opens another.
  pool.on("error", () => undefined);
  return pool;
}
