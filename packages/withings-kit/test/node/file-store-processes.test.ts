import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contend, judge } from "withings-kit/store-conformance";
import {
  key,
  keysIn,
  namesIn,
  newDirectory,
  openStore,
  recordFolder,
  secret,
  storeProcess,
  storeSome,
} from "./support/file-store.js";

const noHardLinks = ["link:EPERM"];

test.each([
  ["with hard links", 8, 100, []],
  ["where there are no hard links", 8, 25, noHardLinks],
])(
  "%s, of what %i processes change %i times each at once nothing is lost",
  async (_where, processes, times, faults) => {
    const directory = newDirectory();
    const all = Array.from({ length: processes }, () =>
      storeProcess(["count", directory, key, times], { faults }),
    );
    const lines = (await Promise.all(all.map(({ ended }) => ended))).flat();
    expect(lines.filter((line) => line.startsWith("{"))).toEqual([]);

    const total = processes * times;
    const given = lines.map(Number).sort((a, b) => a - b);
    expect(given).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    expect(await openStore(directory).read(key)).toEqual({ generation: total, value: String(total) });
    // Nobody left anything behind.
    expect(readdirSync(recordFolder(directory)).sort()).toEqual(
      [`${total - 1}.json`, `${total}.json`].sort(),
    );
  },
  60_000,
);

test.each([
  ["with hard links", []],
  ["where there are no hard links", noHardLinks],
])(
  "%s, a program that is killed while it writes leaves the old or the new, whole, and nothing that it was told is stored gets lost",
  async (_where, faults) => {
    const directory = newDirectory();
    const store = openStore(directory);
    let certain = 0;
    for (let round = 0; round < 6; round++) {
      const writers = [1, 2].map(() => storeProcess(["write", directory, key], { faults }));
      await Promise.all(writers.map((writer) => writer.line()));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      await Promise.all(writers.map((writer) => writer.kill()));
      for (const writer of writers)
        certain = Math.max(certain, ...(await writer.ended).map(Number).filter(Number.isSafeInteger));

      const { generation, value = "" } = await store.read(key);
      expect(generation).toBeGreaterThanOrEqual(certain);
      const [part = ""] = /^\S+ /.exec(value) ?? [];
      expect(part).toContain(`.${generation - 1} `);
      expect(value).toBe(part.repeat(101));
      expect(await keysIn(store)).toEqual([key]);
    }

    // What the killed left is removed when it is old.
    const folder = recordFolder(directory);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
    const { generation } = await store.read(key);
    await store.compareAndSwap(key, { expected: generation, value: secret });
    expect(namesIn(folder).filter((name) => name.includes(".tmp"))).toEqual([]);
    expect(namesIn(folder).filter((name) => /^\d+\.json$/.test(name))).toHaveLength(2);
  },
  60_000,
);

test.each([
  ["with hard links", []],
  ["where there are no hard links", noHardLinks],
])(
  "%s, processes that delete and create again at once give each number once, and those that are killed leave no tokens",
  async (_where, faults) => {
    const directory = newDirectory();
    const all = Array.from({ length: 4 }, () => storeProcess(["renew", directory, key, secret], { faults }));
    await Promise.all(all.map((program) => program.line()));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await Promise.all(all.map((program) => program.kill()));
    const changed = (await Promise.all(all.map(({ ended }) => ended))).flat().map(Number);
    expect(changed).not.toContain(NaN);
    expect(new Set(changed).size).toBe(changed.length);

    const store = openStore(directory);
    const { generation, value } = await store.read(key);
    expect(generation).toBeGreaterThanOrEqual(Math.max(...changed));
    await store.delete(key, { expected: generation });
    // Where they were killed when it was deleted, to look at it is enough.
    if (value === undefined) await store.read(key);
    expect(namesIn(recordFolder(directory)).filter((name) => /^\d+\.json$/.test(name))).toHaveLength(1);
  },
);

test("a process that stood still between reading and writing does not overwrite what came in between", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 2);
  const sleeper = storeProcess(["swap", directory, key, "2:late"], { faults: ["link:wait"] });
  expect(await sleeper.line()).toBe("link");
  // By then the number that it is about to give has been given and removed.
  for (let expected = 2; expected < 9; expected++)
    await store.compareAndSwap(key, { expected, value: secret });
  expect(namesIn(recordFolder(directory))).not.toContain("3.json");

  sleeper.proceed();
  expect(await sleeper.line()).toBe("lost");
  expect(await store.read(key)).toEqual({ generation: 9, value: secret });
  expect(namesIn(recordFolder(directory))).toEqual(["8.json", "9.json"]);
});

test("a process that stood still while the connection was deleted does not bring it back", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 2);
  const beforeLink = storeProcess(["swap", directory, key, "2:late"], { faults: ["link:wait"] });
  expect(await beforeLink.line()).toBe("link");
  expect(await store.delete(key, { expected: 2 })).toBe(true);
  beforeLink.proceed();
  expect(await beforeLink.line()).toBe("lost");
  expect(namesIn(recordFolder(directory))).toEqual(["3.json"]);

  // And one that writes again what a delete removed from under its hands.
  const again = storeProcess(["swap", directory, key, "3:new"], { faults: ["link:wait"] });
  expect(await again.line()).toBe("link");
  await store.compareAndSwap(key, { expected: 3, value: secret });
  await store.delete(key, { expected: 4 });
  again.proceed();
  expect(await again.line()).toBe("lost");
  expect(await store.read(key)).toEqual({ generation: 5, value: undefined });
});

test("a process that stood still after writing knows that it was its own, though others have gone on from it", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 2);
  const sleeper = storeProcess(["swap", directory, key, "2:mine"], { faults: ["link:after"] });
  expect(await sleeper.line()).toBe("link");
  expect(await store.read(key)).toEqual({ generation: 3, value: "mine" });
  for (let expected = 3; expected < 60; expected++)
    await store.compareAndSwap(key, { expected, value: secret });
  sleeper.proceed();
  expect(await sleeper.line()).toBe("3");
});

test("a process that stood still for too long to know says so", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 2);
  const sleeper = storeProcess(["swap", directory, key, "2:mine"], { faults: ["link:after"] });
  await sleeper.line();
  for (let expected = 3; expected < 80; expected++)
    await store.compareAndSwap(key, { expected, value: secret });
  sleeper.proceed();
  const folder = recordFolder(directory);
  expect(JSON.parse(await sleeper.line())).toMatchObject({
    code: "store_failed",
    path: folder,
    message: `Whether a connection was stored at ${folder} cannot be told: this program stood still while others stored it many times. Read it again.`,
  });
});

test.each([
  ["with hard links", []],
  ["where there are no hard links", noHardLinks],
])(
  "%s, the contract holds between processes",
  async (_where, faults) => {
    const directory = newDirectory();
    const all = Array.from({ length: 4 }, () =>
      storeProcess(["contend", directory, "contention", 4], { faults }),
    );
    const contentions = (await Promise.all(all.map(({ line }) => line()))).map(
      (line) => JSON.parse(line) as Awaited<ReturnType<typeof contend>>,
    );
    const judgement = await judge(openStore(directory), { contentions });
    expect(judgement.broken).toEqual([]);
    expect(judgement.changes.lost).toBeGreaterThan(0);
    expect(judgement.leases).toEqual({ given: expect.any(Number) as number, shared: 0 });
  },
  60_000,
);

test("what others can see is on the disk, with its name before the call ends", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 1);
  const writer = storeProcess(["swap", directory, key, "1:x"], {
    faults: ["writeFile:tell", "sync:tell", "link:tell", "rename:tell"],
  });
  expect(await writer.ended).toEqual(["writeFile", "sync", "link", "sync", "2"]);

  // Where hard links are missing: the file, the folder that it is in, then the name of that.
  const other = storeProcess(["swap", directory, key, "2:x"], {
    faults: ["sync:tell", "link:EPERM", "rename:tell"],
  });
  expect(await other.ended).toEqual(["sync", "rename", "sync", "rename", "sync", "3"]);
  expect((await store.read(key)).generation).toBe(3);
});

test("who reads what somebody else has just written waits for the disk too, once", async () => {
  const directory = newDirectory();
  const writer = storeProcess(["swap", directory, key, "0:x"], { faults: ["link:after"] });
  expect(await writer.line()).toBe("link");
  const reader = storeProcess(["read", directory, key], { faults: ["sync:tell"] });
  expect(await reader.ended).toEqual(["sync", "sync", '{"generation":1,"value":"x"}']);
  await writer.kill();

  const folder = recordFolder(directory);
  const twice = storeProcess(["read-twice", directory, key], { faults: ["sync:tell"] });
  expect((await twice.ended).filter((line) => line === "sync")).toHaveLength(2);
  expect(namesIn(folder)).toContain("1.json");
});
