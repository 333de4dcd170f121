/** What a statement takes for its question marks. */
export type SqliteValue = string | number | null;

/** What is used of a prepared statement. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/**
 * An open SQLite database: what `new Database(path)` of better-sqlite3 or bun:sqlite gives, or `new DatabaseSync(path)` of Node 22.16 and later.
 *
 * Nothing of any is imported, so that none has to be installed.
 */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  /** Whether a transaction is open, as better-sqlite3 tells it. */
  readonly inTransaction?: boolean;
  /** The same, as Node tells it. */
  readonly isTransaction?: boolean;
  /** Whether the database is open, as better-sqlite3 tells it. */
  readonly open?: unknown;
  /** The same, as Node tells it. */
  readonly isOpen?: boolean;
}

/** Whether it is closed. Some would say so only by a TypeError. */
export function isClosed(database: SqliteDatabase): boolean {
  // In Node's, open is a method.
  return database.open === false || database.isOpen === false;
}

/** Whether a transaction is open; `undefined` where the database does not tell. */
export function isInTransaction(database: SqliteDatabase): boolean | undefined {
  return database.inTransaction ?? database.isTransaction;
}

/** A row's values, in the order of the columns. Node gives rows as arrays to those who opened the database so. */
export function valuesOf(row: unknown): readonly unknown[] {
  return Object.values(Object(row) as Record<string, unknown>);
}

/** The first value of a pragma's answer. */
export function readPragma(database: SqliteDatabase, name: string): unknown {
  return valuesOf(database.prepare(`PRAGMA main.${name}`).get())[0];
}
