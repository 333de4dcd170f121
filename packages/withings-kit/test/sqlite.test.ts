import { readFileSync, writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { WithingsConfigurationError, WithingsStoreError } from "withings-kit";
import { type SqliteDatabase, sqliteStore } from "withings-kit/sqlite";
import { canary, failure } from "./support/login.js";
import { listed, mustHoldAnyString } from "./support/opened-store.ts";
import { newFile, openBetter, openNodes } from "./support/sqlite-ground.ts";

const key = "https%3A%2F%2Fwbsapi.withings.net/client/363";
const value = JSON.stringify({ refreshToken: canary.refreshToken });

/** A store error with its message; it must show nothing of what is stored. */
async function storeFailure(promise: Promise<unknown>): Promise<WithingsStoreError> {
  const error = await failure(promise);
  if (!WithingsStoreError.isInstance(error)) throw error;
  expect(error.code).toBe("store_failed");
  expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain(
    canary.refreshToken,
  );
  return error;
}

describe("what is stored in SQLite", () => {
  test("is there for whoever opens the file later", async () => {
    const file = newFile();
    const first = openBetter(file);
    const generation = await sqliteStore(first).compareAndSwap(key, { expected: 0, value });
    first.close();
    expect(await sqliteStore(openNodes(file)).read(key)).toEqual({ generation, value });
  });

  test("is on the disk when it is said to be stored, whatever the connection is set to; its settings come back", async () => {
    const database = openBetter(newFile());
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = OFF");
    const settings = (): unknown =>
      ["synchronous", "fullfsync", "secure_delete"].map((name) => database.pragma(name, { simple: true }));
    const before = settings();
    const commits: unknown[] = [];
    const watched: SqliteDatabase = {
      prepare: (sql) => database.prepare(sql),
      exec: (sql) => {
        if (sql === "COMMIT") commits.push(database.pragma("synchronous", { simple: true }));
        return database.exec(sql);
      },
      get inTransaction() {
        return database.inTransaction;
      },
    };
    const store = sqliteStore(watched);
    await store.read(key);
    commits.length = 0;
    const expected = (await store.compareAndSwap(key, { expected: 0, value })) ?? 0;
    await store.delete(key, { expected });
    expect(commits).toEqual([2, 2]);
    expect(settings()).toEqual(before);

    // A lease may be lost with the power, so nobody waits for the disk.
    database.pragma("synchronous = FULL");
    commits.length = 0;
    await (await store.lease(key, { ttlMs: 1000 }))?.release();
    expect(commits).toEqual([1, 1]);
    expect(database.pragma("synchronous", { simple: true })).toBe(2);
    database.pragma("synchronous = OFF");

    await sqliteStore(watched, { durable: false }).compareAndSwap(key, { expected: 0, value });
    expect(commits.slice(-1)).toEqual([0]);
  });

  test("leaves nothing in the file when it was deleted", async () => {
    const file = newFile();
    const database = openBetter(file);
    const store = sqliteStore(database);
    const kept = await store.compareAndSwap("kept", { expected: 0, value: "kept" });
    const first = await store.compareAndSwap(key, { expected: 0, value });
    const expected = await store.compareAndSwap(key, { expected: first ?? 0, value: value.repeat(50) });
    await (await store.lease(key, { ttlMs: 60_000 }))?.release();
    const [written] = [readFileSync(file), database.pragma("wal_checkpoint(TRUNCATE)")];
    expect(written.length).toBeGreaterThan(0);
    expect(readFileSync(file).includes(canary.refreshToken)).toBe(true);

    expect(await store.delete(key, { expected: expected ?? 0 })).toBe(true);
    database.pragma("wal_checkpoint(TRUNCATE)");
    const left = readFileSync(file);
    expect([canary.refreshToken, key].filter((text) => left.includes(text))).toEqual([]);
    expect(await listed(store)).toEqual([{ key: "kept", generation: kept, value: "kept" }]);
  });

  test("is any string of JavaScript, also one that no database can hold as it is", async () => {
    const store = sqliteStore(openBetter(newFile()));
    await mustHoldAnyString(store);
  });

  test("stands beside tables of the same file that are somebody else's", async () => {
    const database = openBetter(newFile());
    database.exec("CREATE TABLE mine (id INTEGER); INSERT INTO mine VALUES (1); PRAGMA user_version = 42");
    database.exec("CREATE TEMP TABLE withings_kit_connections (key TEXT)");
    const store = sqliteStore(database);
    const generation = await store.compareAndSwap(key, { expected: 0, value });
    expect(await store.read(key)).toEqual({ generation, value });
    expect(database.prepare("SELECT id FROM mine").all()).toEqual([{ id: 1 }]);
    expect(database.pragma("user_version", { simple: true })).toBe(42);
    expect(database.prepare("SELECT * FROM temp.withings_kit_connections").all()).toEqual([]);
  });

  test("can be read while somebody else writes for long, and written when they have finished", async () => {
    const file = newFile();
    const store = sqliteStore(openBetter(file, { timeout: 0 }));
    const generation = (await store.compareAndSwap(key, { expected: 0, value })) ?? 0;
    const other = openBetter(file);
    other.exec("BEGIN IMMEDIATE");
    setTimeout(() => other.exec("COMMIT"), 300);
    expect(await store.read(key)).toEqual({ generation, value });
    const writing = store.compareAndSwap(key, { expected: generation, value: "newer" });
    expect(other.inTransaction).toBe(true);
    expect(await writing).toBeGreaterThan(generation);
    expect(other.inTransaction).toBe(false);
  });
});

describe("a lease in SQLite", () => {
  const hour = 3_600_000;

  test.each([
    ["a day on", 24 * hour],
    ["a day back", -24 * hour],
  ])("is over when the clock jumps %s, and is given anew", async (_where, jump) => {
    let now = Date.parse("2026-11-22T10:00:00Z");
    const store = sqliteStore(openBetter(newFile()), { clock: () => now });
    const late = await store.lease(key, { ttlMs: 30_000 });
    now += 29_999;
    expect(await store.lease(key, { ttlMs: 30_000 })).toBeUndefined();
    now += jump;
    const next = await store.lease(key, { ttlMs: 30_000 });
    expect(next).toBeDefined();
    // Whoever had it before ends nobody else's.
    await late?.release();
    expect(await store.lease(key, { ttlMs: 30_000 })).toBeUndefined();
  });

  test("holds when the clock is put right by a little", async () => {
    let now = Date.parse("2026-11-22T10:00:00Z");
    const store = sqliteStore(openBetter(newFile()), { clock: () => now });
    await store.lease(key, { ttlMs: 30_000 });
    now -= 500;
    expect(await store.lease(key, { ttlMs: 30_000 })).toBeUndefined();
  });

  test("leaves nothing of a person whose process was killed, once another lease is taken", async () => {
    let now = Date.parse("2026-11-22T10:00:00Z");
    const database = openBetter(newFile());
    const store = sqliteStore(database, { clock: () => now });
    await store.lease(key, { ttlMs: 30_000 });
    now += 30_001;
    await store.lease("another", { ttlMs: 30_000 });
    const rows = database.prepare("SELECT key FROM withings_kit_leases").all();
    expect(rows).toEqual([{ key: "another" }]);
  });
});

describe.each([
  ["better-sqlite3", openBetter, { readonly: true }],
  ["Node", openNodes, { readOnly: true }],
] as const)("a database of %s that cannot be used is told with what to do:", (_driver, open, forReading) => {
  test("a closed one", async () => {
    const file = newFile();
    const database = open(file);
    const store = sqliteStore(database);
    await store.read(key);
    database.close();
    for (const call of [() => store.read(key), () => store.compareAndSwap(key, { expected: 0, value })])
      expect((await storeFailure(call())).message).toBe(
        `${file} is closed, so no connection can be read or written. Keep the database open as long as its store is used.`,
      );
    expect((await storeFailure(sqliteStore(database).read(key))).message).toMatch(
      /^the SQLite database is closed/,
    );
  });

  test("one that was opened for reading only, already when it is read", async () => {
    const file = newFile();
    const database = open(file);
    await sqliteStore(database).compareAndSwap(key, { expected: 0, value });
    database.close();
    expect(await storeFailure(sqliteStore(open(file, forReading)).read(key))).toMatchObject({
      message: `The connections in ${file} could not be read or written: the database cannot be written. Open it without the read-only option, and let the file and its folder be written.`,
      systemCode: "SQLITE_READONLY",
      path: file,
    });
  });

  test("one with an open transaction, which could take back what was stored", async () => {
    const database = open(newFile());
    const store = sqliteStore(database);
    const { generation } = await store.read(key);
    database.exec("BEGIN");
    for (const call of [
      () => store.compareAndSwap(key, { expected: generation, value }),
      () => store.read(key),
      () => store.lease(key, { ttlMs: 1000 }),
    ])
      expect((await storeFailure(call())).message).toMatch(
        /^A transaction is open on the database .+\. End it before you use connections, or open the database once more for the store\.$/,
      );
    database.exec("COMMIT");
    expect(await store.read(key)).toEqual({ generation, value: undefined });
  });
});

describe("a SQLite database that cannot be used is told with what to do:", () => {
  test("one over whose rows somebody iterates", async () => {
    const database = openBetter(newFile());
    const store = sqliteStore(database);
    await store.read(key);
    const rows = database.prepare("SELECT 1 UNION SELECT 2").iterate();
    rows.next();
    const error = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    expect(error.message).toMatch(/that nobody iterates over one of its statements/);
    rows.return?.();
    expect(await store.compareAndSwap(key, { expected: 0, value })).toBeDefined();
  });

  test("one on a full disk, and what was stored before is still there", async () => {
    const database = openBetter(newFile());
    const store = sqliteStore(database);
    const generation = (await store.compareAndSwap(key, { expected: 0, value })) ?? 0;
    database.pragma(`max_page_count = ${String(database.pragma("page_count", { simple: true }))}`);
    const error = await storeFailure(
      store.compareAndSwap(key, { expected: generation, value: value.repeat(200) }),
    );
    expect(error.message).toMatch(
      /the disk is full\. What was stored before is untouched: make room, then try again\.$/,
    );
    expect(error.systemCode).toBe("SQLITE_FULL");
    expect(await store.read(key)).toEqual({ generation, value });
    expect(await store.compareAndSwap(key, { expected: generation, value: "small" })).toBeGreaterThan(
      generation,
    );
  });

  test("a file that is damaged or something else, which stays as it is", async () => {
    const file = newFile();
    writeFileSync(file, "a letter to somebody, and no database at all".repeat(100));
    const before = readFileSync(file);
    const error = await storeFailure(sqliteStore(openBetter(file)).read(key));
    expect(error).toMatchObject({ systemCode: "SQLITE_NOTADB", path: file });
    expect(error.message).toMatch(/the file is damaged or no SQLite database\. Nothing was changed/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("one that somebody keeps locked for longer than anybody can wait", async () => {
    const file = newFile();
    const store = sqliteStore(openBetter(file, { timeout: 200 }));
    await store.read(key);
    openBetter(file).exec("BEGIN IMMEDIATE");
    const error = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    expect(error.systemCode).toBe("SQLITE_BUSY");
    expect(error.message).toMatch(
      /kept the database locked for too long\. End what holds a transaction open/,
    );
    expect((await store.read(key)).value).toBeUndefined();
  });

  test.each([
    ["nothing", undefined],
    ["a path", "connections.db"],
    ["an object without its methods", {}],
    ["one that cannot tell of open transactions", { prepare: () => undefined, exec: () => undefined }],
  ])("%s in place of one", (_what, given) => {
    const call = (): unknown => sqliteStore(given as SqliteDatabase);
    expect(call).toThrow(WithingsConfigurationError);
    expect(call).toThrow(/Give the open database of better-sqlite3/);
  });
});

describe("the tables in SQLite", () => {
  test("of a newer version are told, and not touched", async () => {
    const file = newFile();
    const database = openBetter(file);
    database.exec(
      "CREATE TABLE withings_kit_schema (version INTEGER); INSERT INTO withings_kit_schema VALUES (7)",
    );
    const before = readFileSync(file);
    const store = sqliteStore(database);
    for (const call of [() => store.read(key), () => store.compareAndSwap(key, { expected: 0, value })])
      expect((await storeFailure(call())).message).toBe(
        `The tables withings_kit_* in ${file} are of version 7, and this withings-kit knows them up to version 1: a newer one made them.` +
          " Nothing was touched. Update withings-kit in this program.",
      );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(database.pragma("journal_mode", { simple: true })).toBe("delete");
  });

  test("of an earlier version become those of this one", async () => {
    const database = openBetter(newFile());
    // The version before the first had nothing but its number.
    database.exec(
      "CREATE TABLE withings_kit_schema (version INTEGER); INSERT INTO withings_kit_schema VALUES (0)",
    );
    const store = sqliteStore(database);
    expect(await store.compareAndSwap(key, { expected: 0, value })).toBe(1);
    expect(database.prepare("SELECT version FROM withings_kit_schema").all()).toEqual([{ version: 1 }]);
  });

  test("are made when what was in the way is gone", async () => {
    const file = newFile();
    const [other, database] = [openBetter(file), openBetter(file)];
    database.exec("BEGIN");
    const store = sqliteStore(database);
    await storeFailure(store.read(key));
    database.exec("COMMIT");
    expect(await store.read(key)).toEqual({ generation: 0, value: undefined });
    expect(other.pragma("journal_mode", { simple: true })).toBe("wal");
  });

  test("are not made in a journal mode with which a crash destroys the file", async () => {
    const database = openBetter(newFile());
    const unsafe: SqliteDatabase = {
      prepare: (sql) => database.prepare(sql.replace("journal_mode", "journal_mode = MEMORY")),
      exec: (sql) => database.exec(sql.replace("journal_mode = WAL", "journal_mode = MEMORY")),
      get inTransaction() {
        return database.inTransaction;
      },
    };
    expect((await storeFailure(sqliteStore(unsafe).read(key))).message).toMatch(
      /has the journal mode memory, with which a crash can destroy it/,
    );
  });
});
