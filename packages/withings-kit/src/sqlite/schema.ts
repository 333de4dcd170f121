import { readPragma, type SqliteDatabase, valuesOf } from "./database.js";
import { place, storeFailed } from "./failure.js";
import { type Handle, inTransaction, whenFree } from "./transaction.js";

/**
 * What makes each version of the tables out of the one before. Programs of the version before may still run: a new version leaves what
 * they use.
 */
const versions: readonly string[] = [
  `
  CREATE TABLE main.withings_kit_connections (
    key TEXT PRIMARY KEY, generation INTEGER NOT NULL, value TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE main.withings_kit_leases (
    key TEXT PRIMARY KEY, epoch INTEGER NOT NULL, taken_at INTEGER NOT NULL, ends_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  -- One count for all keys: a number never comes back, and nothing has to stay of what is deleted.
  CREATE TABLE main.withings_kit_count (last INTEGER NOT NULL);
  INSERT INTO main.withings_kit_count VALUES (0);`,
];

/**
 * Makes the tables, or those of an earlier version into those of this one. Any number of processes may do it at once.
 *
 * @throws {@link WithingsStoreError} `store_failed` when a newer version of the library made them; nothing was touched.
 */
export async function prepareSchema(handle: Handle): Promise<void> {
  const { database } = handle;
  await whenFree(handle, () => {
    checkVersion(handle);
    useWriteAheadLog(handle);
  });
  await inTransaction(handle, () => {
    const version = checkVersion(handle);
    if (version === versions.length) {
      // Changes nothing, but a database that cannot be written says so now, and not in the middle of a refresh.
      database.exec("UPDATE main.withings_kit_count SET last = last WHERE last < 0");
      return;
    }
    database.exec("CREATE TABLE IF NOT EXISTS main.withings_kit_schema (version INTEGER NOT NULL)");
    for (const step of versions.slice(version)) database.exec(step);
    database.exec("DELETE FROM main.withings_kit_schema");
    database.prepare("INSERT INTO main.withings_kit_schema VALUES (?)").run(versions.length);
  });
}

function checkVersion({ database, path }: Handle): number {
  const version = versionOf(database);
  if (version <= versions.length) return version;
  throw storeFailed(
    `The tables withings_kit_* in ${place(path)} are of version ${version}, and this withings-kit knows them up to version ${versions.length}:` +
      " a newer one made them. Nothing was touched. Update withings-kit in this program.",
    { path },
  );
}

function versionOf(database: SqliteDatabase): number {
  const table = "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = 'withings_kit_schema'";
  if (valuesOf(database.prepare(table).get()).length === 0) return 0;
  return Number(valuesOf(database.prepare("SELECT max(version) FROM main.withings_kit_schema").get())[0]);
}

/** With a write-ahead log, those who read do not wait for those who write; the file keeps it. Where there can be none, all else holds. */
function useWriteAheadLog({ database, path }: Handle): void {
  if (readPragma(database, "journal_mode") !== "wal") database.exec("PRAGMA main.journal_mode = WAL");
  const mode = readPragma(database, "journal_mode");
  // These two keep nothing on the disk from which a broken-off commit could be taken back.
  if (mode === "off" || (mode === "memory" && path !== ""))
    throw storeFailed(
      `The database ${place(path)} has the journal mode ${mode}, with which a crash can destroy it. Leave the journal mode as SQLite sets it.`,
      { path },
    );
}
