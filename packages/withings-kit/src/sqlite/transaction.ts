import { isClosed, isInTransaction, readPragma, type SqliteDatabase } from "./database.js";
import { isBusy, place, sqliteFailure, storeFailed } from "./failure.js";

/** An open database, and how it is used. */
export interface Handle {
  readonly database: SqliteDatabase;
  /** The file, or `""` where there is none. */
  readonly path: string;
  /** Whether commits wait until the disk has them, whatever the connection is set to. */
  readonly durable: boolean;
}

/** Options of {@link inTransaction}. */
export interface TransactionOptions {
  /** Whether it may be lost with the power, as a lease may. @defaultValue false */
  readonly losable?: boolean;
}

/** How long to try while others write. SQLite's own busy timeout counts too, and blocks the program meanwhile. */
const patienceMs = 5_000;

/**
 * Does something in a transaction of its own, from its beginning the only one that writes. It must not wait for anything: nobody else can
 * write meanwhile, and nothing else of this program can come in between.
 */
export async function inTransaction<T>(
  handle: Handle,
  work: () => T,
  { losable = false }: TransactionOptions = {},
): Promise<T> {
  const { database } = handle;
  return whenFree(handle, () =>
    withSettings(database, settingsFor(handle, losable), () => transact(database, work)),
  );
}

/** Does something with the database, again as long as others keep it locked. */
export async function whenFree<T>(handle: Handle, work: () => T): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    checkUsable(handle);
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() - startedAt > patienceMs)
        throw sqliteFailure(error, handle.path);
    }
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
  }
}

function checkUsable({ database, path }: Handle): void {
  if (isClosed(database))
    throw storeFailed(
      `${place(path)} is closed, so no connection can be read or written. Keep the database open as long as its store is used.`,
      { path },
    );
  // What is stored in it would be gone with its rollback, and what is read in it may be old.
  if (isInTransaction(database) === true)
    throw storeFailed(
      `A transaction is open on the database ${place(path)}, so the connections were not read or written: it could take back what Withings` +
        " cannot. End it before you use connections, or open the database once more for the store.",
      { path },
    );
}

function transact<T>(database: SqliteDatabase, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // After some failures SQLite has rolled back already.
    if (isInTransaction(database) === true) database.exec("ROLLBACK");
    throw error;
  }
}

/** A pragma by its name, with what it is to be for a transaction when it is `before`. */
type Settings = Readonly<Record<string, (before: number) => number>>;

/**
 * What a transaction needs, by the numbers of SQLite's pragmas. What is deleted or replaced is overwritten (`secure_delete`), since it holds
 * tokens. A commit outlives a loss of power when the log is flushed (`synchronous`), on macOS to the disk itself (`fullfsync`); without the
 * first, a file with a write-ahead log loses its last commits at the most.
 *
 * @see https://www.sqlite.org/pragma.html
 */
function settingsFor({ database, durable }: Handle, losable: boolean): Settings {
  const atLeast = (least: number) => (before: number) => Math.max(before, least);
  const atMost = (most: number) => (before: number) => Math.min(before, most);
  return {
    secure_delete: atLeast(1),
    ...(durable && !losable && { synchronous: atLeast(2), fullfsync: atLeast(1) }),
    ...(losable && readPragma(database, "journal_mode") === "wal" && { synchronous: atMost(1) }),
  };
}

/** Does something with settings that the connection may not have, and gives it back as it was. Nobody can see them in between. */
function withSettings<T>(database: SqliteDatabase, settings: Settings, work: () => T): T {
  const changed = Object.entries(settings)
    .map(([name, wanted]) => {
      const before = Number(readPragma(database, name));
      return { name, before, value: wanted(before) };
    })
    .filter(({ before, value }) => before !== value);
  try {
    for (const { name, value } of changed) database.exec(`PRAGMA main.${name} = ${value}`);
    return work();
  } finally {
    restore(database, changed);
  }
}

function restore(
  database: SqliteDatabase,
  settings: readonly { readonly name: string; readonly before: number }[],
): void {
  for (const { name, before } of settings)
    try {
      database.exec(`PRAGMA main.${name} = ${before}`);
    } catch {
      // The transaction has ended, well or not, and that is what its caller must hear.
    }
}
