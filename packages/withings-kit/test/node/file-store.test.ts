import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fileStore } from "withings-kit/node";
import { storeConformance } from "withings-kit/store-conformance";
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

const conformance = (): ReturnType<typeof storeConformance> => {
  let directory: string | undefined;
  return storeConformance(() => openStore((directory ??= newDirectory())));
};
// Each test needs its own folder, and a case is made anew for it.
for (const [index, { name }] of conformance().entries())
  test(`contract: ${name}`, () => conformance()[index]?.run());

test("what is stored is there for another program, and for the same one at another time", async () => {
  const directory = newDirectory();
  const store = openStore(directory);
  expect(await store.read(key)).toEqual({ generation: 0, value: undefined });
  expect(await store.compareAndSwap(key, { expected: 0, value: secret })).toBe(1);
  const other = storeProcess(["read", directory, key]);
  expect(JSON.parse(await other.line())).toEqual({ generation: 1, value: secret });
  expect(await openStore(directory).read(key)).toEqual({ generation: 1, value: secret });
});

test("to look for a connection makes no folder", async () => {
  const directory = newDirectory();
  const store = openStore(directory);
  await store.read(key);
  expect(await keysIn(store)).toEqual([]);
  expect(await store.delete(key, { expected: 0 })).toBe(false);
  expect(await store.compareAndSwap(key, { expected: 3, value: secret })).toBeUndefined();
  expect(namesIn(dirname(directory))).toEqual([]);
});

test("the newest generation and the one before are kept, and nothing else", async () => {
  const directory = newDirectory();
  await storeSome(directory, 5);
  expect(namesIn(recordFolder(directory))).toEqual(["4.json", "5.json"]);
});

test("neither a person nor an application is named by a folder or file", async () => {
  const directory = newDirectory();
  await storeSome(directory);
  expect(namesIn(directory).join()).toMatch(/^[0-9a-f]{64},[0-9a-f]{64}\/1\.json$/);
});

test("a deleted connection leaves a mark that says nothing about it, and its numbers do not come back", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 3);
  expect(await store.delete(key, { expected: 3 })).toBe(true);

  expect(namesIn(recordFolder(directory))).toEqual(["4.json"]);
  const mark = readFileSync(join(recordFolder(directory), "4.json"), "utf8");
  expect(mark).not.toMatch(/client|36312345|canary/);
  expect(await keysIn(store)).toEqual([]);
  expect(await store.read(key)).toEqual({ generation: 4, value: undefined });
  for (const expected of [0, 1, 2, 3])
    expect(await store.compareAndSwap(key, { expected, value: "late" })).toBeUndefined();
  expect(await store.compareAndSwap(key, { expected: 4, value: secret })).toBe(5);
});

test("what a delete could not remove before it was killed is removed by the next look at it", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 2);
  const old = readFileSync(join(recordFolder(directory), "2.json"));
  await store.delete(key, { expected: 2 });
  const again = (): void => {
    writeFileSync(join(recordFolder(directory), "2.json"), old, { mode: 0o600 });
  };

  again();
  expect(await store.read(key)).toMatchObject({ generation: 3, value: undefined });
  expect(namesIn(recordFolder(directory))).toEqual(["3.json"]);
  again();
  expect(await keysIn(store)).toEqual([]);
  expect(namesIn(recordFolder(directory))).toEqual(["3.json"]);
});

test("what killed writers left is removed when nobody can be writing it any more", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const folder = recordFolder(directory);
  const left = (name: string, agoMs: number): void => {
    writeFileSync(join(folder, name), secret, { mode: 0o600 });
    const at = (Date.now() - agoMs) / 1000;
    utimesSync(join(folder, name), at, at);
  };
  left("young.tmp", 1_000);
  left("old.tmp", 3_600_000);
  // A clock that was turned back since makes it one of the future.
  left("future.tmp", -3_600_000);
  await keysIn(store);
  expect(namesIn(folder)).toEqual(["1.json", "young.tmp"]);

  left("old.tmp", 3_600_000);
  await store.compareAndSwap(key, { expected: 1, value: secret });
  expect(namesIn(folder)).toEqual(["1.json", "2.json", "young.tmp"]);
  // A deleted connection leaves nothing that holds its tokens, however young.
  await store.delete(key, { expected: 2 });
  expect(namesIn(folder)).toEqual(["3.json"]);
});

test("what else is in the folder is left alone", async () => {
  const directory = newDirectory();
  mkdirSync(directory, { mode: 0o700 });
  mkdirSync(join(directory, "sync"));
  writeFileSync(join(directory, "notes.txt"), "mine");
  const store = await storeSome(directory);
  writeFileSync(join(directory, readdirSync(directory).find((name) => name.length === 64) ?? "", "x"), "?");
  expect(await keysIn(store)).toEqual([key]);
  expect(namesIn(directory)).toEqual(expect.arrayContaining(["notes.txt", "sync"]));
});

test("a thousand connections are listed once each, in a few seconds", async () => {
  const directory = newDirectory();
  const store = openStore(directory);
  const keys = Array.from({ length: 1000 }, (_, index) => `person/${index}`);
  for (let from = 0; from < keys.length; from += 50)
    await Promise.all(
      keys.slice(from, from + 50).map((name) => store.compareAndSwap(name, { expected: 0, value: name })),
    );
  const before = performance.now();
  const found = await keysIn(store, "person/");
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(found).toEqual(keys.sort());
  expect(await keysIn(store, "person/99")).toHaveLength(11);
});

test("the default folder is where the platform keeps the data of a user's programs", async () => {
  const home = dirname(newDirectory());
  const places: readonly (readonly [NodeJS.Platform, Record<string, string>, string])[] = [
    ["linux", { HOME: home }, ".local/share/withings-kit"],
    ["linux", { HOME: home, XDG_DATA_HOME: join(home, "data") }, "data/withings-kit"],
    ["linux", { HOME: join(home, "other"), XDG_DATA_HOME: "relative" }, "other/.local/share/withings-kit"],
    ["freebsd", { HOME: join(home, "bsd") }, "bsd/.local/share/withings-kit"],
    ["darwin", { HOME: home, XDG_DATA_HOME: "/nowhere" }, "Library/Application Support/withings-kit"],
    ["win32", { USERPROFILE: home, LOCALAPPDATA: join(home, "Local") }, "Local/withings-kit"],
    ["win32", { USERPROFILE: home }, "AppData/Local/withings-kit"],
  ];
  for (const [platform, environment, expected] of places) {
    const store = fileStore({ platform, environment, onWarning: () => undefined });
    await store.compareAndSwap(key, { expected: 0, value: secret });
    expect(recordFolder(join(home, expected)), platform).toMatch(/[0-9a-f]{64}$/);
  }
});

test("without a folder or anything to find one by, the program's own environment decides", async () => {
  const home = dirname(newDirectory());
  vi.stubEnv("XDG_DATA_HOME", home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  // It is looked at once, when the store is made.
  const store = fileStore({ platform: "linux", onWarning: () => undefined });
  vi.stubEnv("XDG_DATA_HOME", "/nowhere");
  await store.compareAndSwap(key, { expected: 0, value: secret });
  expect(statSync(join(home, "withings-kit")).isDirectory()).toBe(true);
});

test("a folder that cannot be one is told at once, as the option that is wrong", () => {
  for (const directory of ["", "a\0b", 7 as unknown as string])
    expect(() => fileStore({ directory })).toThrow(
      expect.objectContaining({
        code: "configuration_invalid",
        option: "directory",
        message:
          "The option directory cannot be used. Give the path of a folder, or leave it out for the platform's usual one.",
      }) as Error,
    );
});

test.each([
  ["a text", "here", "directory", "Name the folder as fileStore({ directory })"],
  [
    "a misspelled option",
    { dir: "here" },
    "dir",
    "fileStore has no option dir. There are directory, onWarning,",
  ],
])("%s does not lead to the default folder unnoticed", (_what, options, option, words) => {
  expect(() => fileStore(options as object)).toThrow(
    expect.objectContaining({
      code: "configuration_invalid",
      option,
      message: expect.stringContaining(words) as string,
    }) as Error,
  );
});

test("a relative folder stays the same when the program changes into another one", async () => {
  const directory = newDirectory();
  const elsewhere = vi.spyOn(process, "cwd").mockReturnValue(dirname(directory));
  const store = openStore("store/");
  elsewhere.mockRestore();
  await store.compareAndSwap(key, { expected: 0, value: secret });
  expect(statSync(directory).isDirectory()).toBe(true);
});

test("a value may be long, and any text", async () => {
  const store = openStore(newDirectory());
  const values = ["", "\0\n\u2028", "x".repeat(16_384), "é\ud800\udc00".repeat(40_000), "\udc00 alone"];
  for (const [expected, value] of values.entries()) {
    await store.compareAndSwap(key, { expected, value });
    expect((await store.read(key)).value).toBe(value);
  }
});
