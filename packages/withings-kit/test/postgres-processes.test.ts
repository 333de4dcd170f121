import { Pool } from "pg";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../../../test/support/test-database.ts";
import { listed, openStore, type StorePlace } from "./support/opened-store.ts";
import { contention, killedCounting, startProcesses } from "./support/store-processes.ts";

let place: Extract<StorePlace, { kind: "postgres" }>;

beforeEach(async () => {
  place = { kind: "postgres", url: await testDatabase() };
});

test("processes that contend for one database find their contract kept", async () => {
  const { broken, changes, leases } = await contention(place, { contenders: 6, rounds: 30 });
  expect(broken).toEqual([]);
  expect(changes.lost).toBeGreaterThan(0);
  expect(leases).toMatchObject({ shared: 0 });
}, 60_000);

test("processes that begin at the same moment in an empty database make its tables once, and all go on", async () => {
  const inSchema: StorePlace = { ...place, options: { schema: "people", table: "withings" } };
  const processes = await startProcesses(inSchema, 8);
  for (const [index, process] of processes.entries())
    process.begin({ type: "write", key: `user/${index}`, value: `of ${index}` });
  await Promise.all(processes.map((process) => process.first()));
  const { store, close } = openStore(inSchema);
  onTestFinished(close);
  const entries = await listed(store, "user/");
  expect(entries.map(({ key, value }) => [key, value])).toEqual(
    processes.map((_process, index) => [`user/${index}`, `of ${index}`]),
  );
  expect(new Set(entries.map(({ generation }) => generation)).size).toBe(8);
});

test("processes that are killed while they write lose nothing that they said was stored, and leave no lock", async () => {
  const { counts, generations, last } = await killedCounting(place, 4);
  expect(counts.length).toBeGreaterThanOrEqual(20);
  expect(new Set(counts).size).toBe(counts.length);
  expect(new Set(generations).size).toBe(generations.length);
  expect(last).toBeGreaterThanOrEqual(Math.max(...counts));
  const pool = new Pool({ connectionString: place.url });
  onTestFinished(() => pool.end());
  const { rows } = await pool.query(
    "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
  );
  expect(rows).toEqual([]);
});

test("the lease of a process that was killed holds until its time is over, and no longer", async () => {
  const [holder] = await startProcesses(place, 1);
  holder?.begin({ type: "lease", key: "user/1", ttlMs: 800 });
  expect(await holder?.first()).toBe(true);
  const takenBefore = Date.now();
  await holder?.kill();
  const { store, close } = openStore(place);
  onTestFinished(close);
  expect(await store.lease("user/1", { ttlMs: 800 })).toBeUndefined();
  expect(await store.lease("user/2", { ttlMs: 800 })).toBeDefined();
  while ((await store.lease("user/1", { ttlMs: 800 })) === undefined)
    expect(Date.now() - takenBefore).toBeLessThan(3_000);
});
