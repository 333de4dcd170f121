import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { SqliteDatabase } from "withings-kit/sqlite";

/** A file for a database, which is deleted after the test with everything beside it. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "withings-kit-test-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, "connections.db");
}

/** Opens a file until the test is over. That its types fit is what the compiler checks here. */
export function openBetter(file: string, options: Database.Options = {}): Database.Database & SqliteDatabase {
  const database = new Database(file, options);
  onTestFinished(() => void database.close());
  return database;
}

export function openNodes(file: string, options: DatabaseSyncOptions = {}): DatabaseSync & SqliteDatabase {
  const database = new DatabaseSync(file, options);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}
