import { inspect } from "node:util";
import { Pool } from "pg";
import {
  createWithings,
  WithingsConfigurationError,
  type ConnectionStore,
  WithingsStoreError,
} from "withings-kit";
import { type PostgresPool, postgresStore, type PostgresStoreOptions } from "withings-kit/postgres";
import { createSandbox, visitor } from "withings-sandbox";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../../../test/support/test-database.ts";
import { canary, failure, redirectUri, scope } from "./support/login.js";
import { listed, mustHoldAnyString } from "./support/opened-store.ts";

const key = "https%3A%2F%2Fwbsapi.withings.net/client/363";
const value = JSON.stringify({ refreshToken: canary.refreshToken });

let database: string;
let owner: Pool & PostgresPool;

beforeEach(async () => {
  database = await testDatabase();
  owner = poolAt(database);
});

/** A pool until the test is over. That its type fits is what the compiler checks here. */
function poolAt(address: string, options = ""): Pool & PostgresPool {
  const pool = new Pool({ connectionString: address, max: 3, options });
  pool.on("error", () => undefined);
  onTestFinished(async () => {
    if (!pool.ended) await pool.end();
  });
  return pool;
}

/** The same database, with another part of its address. */
function changed(part: "username" | "password" | "pathname", to: string): string {
  const url = new URL(database);
  url[part] = to;
  return url.href;
}

/** A store error with its message; it must show nothing of what is stored, nor how the database is reached. */
async function storeFailure(promise: Promise<unknown>): Promise<WithingsStoreError> {
  const error = await failure(promise);
  if (!WithingsStoreError.isInstance(error)) throw error;
  expect(error.code).toBe("store_failed");
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  expect(shown).not.toContain(canary.refreshToken);
  expect(shown).not.toContain(new URL(database).password);
  return error;
}

describe("what is stored in Postgres", () => {
  test("leaves nothing behind when it was deleted, in no table", async () => {
    const store = postgresStore(owner);
    const first = (await store.compareAndSwap(key, { expected: 0, value })) ?? 0;
    const lease = await store.lease(key, { ttlMs: 60_000 });
    expect(await store.delete(key, { expected: first })).toBe(true);
    await lease?.release();
    const { rows: tables } = await owner.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
    );
    expect(tables.map(({ name }) => name)).toEqual([
      "withings_connections",
      "withings_connections_leases",
      "withings_connections_version",
    ]);
    for (const { name } of tables) {
      const { rows } = await owner.query(`SELECT * FROM ${name}`);
      expect(JSON.stringify(rows)).not.toMatch(/363|refreshToken/);
    }
    expect(await store.compareAndSwap(key, { expected: 0, value })).toBeGreaterThan(first);
  });

  test("is any string of JavaScript, also one that no database can hold as it is", async () => {
    await mustHoldAnyString(postgresStore(owner));
  });

  test("lies in the schema and the table that are named, apart from those of others", async () => {
    const places: readonly PostgresStoreOptions[] = [
      {},
      { table: "of_others" },
      { schema: "people" },
      { schema: "select", table: "order" },
    ];
    const stores = places.map((place) => postgresStore(owner, place));
    for (const [index, store] of stores.entries())
      expect(await store.compareAndSwap(key, { expected: 0, value: `${index}` })).toBe(1);
    for (const [index, store] of stores.entries())
      expect((await listed(store)).map((entry) => entry.value)).toEqual([`${index}`]);
  });

  test("is listed in pages, however many there are, with the time", async () => {
    const store = postgresStore(owner);
    await store.read(key);
    const before = Date.now();
    await owner.query(
      `INSERT INTO withings_connections SELECT 'a%_\\/' || i, nextval('withings_connections_generation'), 'of ' || i
       FROM generate_series(1, 2500) AS i`,
    );
    await owner.query("INSERT INTO withings_connections VALUES ('a%_/1', 1, ''), ('a', 1, ''), ('b', 1, '')");
    const entries = await listed(store, "a%_\\/");
    expect(entries.length).toBe(2500);
    expect(new Set(entries.map((entry) => `${entry.key.slice(5)} ${entry.value.slice(3)}`)).size).toBe(2500);
    for (const { key: name, value: text, now = 0 } of entries) {
      expect(text).toBe(`of ${name.slice(5)}`);
      expect(Math.abs(now - before)).toBeLessThan(60_000);
    }
  });

  test("is found by its index, both a key and a page of them", async () => {
    const plans: string[] = [];
    const explaining: PostgresPool = {
      query: async (text, values = []) => {
        const found = await owner.query(text, values);
        if (text.includes("SELECT") && values.length > 0) {
          const { rows } = await owner.query<Record<string, string>>(`EXPLAIN ${text}`, values);
          plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
        }
        return found;
      },
    };
    const store = postgresStore(explaining);
    await store.read(key);
    await owner.query(
      "INSERT INTO withings_connections SELECT i || '/' || i, i, repeat('x', 500) FROM generate_series(1, 5000) AS i",
    );
    await owner.query("ANALYZE withings_connections");
    // Only so the index serves whatever the language of the database.
    const { rows: collations } = await owner.query(
      "SELECT DISTINCT collation_name FROM information_schema.columns WHERE column_name = 'key' AND table_schema = 'public'",
    );
    expect(collations).toEqual([{ collation_name: "C" }]);
    plans.length = 0;
    await store.read("17/17");
    await listed(store, "17/");
    expect(plans.length).toBe(2);
    for (const plan of plans) {
      expect(plan).toMatch(/Index Scan (using|on) withings_connections_pkey/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });
});

describe("machines whose clocks differ by ten minutes", () => {
  const tenMinutes = 600_000;

  test("agree by the database's clock on when a token expires, and each tells it by its own", async () => {
    const sandbox = createSandbox();
    const machine = (shift: number) =>
      createWithings({
        ...sandbox.application,
        redirectUri,
        cloud: sandbox.cloud,
        fetch: sandbox.fetch,
        clock: () => Date.now() + shift,
        store: postgresStore(poolAt(database)),
      });
    const [ahead, behind] = [machine(tenMinutes / 2), machine(-tenMinutes / 2)];
    const connected = await ahead.connect({ scope, webView: visitor({ fetch: sandbox.fetch }) });
    const userID = connected?.userID ?? "";
    sandbox.requests.clear();
    const [first, second] = [
      await (await ahead.connection(userID)).credentials(),
      await (await behind.connection(userID)).credentials(),
    ];
    expect(second.withingsAccessToken).toBe(first.withingsAccessToken);
    expect(sandbox.requests.list()).toEqual([]);
    // The same moment, as the one and the other clock show it.
    const apart = first.expiresAt.getTime() - second.expiresAt.getTime();
    expect(Math.abs(apart - tenMinutes)).toBeLessThan(2_000);
  });

  test("do not get a lease at the same time", async () => {
    const stores = [postgresStore(poolAt(database)), postgresStore(poolAt(database))];
    const [one, other] = await Promise.all(stores.map((store) => store.lease(key, { ttlMs: 30_000 })));
    expect([one, other].filter((lease) => lease !== undefined).length).toBe(1);
  });
});

describe("a lease in Postgres", () => {
  test.each([
    ["a day on", "interval '-1 day'"],
    ["a day back", "interval '1 day'"],
  ])("is over when the database's clock jumps %s", async (_where, shift) => {
    const store = postgresStore(owner);
    await store.lease(key, { ttlMs: 30_000 });
    expect(await store.lease(key, { ttlMs: 30_000 })).toBeUndefined();
    // Nobody turns this machine's clock for a test: the lease moves in place of it.
    await owner.query(
      `UPDATE withings_connections_leases SET taken_at = taken_at + ${shift}, ends_at = ends_at + ${shift}`,
    );
    expect(await store.lease(key, { ttlMs: 30_000 })).toBeDefined();
  });

  test("leaves nothing of a person whose process was killed, once another lease is taken", async () => {
    const store = postgresStore(owner);
    await store.lease(key, { ttlMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await store.lease("another", { ttlMs: 30_000 });
    const { rows } = await owner.query("SELECT key FROM withings_connections_leases");
    expect(rows).toEqual([{ key: "another" }]);
  });
});

describe("a Postgres that cannot be used is told with what to do:", () => {
  const reading = (store: ConnectionStore): Promise<unknown> => store.read(key);

  test("one at which nobody listens", async () => {
    const url = new URL(database);
    url.port = "1";
    const error = await storeFailure(reading(postgresStore(poolAt(url.href))));
    expect(error.message).toBe(
      "The connections in public.withings_connections could not be read or written (ECONNREFUSED): the database could not be reached, or" +
        " ended the connection. Check that it runs and that the pool has its address, then try again. What was stored before is still there.",
    );
    expect(error.systemCode).toBe("ECONNREFUSED");
  });

  test("a password that it does not know, a database that is not there, a pool that was ended", async () => {
    const wrongPassword = await storeFailure(reading(postgresStore(poolAt(changed("password", "wrong")))));
    expect(wrongPassword).toMatchObject({ systemCode: "28P01" });
    expect(wrongPassword.message).toMatch(/the database refused the login\. Check the user and the password/);

    const noDatabase = await storeFailure(reading(postgresStore(poolAt(changed("pathname", "/nowhere")))));
    expect(noDatabase).toMatchObject({ systemCode: "3D000" });
    expect(noDatabase.message).toMatch(/there is no such database\. Check the name/);

    const pool = poolAt(database);
    await pool.end();
    expect((await storeFailure(reading(postgresStore(pool)))).message).toMatch(
      /the pool was ended\. Keep it as long as its store is used\./,
    );
  });

  test("a user who may not make the tables, and may use them when they are there", async () => {
    const role = `clerk_${new URL(database).pathname.slice(-8)}`;
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'clerk'`);
    onTestFinished(async () => {
      const cleaner = new Pool({ connectionString: database });
      await cleaner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      await cleaner.end();
    });
    await owner.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    const url = new URL(changed("username", role));
    url.password = "clerk";
    const store = postgresStore(poolAt(url.href));
    const error = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    expect(error.systemCode).toBe("42501");
    expect(error.message).toMatch(
      /the pool's user may not\. The tables are made at the first use: let a user do that once/,
    );

    await postgresStore(owner).read(key);
    await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    await owner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
    const generation = await store.compareAndSwap(key, { expected: 0, value });
    expect(await store.read(key)).toMatchObject({ generation, value });
    expect(await store.lease(key, { ttlMs: 1000 })).toBeDefined();
  });

  test("one that can only be read", async () => {
    await postgresStore(owner).read(key);
    const store = postgresStore(poolAt(database, "-c default_transaction_read_only=on"));
    const error = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    expect(error).toMatchObject({ systemCode: "25006" });
    expect(error.message).toMatch(/this server can only be read\. Give the pool the address of the primary/);
  });

  test("one that keeps us waiting", async () => {
    const store = postgresStore(poolAt(database, "-c statement_timeout=200"));
    await store.read(key);
    const other = await owner.connect();
    await other.query("BEGIN; LOCK TABLE withings_connections");
    const error = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    await other.query("ROLLBACK");
    other.release();
    expect(error).toMatchObject({ systemCode: "57014" });
    expect(error.message).toMatch(/others kept it waiting too long\. Look for what locks the tables/);
    expect(await store.compareAndSwap(key, { expected: 0, value })).toBeDefined();
  });

  test("one whose tables were changed, without the row that Postgres quotes", async () => {
    const store = postgresStore(owner);
    await store.read(key);
    await owner.query("ALTER TABLE withings_connections ADD CHECK (value NOT LIKE '%canary%')");
    const raw = await failure(owner.query("INSERT INTO withings_connections VALUES ('x', 1, $1)", [value]));
    expect((raw as { readonly detail?: string }).detail).toContain(canary.refreshToken);
    const refused = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    expect(refused).toMatchObject({ systemCode: "23514" });
    expect(refused.message).toMatch(/\(23514\): look up the code, and see what the server's log says\./);

    await owner.query("ALTER TABLE withings_connections RENAME COLUMN value TO text");
    const missing = await storeFailure(store.compareAndSwap(key, { expected: 0, value }));
    expect(missing).toMatchObject({ systemCode: "42703" });
    expect(missing.message).toMatch(
      /its tables are not as they were made\. Restore them, or name another table/,
    );
  });

  test.each([
    ["a quotation mark", { table: 'x"; DROP TABLE mine; --' }],
    ["an apostrophe", { table: "x'); DROP TABLE mine; --" }],
    ["a dot", { table: "public.mine" }],
    ["a space", { schema: "my schema" }],
    ["a capital letter, which would need quotation marks elsewhere", { schema: "People" }],
    ["a letter beyond ASCII", { table: "käufer" }],
    ["nothing", { table: "" }],
    ["a digit in front", { table: "1x" }],
    ["more letters than Postgres keeps apart", { table: "x".repeat(51) }],
    ["no text", { schema: 5 as unknown as string }],
  ])("a name with %s", (_what, options) => {
    const call = (): unknown => postgresStore(owner, options);
    expect(call).toThrow(WithingsConfigurationError);
    expect(call).toThrow(/Give a name of at most 50 lower-case letters, digits and underscores/);
  });

  test.each([
    ["nothing", undefined],
    ["its address", "postgres://localhost/x"],
    ["an object without query", {}],
  ])("%s in place of a pool", (_what, given) => {
    expect(() => postgresStore(given as PostgresPool)).toThrow(/Give a Pool of pg\.$/);
  });
});

describe("the tables in Postgres", () => {
  test("of a newer version are told, and not touched", async () => {
    await owner.query(
      "CREATE TABLE withings_connections_version (version int); INSERT INTO withings_connections_version VALUES (7)",
    );
    const store = postgresStore(owner);
    for (const call of [() => store.read(key), () => store.compareAndSwap(key, { expected: 0, value })])
      expect((await storeFailure(call())).message).toBe(
        "The tables public.withings_connections in Postgres are of version 7, and this withings-kit knows them up to version 1: a newer one" +
          " made them. Nothing was touched. Update withings-kit in this program.",
      );
    const { rows } = await owner.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    expect(rows).toEqual([{ tablename: "withings_connections_version" }]);
  });

  test("that become newer while a program runs are told to it as soon as it stumbles", async () => {
    const store = postgresStore(owner);
    await store.read(key);
    await owner.query("UPDATE withings_connections_version SET version = 7");
    await owner.query("ALTER TABLE withings_connections RENAME COLUMN value TO text");
    expect(await storeFailure(store.read(key))).toMatchObject({ systemCode: "42703" });
    expect((await storeFailure(store.read(key))).message).toMatch(/are of version 7/);
  });

  test("of an earlier version become those of this one", async () => {
    // The version before the first had nothing but its number.
    await owner.query(
      "CREATE TABLE withings_connections_version (version int); INSERT INTO withings_connections_version VALUES (0)",
    );
    expect(await postgresStore(owner).compareAndSwap(key, { expected: 0, value })).toBe(1);
    const { rows } = await owner.query("SELECT version FROM withings_connections_version");
    expect(rows).toEqual([{ version: 1 }]);
  });

  test("are made when what was in the way is gone", async () => {
    await owner.query("CREATE VIEW withings_connections AS SELECT 1 AS key");
    const store = postgresStore(owner);
    expect(await storeFailure(store.read(key))).toMatchObject({ systemCode: "42P07" });
    await owner.query("DROP VIEW withings_connections");
    expect(await store.read(key)).toMatchObject({ generation: 0, value: undefined });
  });
});
