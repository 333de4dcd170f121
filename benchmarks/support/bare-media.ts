import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase, openPool } from "./store-place.ts";
import type { StoreGround } from "./store-ground.ts";

/** The stores that stand on something which takes its time by itself. */
export type Medium = "file" | "SQLite" | "Postgres";

/** What the media take by themselves, on the same disk and database as the stores. */
export interface BareMedia {
  /** Reads one text, as little as any program does for it. */
  readonly read: Readonly<Record<Medium, () => Promise<unknown>>>;
  /** Writes one text durably. */
  readonly write: Readonly<Record<Medium, () => Promise<unknown>>>;
  readonly close: () => Promise<void>;
}

/** The length of a record. */
const text = "x".repeat(600);

/** Prepares them. */
export async function bareMedia({ folder, postgresUrl }: StoreGround): Promise<BareMedia> {
  const path = join(folder, "bare.json");
  await writeFileDurably(path);

  const database = openDatabase(join(folder, "bare.db"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, value TEXT)");
  const replace = database.prepare("INSERT OR REPLACE INTO bare VALUES (1, ?)");
  replace.run(text);
  const select = database.prepare("SELECT value FROM bare WHERE id = 1");

  const pool = openPool(postgresUrl);
  await pool.query("CREATE TABLE bare (id integer PRIMARY KEY, value text)");
  await pool.query("INSERT INTO bare VALUES (1, $1)", [text]);

  return {
    read: {
      file: () => readFile(path, "utf8"),
      SQLite: () => Promise.resolve(select.get()),
      Postgres: () => pool.query("SELECT value FROM bare WHERE id = 1"),
    },
    write: {
      file: async () => {
        const next = join(folder, "bare-next.json");
        await writeFileDurably(next);
        await rm(next);
      },
      SQLite: () => Promise.resolve(replace.run(text)),
      Postgres: () => pool.query("UPDATE bare SET value = $1 WHERE id = 1", [text]),
    },
    close: async () => {
      database.close();
      await pool.end();
    },
  };
}

async function writeFileDurably(path: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
