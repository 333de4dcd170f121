import { setTimeout as wait } from "node:timers/promises";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { type ConnectionStore, WithingsStoreError } from "withings-kit";
import { postgresStore } from "withings-kit/postgres";
import { type PostgresServer, startPostgres } from "../../../test/support/postgres.ts";
import { failure } from "./support/login.js";

let server: PostgresServer;
let database: string;
let store: ConnectionStore;

beforeAll(async () => {
  server = await startPostgres({ own: true, durable: true });
});

afterAll(() => server.stop());

beforeEach(async () => {
  database = await server.createDatabase();
  const pool = new Pool({ connectionString: database, max: 4 });
  pool.on("error", () => undefined);
  onTestFinished(() => pool.end());
  store = postgresStore(pool);
});

async function execute(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: database });
  client.on("error", () => undefined);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

test.each([
  ["in order", false],
  ["by a crash", true],
])("a server that was restarted %s is noticed by nobody who reads", async (_how, abruptly) => {
  const generation = await store.compareAndSwap("user/1", { expected: 0, value: "kept" });
  // All of the pool's connections, which are dead after it.
  const reads = (): Promise<readonly unknown[]> =>
    Promise.all(Array.from({ length: 4 }, () => store.read("user/1")));
  await reads();
  await server.restart({ abruptly });
  for (const reading of await reads()) expect(reading).toMatchObject({ generation, value: "kept" });
});

test("a connection that ends in the middle is made up for when reading, and told when writing", async () => {
  const generation = (await store.compareAndSwap("user/1", { expected: 0, value: "kept" })) ?? 0;
  const other = new Client({ connectionString: database });
  await other.connect();
  const waiting =
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  const inTheMiddle = async <T>(call: () => Promise<T>): Promise<T> => {
    await other.query("BEGIN; LOCK TABLE withings_connections");
    const called = call();
    called.catch(() => undefined);
    while ((await other.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`)).rowCount === 0)
      await wait(10);
    await other.query("ROLLBACK");
    return called;
  };
  expect(await inTheMiddle(() => store.read("user/1"))).toMatchObject({ generation, value: "kept" });
  const write = (): Promise<unknown> =>
    store.compareAndSwap("user/1", { expected: generation, value: "new" });
  expect(await failure(inTheMiddle(write))).toMatchObject({
    name: "WithingsStoreError",
    systemCode: "57P01",
  });
  await other.end();
  expect(await store.read("user/1")).toMatchObject({ generation, value: "kept" });
});

test("whoever writes while the server restarts hears of it, and what was said to be stored is", async () => {
  const said: number[] = [];
  const failures: unknown[] = [];
  let writing = true;
  const write = async (): Promise<void> => {
    while (writing)
      try {
        const { generation: expected, value = "0" } = await store.read("count");
        const count = Number(value) + 1;
        if (await store.compareAndSwap("count", { expected, value: String(count) })) said.push(count);
      } catch (error) {
        failures.push(error);
        await wait(20);
      }
  };
  const writers = [write(), write(), write()];
  for (const abruptly of [false, true]) {
    await wait(200);
    await server.restart({ abruptly });
  }
  await wait(200);
  writing = false;
  await Promise.all(writers);

  expect(new Set(said).size).toBe(said.length);
  const last = Number((await store.read("count")).value);
  expect(last).toBeGreaterThanOrEqual(Math.max(...said));
  // A write whose answer was lost may have been done.
  expect(last).toBeLessThanOrEqual(said.length + failures.length);
  expect(failures.length).toBeGreaterThan(0);
  for (const error of failures) {
    if (!WithingsStoreError.isInstance(error)) throw error;
    expect(error.message).toMatch(
      /^The connections in public\.withings_connections could not be read or written( \(\w+\))?: the database could not be reached, or ended the connection\. Check that it runs/,
    );
  }
});

test("what was stored outlives a crash of the server also where its commits do not wait for the disk", async () => {
  await execute(
    "CREATE TABLE control (id int)",
    `ALTER DATABASE ${new URL(database).pathname.slice(1)} SET synchronous_commit = off`,
    // Else it might write the log in time for the control.
    "ALTER SYSTEM SET wal_writer_delay = '10s'",
  );
  await server.restart();
  const first = (await store.compareAndSwap("user/1", { expected: 0, value: "first" })) ?? 0;
  // The first one woke the process that writes the log, which would do so for an ordinary commit too.
  await wait(500);
  const second = (await store.compareAndSwap("user/1", { expected: first, value: "second" })) ?? 0;
  await execute("INSERT INTO control VALUES (1)");
  await server.restart({ abruptly: true });
  expect(await store.read("user/1")).toMatchObject({ generation: second, value: "second" });
  expect(await store.compareAndSwap("user/2", { expected: 0, value: "other" })).toBeGreaterThan(second);
  // An ordinary commit was lost in the same crash: this server does not wait.
  const client = new Client({ connectionString: database });
  await client.connect();
  expect((await client.query("SELECT id FROM control")).rows).toEqual([]);
  await client.end();
});

test("a server that is gone is told, and a lease that it forgot in a crash harms nobody", async () => {
  const lost = await store.lease("user/1", { ttlMs: 60_000 });
  await server.restart({ abruptly: true });
  const next = await store.lease("user/1", { ttlMs: 60_000 });
  expect(next).toBeDefined();
  await lost?.release();
  expect(await store.lease("user/1", { ttlMs: 60_000 })).toBeUndefined();

  const gone = await startPostgres({ own: true });
  const pool = new Pool({ connectionString: gone.url });
  pool.on("error", () => undefined);
  onTestFinished(() => pool.end());
  const orphan = postgresStore(pool);
  await orphan.read("user/1");
  await gone.stop();
  expect(await failure(orphan.read("user/1"))).toMatchObject({
    name: "WithingsStoreError",
    code: "store_failed",
    systemCode: "ECONNREFUSED",
  });
});
