import { fromStorable, storablePrefix, toStorable } from "../connection/storable-text.js";
import type { ConnectionStore, StoreEntry, StoreReading } from "../connection/store.js";
import { WithingsConfigurationError } from "../errors.js";
import { isMissing, postgresFailure } from "./failure.js";
import { namesOf } from "./names.js";
import type { PostgresPool } from "./pool.js";
import { type Query, queryOf, type Row } from "./query.js";
import { prepareSchema } from "./schema.js";
import { statementsOf } from "./statements.js";

/** Options of {@link postgresStore}. */
export interface PostgresStoreOptions {
  /** The schema that the tables are in; it is made where there is none. @defaultValue `"public"` */
  readonly schema?: string | undefined;
  /**
   * The table of the connections, and how the names of the others begin. Lower-case letters, digits and underscores.
   *
   * @defaultValue `"withings_connections"`
   */
  readonly table?: string | undefined;
}

/** How many connections are read at once by `list`. */
const pageSize = 1_000;

/**
 * Keeps connections in Postgres (14 or later): for many machines. It makes its own tables at its first use. Times are by the database's
 * clock, so the machines' own may differ. Each call is one statement that depends on no connection, so it may go through PgBouncer in
 * transaction mode; no transaction is held while Withings is asked.
 *
 * The table holds tokens: let nobody read it who may not have them, or wrap the store in `encrypted`. Listen to the pool's `error` event,
 * as pg demands of every program, and give the pool a `connectionTimeoutMillis` and a `query_timeout`: without, pg waits for ever for a
 * database that has gone silent.
 *
 * @param pool - from pg (`new Pool(...)`), to the primary.
 * @throws {@link WithingsConfigurationError} `configuration_invalid` when the pool or a name cannot be used.
 *
 * @example
 * ```ts
 * import { Pool } from "pg";
 * import { postgresStore } from "withings-kit/postgres";
 *
 * const pool = new Pool({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
 * pool.on("error", (error) => console.error("An idle connection to Postgres ended:", error.message));
 * const store = postgresStore(pool);
 * ```
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): ConnectionStore {
  if (typeof (Object(pool) as Partial<PostgresPool>).query !== "function")
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "postgresStore was not given a pool that it can use. Give a Pool of pg.",
      { option: "pool" },
    );
  const { schema = "public", table = "withings_connections" } = options;
  const names = namesOf({ schema, table });
  const statements = statementsOf(names, pageSize);
  const ask = queryOf(pool);
  let prepared: Promise<void> | undefined;

  const query: Query = async (...statement) => {
    try {
      prepared ??= prepareSchema(ask, names);
      await prepared;
    } catch (error) {
      // Tried again by the next call: what was in the way may be gone.
      prepared = undefined;
      throw postgresFailure(error, { pool, table: names.shown });
    }
    try {
      return await ask(...statement);
    } catch (error) {
      // Somebody changed the tables since they were looked at: the next call looks again, and can say more.
      if (isMissing(error)) prepared = undefined;
      throw postgresFailure(error, { pool, table: names.shown });
    }
  };

  return {
    read: async (key) => {
      const [row = {}] = await query(statements.read, [toStorable(key)], { isRead: true });
      return readingOf(row);
    },
    compareAndSwap: async (key, { expected, value }) => {
      const [statement, values] =
        expected === 0
          ? [statements.insert, [toStorable(key), toStorable(value)]]
          : [statements.update, [toStorable(key), toStorable(value), String(expected)]];
      const [row] = await query(statement, values);
      return row && generationOf(row);
    },
    delete: async (key, { expected }) => {
      const rows = await query(statements.remove, [toStorable(key), String(expected)]);
      return rows.length === 1;
    },
    list: (prefix) =>
      listEntries(prefix, (pattern, after) => query(statements.page, [pattern, after], { isRead: true })),
    lease: async (key, { ttlMs }) => {
      const storableKey = toStorable(key);
      const [row] = await query(statements.lease, [storableKey, String(ttlMs)]);
      const epoch = row?.["epoch"];
      if (typeof epoch !== "string") return undefined;
      return {
        release: async () => {
          await query(statements.release, [storableKey, epoch]);
        },
      };
    },
  };
}

async function* listEntries(
  prefix: string,
  readPage: (pattern: string, after: string) => Promise<readonly Row[]>,
): AsyncGenerator<StoreEntry, void, undefined> {
  const pattern = `${storablePrefix(prefix).replaceAll(/[\\%_]/g, "\\$&")}%`;
  for (let last = ""; ;) {
    const rows = await readPage(pattern, last);
    for (const row of rows) {
      const key = fromStorable(row["key"] ?? "");
      const { value = "", ...reading } = readingOf(row);
      if (key.startsWith(prefix)) yield { key, value, ...reading };
    }
    if (rows.length < pageSize) return;
    last = rows.at(-1)?.["key"] ?? "";
  }
}

function readingOf(row: Row): StoreReading {
  const value = row["value"];
  return {
    generation: generationOf(row),
    value: typeof value === "string" ? fromStorable(value) : undefined,
    now: Number(row["now"]),
  };
}

function generationOf(row: Row): number {
  return Number(row["generation"] ?? 0);
}
