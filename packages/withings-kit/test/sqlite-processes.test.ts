import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { listed, openStore, type StorePlace } from "./support/opened-store.ts";
import { contention, killedCounting, startProcesses } from "./support/store-processes.ts";

function place(
  kind: "better-sqlite3" | "node:sqlite" = "better-sqlite3",
): StorePlace & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), "withings-kit-test-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return { kind, path: join(folder, "connections.db") };
}

describe.each(["better-sqlite3", "node:sqlite"] as const)("processes with one file, by %s,", (kind) => {
  test("that contend find their contract kept", async () => {
    const { broken, changes, leases } = await contention(place(kind), { contenders: 6, rounds: 30 });
    expect(broken).toEqual([]);
    expect(changes.lost).toBeGreaterThan(0);
    expect(leases).toMatchObject({ shared: 0 });
  }, 60_000);

  test("that begin at the same moment in a new file make its tables once, and all go on", async () => {
    const shared = place(kind);
    const processes = await startProcesses(shared, 8);
    for (const [index, process] of processes.entries())
      process.begin({ type: "write", key: `user/${index}`, value: `of ${index}` });
    await Promise.all(processes.map((process) => process.first()));
    const { store, close } = openStore(shared);
    onTestFinished(close);
    const entries = await listed(store, "user/");
    expect(entries.map(({ key, value }) => [key, value])).toEqual(
      processes.map((_process, index) => [`user/${index}`, `of ${index}`]),
    );
    expect(new Set(entries.map(({ generation }) => generation)).size).toBe(8);
  });
});

describe("processes with one file", () => {
  test("that are killed while they write lose nothing that they said was stored, and leave no lock", async () => {
    const shared = place();
    const { counts, generations, last } = await killedCounting(shared, 5);
    expect(counts.length).toBeGreaterThanOrEqual(20);
    expect(new Set(counts).size).toBe(counts.length);
    expect(new Set(generations).size).toBe(generations.length);
    expect(last).toBeGreaterThanOrEqual(Math.max(...counts));
    const database = new Database(shared.path);
    onTestFinished(() => void database.close());
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  });

  test("wait for the lease of one that was killed until its time is over, and no longer", async () => {
    const shared = place();
    const [holder] = await startProcesses(shared, 1);
    holder?.begin({ type: "lease", key: "user/1", ttlMs: 600 });
    expect(await holder?.first()).toBe(true);
    const takenBefore = Date.now();
    await holder?.kill();
    const { store, close } = openStore(shared);
    onTestFinished(close);
    expect(await store.lease("user/1", { ttlMs: 600 })).toBeUndefined();
    expect(await store.lease("user/2", { ttlMs: 600 })).toBeDefined();
    while ((await store.lease("user/1", { ttlMs: 600 })) === undefined)
      expect(Date.now() - takenBefore).toBeLessThan(1_500);
  });
});
