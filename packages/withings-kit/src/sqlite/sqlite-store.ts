import { fromStorable, storablePrefix, toStorable } from "../connection/storable-text.js";
import type { ConnectionStore, Lease, StoreEntry } from "../connection/store.js";
import { WithingsConfigurationError } from "../errors.js";
import { isClosed, isInTransaction, type SqliteDatabase, valuesOf } from "./database.js";
import { sqliteFailure } from "./failure.js";
import { prepareSchema } from "./schema.js";
import { type Handle, inTransaction, whenFree } from "./transaction.js";

/** Options of {@link sqliteStore}. */
export interface SqliteStoreOptions {
  /**
   * Whether what is stored outlives a loss of power: each commit waits until the disk has it. With `false` it is as the connection is set
   * (`PRAGMA synchronous`), which may be quicker; a crash of the program alone loses nothing either way.
   *
   * @defaultValue true
   */
  readonly durable?: boolean | undefined;
  /** The milliseconds since 1970, by which leases end. @defaultValue `Date.now` */
  readonly clock?: (() => number) | undefined;
}

/** How many connections are read at once by `list`. */
const pageSize = 500;

/** A lease that seems to begin later than this from now was taken before somebody turned the clock back. */
const toleranceMs = 1_000;

/**
 * Keeps connections in a SQLite database: for one machine, any number of processes. It makes its own tables, `withings_kit_*`, at its first
 * use, and leaves everything else in the database as it is, but for the journal mode, which it sets to WAL.
 *
 * Give it a connection of its own, to a file on a local disk that this program opens with one of the two drivers only: the locks of two
 * copies of SQLite in one process do not see each other. The file holds tokens and SQLite makes it readable for everybody whom the umask does
 * not keep out: create it with mode 0600, or in a folder that only you can enter, or wrap the store in `encrypted`.
 *
 * @param database - from better-sqlite3 or Bun (`new Database(path)`), or from Node (`new DatabaseSync(path)`, Node 22.16 or later, and Deno).
 * @throws {@link WithingsConfigurationError} `configuration_invalid` when it is none of these.
 *
 * @example
 * ```ts
 * import Database from "better-sqlite3";
 * import { sqliteStore } from "withings-kit/sqlite";
 *
 * const store = sqliteStore(new Database("connections.db"));
 * ```
 */
export function sqliteStore(database: SqliteDatabase, options: SqliteStoreOptions = {}): ConnectionStore {
  checkDatabase(database);
  const { durable = true, clock = Date.now } = options;
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    // Tried again by the next call where it failed: what was in the way may be gone.
    opened ??= openStore(database, durable).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };

  return {
    read: async (key) => {
      const { handle, find } = await open();
      const row = await whenFree(handle, () => find.get(toStorable(key)));
      const [generation = 0, value] = valuesOf(row);
      return {
        generation: Number(generation),
        value: typeof value === "string" ? fromStorable(value) : undefined,
      };
    },
    compareAndSwap: async (key, { expected, value }) => {
      const { handle, insert, update, count } = await open();
      const [storableKey, storableValue] = [toStorable(key), toStorable(value)];
      return inTransaction(handle, () => {
        const { changes } =
          expected === 0
            ? insert.run(storableKey, storableValue)
            : update.run(storableValue, storableKey, expected);
        // Counted only then, so that whoever comes too late does not write.
        return Number(changes) === 1 ? Number(valuesOf(count.get())[0]) : undefined;
      });
    },
    delete: async (key, { expected }) => {
      const { handle, remove } = await open();
      const { changes } = await inTransaction(handle, () => remove.run(toStorable(key), expected));
      return Number(changes) === 1;
    },
    list: (prefix) => listEntries(prefix, open),
    lease: async (key, { ttlMs }) => {
      const statements = await open();
      const storableKey = toStorable(key);
      // First without a transaction: most who ask find it taken, and nobody should wait for their asking.
      const isTaken = (): boolean => {
        const now = clock();
        return valuesOf(statements.findLease.get(storableKey, now, now + toleranceMs)).length > 0;
      };
      if (await whenFree(statements.handle, isTaken)) return undefined;
      const take = (): number | undefined => {
        if (isTaken()) return undefined;
        const [now, epoch] = [clock(), Number(valuesOf(statements.count.get())[0])];
        // Those whose holder was killed, too.
        statements.endLeases.run(now, now + toleranceMs);
        statements.takeLease.run(storableKey, epoch, now, now + ttlMs);
        return epoch;
      };
      const epoch = await inTransaction(statements.handle, take, { losable: true });
      return epoch === undefined ? undefined : leaseOf(storableKey, epoch, statements);
    },
  };
}

function checkDatabase(database: unknown): asserts database is SqliteDatabase {
  const given = Object(database) as Partial<SqliteDatabase>;
  const usable = [given.prepare, given.exec].every((method) => typeof method === "function");
  // A closed one is told when it is used, as one that is closed later.
  if (usable && (isClosed(given as SqliteDatabase) || isInTransaction(given as SqliteDatabase) !== undefined))
    return;
  throw new WithingsConfigurationError(
    "configuration_invalid",
    "sqliteStore was not given a database that it can use. Give the open database of better-sqlite3 or bun:sqlite, or a DatabaseSync of Node 22.16 or later.",
    { option: "database" },
  );
}

type Opened = Awaited<ReturnType<typeof openStore>>;

async function openStore(database: SqliteDatabase, durable: boolean) {
  const handle: Handle = { database, durable, path: pathOf(database) };
  await prepareSchema(handle);
  // Bare question marks: better-sqlite3 takes numbered ones for names.
  const connections = "main.withings_kit_connections";
  const counter = "main.withings_kit_count";
  const leases = "main.withings_kit_leases";
  return {
    handle,
    find: database.prepare(`SELECT generation, value FROM ${connections} WHERE key = ?`),
    count: database.prepare(`UPDATE ${counter} SET last = last + 1 RETURNING last`),
    insert: database.prepare(
      `INSERT INTO ${connections} SELECT ?, last + 1, ? FROM ${counter} WHERE true ON CONFLICT DO NOTHING`,
    ),
    update: database.prepare(
      `UPDATE ${connections} SET generation = (SELECT last + 1 FROM ${counter}), value = ? WHERE key = ? AND generation = ?`,
    ),
    remove: database.prepare(`DELETE FROM ${connections} WHERE key = ? AND generation = ?`),
    page: database.prepare(
      `SELECT key, generation, value FROM ${connections}
       WHERE key >= ? AND key IS NOT ? AND substr(key, 1, length(?)) = ?
       ORDER BY key LIMIT ${pageSize}`,
    ),
    findLease: database.prepare(
      `SELECT epoch FROM ${leases} WHERE key = ? AND ends_at > ? AND taken_at <= ?`,
    ),
    takeLease: database.prepare(`INSERT INTO ${leases} VALUES (?, ?, ?, ?)`),
    endLeases: database.prepare(`DELETE FROM ${leases} WHERE ends_at <= ? OR taken_at > ?`),
    release: database.prepare(`DELETE FROM ${leases} WHERE key = ? AND epoch = ?`),
  };
}

function pathOf(database: SqliteDatabase): string {
  if (isClosed(database)) return "";
  try {
    const [, , path] = valuesOf(database.prepare("PRAGMA database_list").get());
    return typeof path === "string" ? path : "";
  } catch (error) {
    throw sqliteFailure(error, "");
  }
}

async function* listEntries(
  prefix: string,
  open: () => Promise<Opened>,
): AsyncGenerator<StoreEntry, void, undefined> {
  const { handle, page } = await open();
  const beginning = storablePrefix(prefix);
  for (let last: string | null = null; ;) {
    const after: string | null = last;
    const rows = (
      await whenFree(handle, () => page.all(after ?? beginning, after, beginning, beginning))
    ).map(valuesOf);
    for (const [storableKey, generation, value] of rows) {
      const key = fromStorable(String(storableKey));
      if (key.startsWith(prefix))
        yield { key, generation: Number(generation), value: fromStorable(String(value)) };
    }
    if (rows.length < pageSize) return;
    last = String(rows.at(-1)?.[0]);
  }
}

function leaseOf(key: string, epoch: number, { handle, release }: Opened): Lease {
  return {
    release: async () => {
      await inTransaction(handle, () => release.run(key, epoch), { losable: true });
    },
  };
}
