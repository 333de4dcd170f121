import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { encrypted } from "withings-kit";
import { createWorld } from "../connection/support/world.js";
import { failure } from "../support/login.js";
import {
  isRoot,
  key,
  keysIn,
  mountMemory,
  namesIn,
  newDirectory,
  openStore,
  recordFolder,
  secret,
  storeProcess,
  storeSome,
} from "./support/file-store.js";

/** Damages the newest file of the one connection in a directory. */
function damage(directory: string): void {
  const folder = recordFolder(directory);
  const newest =
    namesIn(folder)
      .sort((one, other) => parseInt(one) - parseInt(other))
      .at(-1) ?? "";
  writeFileSync(join(folder, newest), "half a rec");
}

/** A store with a connection of three generations, of which the newest has another text. */
async function storeWith(text: (written: string) => string): Promise<{
  readonly directory: string;
  readonly folder: string;
  readonly file: string;
  /** Everything that tells what is wrong with it. */
  readonly failures: () => Promise<unknown[]>;
}> {
  const directory = newDirectory();
  const store = await storeSome(directory, 3);
  const folder = recordFolder(directory);
  const file = join(folder, "3.json");
  writeFileSync(file, text(readFileSync(file, "utf8")));
  return {
    directory,
    folder,
    file,
    failures: async () => [(await store.read(key)).unreadable, await failure(keysIn(store))],
  };
}

const unspent =
  "It was left as it is, and no older one was taken in its place, since its refresh token may be spent.";

test.each<[string, (written: string) => string]>([
  ["cut off", (written) => written.slice(0, -20)],
  ["cut off at its beginning", () => "{"],
  ["empty", () => ""],
  ["filled with zeros, as a loss of power leaves it", (written) => "\0".repeat(written.length)],
  ["changed in one letter", (written) => written.replace("canaryrefresh33", "canaryrefresh34")],
  ["of another text", () => "null"],
  ["without its list", (written) => written.replace(/"lineage":\[[^\]]*\],/, "")],
  ["without what was stored", (written) => written.replace(/"value":".*?[^\\]",/, "")],
])(
  "a file that is %s is told with what to do, left, and no older one is read in its place",
  async (_how, text) => {
    const { directory, folder, file, failures } = await storeWith(text);
    const before = readFileSync(file);
    for (const error of await failures()) {
      expect(error).toMatchObject({
        name: "WithingsStoreError",
        code: "record_unreadable",
        path: file,
        message: `The stored connection ${file} is damaged: it is cut off, or was changed after it was written. ${unspent} Restore it from a backup. Without one, let the person log in again with connect.`,
      });
      expect(JSON.stringify(error) + String(error)).not.toContain("canary");
    }
    expect(await openStore(directory).read(key)).toMatchObject({ generation: 3, value: "" });
    expect(readFileSync(file)).toEqual(before);
    expect(namesIn(folder)).toEqual(["2.json", "3.json"]);
  },
);

test("whoever means to puts something new in the place of a damaged file, once", async () => {
  const { directory, folder } = await storeWith(() => "");
  const store = openStore(directory);
  expect(await store.compareAndSwap(key, { expected: 2, value: secret })).toBeUndefined();
  expect(await store.compareAndSwap(key, { expected: 3, value: secret })).toBe(4);
  expect(await store.compareAndSwap(key, { expected: 3, value: "another" })).toBeUndefined();
  expect(await openStore(directory).read(key)).toEqual({ generation: 4, value: secret });
  // The damaged one stays until the next, for whoever can mend it.
  expect(namesIn(folder)).toEqual(["3.json", "4.json"]);
});

test("whoever means to deletes a damaged file, and its number never comes back", async () => {
  const { directory, folder } = await storeWith(() => "");
  const store = openStore(directory);
  expect(await store.delete(key, { expected: 2 })).toBe(false);
  expect(await store.delete(key, { expected: 3 })).toBe(true);
  expect(await openStore(directory).read(key)).toEqual({ generation: 4, value: undefined });
  expect(namesIn(folder)).toEqual(["4.json"]);
});

test("somebody whose file was damaged logs in again, or is disconnected, and needs no shell for it", async () => {
  const directory = newDirectory();
  const { withings, connected } = createWorld({ store: openStore(directory) });
  const { userID } = await connected();
  damage(directory);
  expect(await failure(withings.connection(userID))).toMatchObject({ code: "record_unreadable", userID });
  expect((await (await connected()).credentials()).userID).toBe(userID);
  damage(directory);
  expect(await withings.disconnect(userID)).toMatchObject({ deleted: true });
  expect(await failure(withings.connection(userID))).toMatchObject({ code: "not_connected" });
});

test("an encrypted store says that a file is damaged, not that it was not encrypted", async () => {
  const directory = newDirectory();
  const store = encrypted(openStore(directory), new Uint8Array(32).fill(7), { plaintext: "accept" });
  await store.compareAndSwap("a", { expected: 0, value: secret });
  damage(directory);
  expect(await store.read("a")).toMatchObject({
    generation: 1,
    value: "",
    unreadable: { code: "record_unreadable" },
  });
});

test("a file of a newer version of the library is told with both versions, and left", async () => {
  const { file, failures } = await storeWith((written) => written.replace('"schema":1', '"schema":7'));
  const before = readFileSync(file);
  for (const error of await failures())
    expect(error).toMatchObject({
      code: "record_unreadable",
      path: file,
      message: `The stored connection ${file} was written by a newer version of withings-kit, in the form 7, and this version reads forms up to 1. ${unspent} Update withings-kit in all programs that use the folder.`,
    });
  expect(readFileSync(file)).toEqual(before);
});

test("a file that was copied from another connection, or renamed to another generation, is not taken for this one", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 1);
  const folder = recordFolder(directory);
  await store.compareAndSwap("another", { expected: 0, value: "another's" });
  const copied = join(folder, "9.json");
  renameSync(join(folder, "1.json"), copied);
  const unreadable = (path: string): object => ({
    value: "",
    unreadable: {
      path,
      message: `The stored connection ${path} is another connection's or another generation's: files were copied or renamed. ${unspent} Restore it from a backup. Without one, let the person log in again with connect.`,
    },
  });
  expect(await store.read(key)).toMatchObject({ generation: 9, ...unreadable(copied) });

  const other = join(
    directory,
    namesIn(directory).find((name) => /^[0-9a-f]{64}$/.test(name) && !folder.endsWith(name)) ?? "",
  );
  rmSync(folder, { recursive: true });
  mkdirSync(folder, { mode: 0o700 });
  cpSync(join(other, "1.json"), join(folder, "1.json"));
  expect(await store.read(key)).toMatchObject({ generation: 1, ...unreadable(join(folder, "1.json")) });
});

test("of many connections all that can be read are listed before the error for one that cannot", async () => {
  const { directory, file } = await storeWith(() => "");
  const store = openStore(directory);
  const others = Array.from({ length: 100 }, (_, index) => `other/${index}`);
  for (const other of others) await store.compareAndSwap(other, { expected: 0, value: other });
  const found: string[] = [];
  const listing = (async () => {
    for await (const entry of store.list("")) found.push(entry.key);
  })();
  expect(await failure(listing)).toMatchObject({ code: "record_unreadable", path: file });
  expect(found.sort()).toEqual(others.sort());
});

test("a number without a file of its own text, as a loss of power can leave it where there are no hard links, is told", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory, 2);
  const folder = recordFolder(directory);
  mkdirSync(join(folder, "3.json"), { mode: 0o700 });
  expect(await failure(store.read(key))).toMatchObject({
    code: "record_unreadable",
    path: join(folder, "3.json"),
  });
});

test.skipIf(!isRoot)("a full disk is told, nothing is lost, and nothing is left behind", async () => {
  const { path } = mountMemory("64k");
  const store = await storeSome(path, 1);
  const before = await store.read(key);
  const held = await store.lease(key, { ttlMs: 60_000 });
  const ballast = join(path, "ballast");
  const fill = (): void => {
    for (let more = true; more;)
      try {
        writeFileSync(ballast, Buffer.alloc(4096), { flag: "a" });
      } catch {
        more = false;
      }
  };
  fill();
  const names = namesIn(path);

  const message = (doing: string): string =>
    `A connection could not be ${doing} at ${path}: the disk is full (ENOSPC). What was stored before is untouched. Make space on it, then try again.`;
  const full = { code: "store_failed", systemCode: "ENOSPC", path };
  expect(await failure(store.compareAndSwap(key, { expected: 1, value: secret }))).toMatchObject({
    ...full,
    message: message("stored"),
  });
  expect(await failure(store.delete(key, { expected: 1 }))).toMatchObject({
    ...full,
    message: message("deleted"),
  });
  expect(await failure(store.compareAndSwap("new", { expected: 0, value: secret }))).toMatchObject(full);
  expect(await store.read(key)).toEqual(before);
  expect(await keysIn(store)).toEqual([key]);
  // A lease can be let go, so that the next one is not kept waiting.
  await held?.release();
  fill();
  expect(await failure(store.lease(key, { ttlMs: 60_000 }))).toMatchObject({
    ...full,
    message: message("reserved"),
  });
  expect(namesIn(path).filter((name) => name.includes(".tmp"))).toEqual([]);
  expect(namesIn(path)).toEqual(expect.arrayContaining(names));

  truncateSync(ballast);
  expect(await store.compareAndSwap(key, { expected: 1, value: secret })).toBe(2);
  expect(await store.lease(key, { ttlMs: 60_000 })).toBeDefined();
});

test.each([
  ["EDQUOT", "this user's share of the disk is used up", "Make space in it, then try again"],
  ["EIO", "the disk failed", "Check the disk, then try again"],
  ["EFBIG", "the system refused", "Check the folder, then try again"],
])("a write that fails with %s is told, and leaves nothing behind", async (code, why, next) => {
  const directory = newDirectory();
  const store = await storeSome(directory, 1);
  const writer = storeProcess(["swap", directory, key, "1:x"], { faults: [`writeFile:${code}`] });
  expect(JSON.parse(await writer.line())).toMatchObject({
    code: "store_failed",
    systemCode: code,
    path: directory,
    message: `A connection could not be stored at ${directory}: ${why} (${code}). What was stored before is untouched. ${next}.`,
  });
  await writer.ended;
  expect(namesIn(recordFolder(directory))).toEqual(["1.json"]);
  expect(await store.read(key)).toMatchObject({ generation: 1 });
});

test("a disk that fails before it has the file stores nothing; one that fails after says that it is not known", async () => {
  const directory = newDirectory();
  await storeSome(directory, 1);
  const folder = recordFolder(directory);
  const before = storeProcess(["swap", directory, key, "1:x"], { faults: ["sync:EIO"] });
  expect(JSON.parse(await before.line())).toMatchObject({ code: "store_failed", systemCode: "EIO" });
  expect(namesIn(folder)).toEqual(["1.json"]);

  const after = storeProcess(["swap", directory, key, "1:x"], { faults: ["link:after", "sync:EIO-later"] });
  expect(await after.line()).toBe("link");
  after.proceed();
  expect(JSON.parse(await after.line())).toMatchObject({
    code: "store_failed",
    systemCode: "EIO",
    path: folder,
    message: `A connection was written to ${folder}, but the system failed before it was certain to outlive a loss of power (EIO). Check the disk, then read the connection again: it may be stored or not.`,
  });
});

test.skipIf(!isRoot)(
  "on a read-only file system one can read; what cannot be done is told, and nothing is lost",
  async () => {
    const { path, remount } = mountMemory("1m");
    await storeSome(path, 2);
    remount("ro");
    const store = openStore(path);
    expect(await store.read(key)).toMatchObject({ generation: 2 });
    expect(await keysIn(store)).toEqual([key]);
    const readOnly = (doing: string): object => ({
      code: "store_failed",
      systemCode: "EROFS",
      path: expect.stringContaining(path) as string,
      message: expect.stringMatching(
        new RegExp(
          `^A connection could not be ${doing} at ${path}\\S*: the file system is read-only \\(EROFS\\)\\. What was stored before is untouched\\. Mount it for writing, or pass another folder as fileStore\\(\\{ directory \\}\\)\\.$`,
        ),
      ) as string,
    });
    const swap = store.compareAndSwap(key, { expected: 2, value: secret });
    expect(await failure(swap)).toMatchObject(readOnly("stored"));
    expect(await failure(store.delete(key, { expected: 2 }))).toMatchObject(readOnly("deleted"));
    expect(await failure(store.lease(key, { ttlMs: 1000 }))).toMatchObject(readOnly("reserved"));
    expect(await failure(store.compareAndSwap("new", { expected: 0, value: "" }))).toMatchObject(
      readOnly("stored"),
    );
    remount("rw");
    expect(await store.compareAndSwap(key, { expected: 2, value: secret })).toBe(3);
  },
);

test("a folder in which this user may not write is told, and nothing is lost", async () => {
  const directory = newDirectory();
  await storeSome(directory, 2);
  const folder = recordFolder(directory);
  // Modes do not keep root out.
  const user = isRoot ? 65_534 : (process.geteuid?.() ?? 0);
  for (const name of ["", ...namesIn(directory)]) chownSync(join(directory, name), user, user);
  chmodSync(dirname(directory), 0o755);
  chmodSync(folder, 0o500);
  chmodSync(directory, 0o500);
  const run = async (...args: string[]): Promise<unknown> => {
    const program = storeProcess([...args.slice(0, 1), directory, ...args.slice(1)], { user });
    return JSON.parse(await program.line());
  };
  const message = `A connection could not be stored at ${directory}: this program is not allowed to (EACCES). What was stored before is untouched. See that its user owns the folder and may reach it, or pass another folder as fileStore({ directory }).`;
  expect(await run("swap", key, "2:x")).toMatchObject({
    code: "store_failed",
    systemCode: "EACCES",
    path: directory,
    message,
  });
  expect(await run("swap", "new", "0:x")).toMatchObject({ code: "store_failed", systemCode: "EACCES" });
  expect(await run("read", key)).toMatchObject({ generation: 2 });
  chmodSync(directory, 0o700);
  chmodSync(folder, 0o700);
  expect(await run("swap", key, "2:x")).toBe(3);
});
