import Database from "better-sqlite3";
import { Pool } from "pg";
import { type ConnectionStore, memoryStore } from "withings-kit";
import { fileStore } from "withings-kit/node";
import { postgresStore } from "withings-kit/postgres";
import { sqliteStore } from "withings-kit/sqlite";

/** The stores that are measured. */
export const storeNames = ["memory", "file", "SQLite", "Postgres"] as const;

/** One of them. */
export type StoreName = (typeof storeNames)[number];

/** Where a store is: what another process needs to open it, as plain data. */
export interface StorePlace {
  readonly name: StoreName;
  /** A folder, a file or a URL. */
  readonly at: string;
}

/** A store, and what it stands on. */
export interface OpenStore {
  readonly store: ConnectionStore;
  readonly close: () => Promise<void>;
}

/** Opens a store as a program would, with what is durable by default. */
export function openStore({ name, at }: StorePlace): OpenStore {
  switch (name) {
    case "memory":
      return { store: memoryStore(), close: () => Promise.resolve() };
    case "file":
      return { store: fileStore({ directory: at }), close: () => Promise.resolve() };
    case "SQLite": {
      const database = openDatabase(at);
      return { store: sqliteStore(database), close: () => Promise.resolve(void database.close()) };
    }
    case "Postgres": {
      const pool = openPool(at);
      return { store: postgresStore(pool), close: () => pool.end() };
    }
  }
}

/** A SQLite database of its own connection. */
export function openDatabase(path: string): Database.Database {
  return new Database(path);
}

/** A pool as small as a program with many processes has it. */
export function openPool(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on("error", (error) => {
    console.error(`A connection to Postgres ended while nobody used it: ${error.message}`);
  });
  return pool;
}
