import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ConnectionStore } from "withings-kit";
import { failure } from "../support/login.js";
import {
  isRoot,
  key,
  keysIn,
  namesIn,
  newDirectory,
  openStore,
  recordFolder,
  run,
  secret,
  storeProcess,
  storeSome,
} from "./support/file-store.js";

/** Whoever is not this program's user. */
const somebody = 65_534;

/** Every call of a store, each of which must be refused. */
async function failures(store: ConnectionStore): Promise<unknown[]> {
  return await Promise.all([
    failure(store.read(key)),
    failure(store.compareAndSwap(key, { expected: 1, value: "new" })),
    failure(store.delete(key, { expected: 1 })),
    failure(keysIn(store)),
  ]);
}

async function expectRefusal(store: ConnectionStore, path: string, why: string): Promise<void> {
  const message = `Connections cannot be kept at ${path}: ${why}.`;
  for (const error of await failures(store)) {
    expect(error).toMatchObject({ name: "WithingsStoreError", code: "store_unsafe", path, message });
    expect(JSON.stringify(error) + String(error)).not.toContain("canary");
  }
}

const isLink =
  "it is a symbolic link, and whoever can change it decides where tokens are read and written. Pass the folder that it leads to as fileStore({ directory }), or remove the link";
const isLinkedFile =
  "it is a symbolic link, which this store never makes. Find out who did, then put the file itself in its place";

test.each(["000", "022", "077", "277"])(
  "folders have the mode 0700 and files 0600 with the umask %s",
  async (umask) => {
    const directory = newDirectory();
    const path = join(directory, "a", "b");
    expect(await storeProcess(["swap", path, key, "0:x"], { umask }).ended).toEqual(["1"]);
    const lease = storeProcess(["lease", path, key, 60_000], { umask });
    expect(await lease.line()).toBe("held");
    const modes = namesIn(directory).map((name) => {
      const stats = statSync(join(directory, name));
      return `${stats.isDirectory() ? "folder" : "file"} ${(stats.mode & 0o7777).toString(8)}`;
    });
    expect(modes.sort()).toEqual([
      ...["file 600", "file 600"],
      ...["folder 700", "folder 700", "folder 700", "folder 700"],
    ]);
  },
);

test("a folder that others can look into is refused, with the command that mends it", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  for (const mode of [0o755, 0o750, 0o701, 0o770]) {
    chmodSync(directory, mode);
    await expectRefusal(
      store,
      directory,
      `its mode 0${mode.toString(8)} lets other users of this machine in. Pass a folder that is not there yet as fileStore({ directory }), or shut them out: chmod -R go= ${directory}`,
    );
    expect(await failure(store.lease(key, { ttlMs: 1000 }))).toMatchObject({ code: "store_unsafe" });
  }
  expect(statSync(directory).mode & 0o777).toBe(0o770);
});

test("the one command mends folders and files alike, also where the path has to be quoted", async () => {
  const directory = `${newDirectory()} it's`;
  const store = await storeSome(directory);
  run("chmod", "-R", "a+rX", directory);
  const { message } = (await failure(store.read(key))) as Error;
  const [, command = ""] = /(chmod -R go= .*)\.$/.exec(message) ?? [];
  run("/bin/sh", "-c", command);
  expect(await store.read(key)).toMatchObject({ generation: 1 });
});

test("a connection's folder and a file that others can reach are refused", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const folder = recordFolder(directory);
  const why = (mode: string): string =>
    `its mode ${mode} lets other users of this machine in. Pass a folder that is not there yet as fileStore({ directory }), or shut them out: chmod -R go= ${directory}`;
  chmodSync(folder, 0o711);
  await expectRefusal(store, folder, why("0711"));
  chmodSync(folder, 0o700);
  for (const mode of [0o644, 0o620]) {
    chmodSync(join(folder, "1.json"), mode);
    await expectRefusal(store, join(folder, "1.json"), why(`0${mode.toString(8)}`));
  }
});

test("a folder that is a symbolic link is refused, whoever made it", async () => {
  const real = newDirectory();
  await storeSome(real);
  const directory = newDirectory();
  symlinkSync(real, directory);
  await expectRefusal(openStore(directory), directory, isLink);
  // A slash at its end would have it followed.
  await expectRefusal(openStore(`${directory}/`), directory, isLink);
});

test("a folder that is swapped for a symbolic link while the program runs is refused, and nothing is written to where it leads", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const elsewhere = newDirectory();
  renameSync(directory, elsewhere);
  symlinkSync(elsewhere, directory);
  const before = namesIn(elsewhere);
  await expectRefusal(store, directory, isLink);
  expect(namesIn(elsewhere)).toEqual(before);
});

test("a connection's folder and a file that are swapped for symbolic links are refused", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const folder = recordFolder(directory);
  const kept = newDirectory();
  const file = join(folder, "1.json");
  renameSync(file, kept);
  symlinkSync(kept, file);
  await expectRefusal(store, file, isLinkedFile);
  expect(readFileSync(kept, "utf8")).toContain("canary");

  rmSync(file);
  renameSync(folder, `${kept}-folder`);
  symlinkSync(`${kept}-folder`, folder);
  await expectRefusal(store, folder, isLink);
});

test("a file that becomes a symbolic link between being found and being opened is not followed", async () => {
  const directory = newDirectory();
  await storeSome(directory);
  const file = join(recordFolder(directory), "1.json");
  const reader = storeProcess(["read", directory, key], { faults: ["readdir:after"] });
  expect(await reader.line()).toBe("readdir");
  const kept = newDirectory();
  renameSync(file, kept);
  symlinkSync(kept, file);
  reader.proceed();
  expect(JSON.parse(await reader.line())).toMatchObject({
    code: "store_unsafe",
    path: file,
    message: `Connections cannot be kept at ${file}: ${isLinkedFile}.`,
  });
});

test("a lock folder or lock that is a symbolic link is refused", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  await (await store.lease(key, { ttlMs: 60_000 }))?.release();
  const locks = join(recordFolder(directory), "lock");
  const kept = newDirectory();
  renameSync(join(locks, "1.json"), kept);
  symlinkSync(kept, join(locks, "1.json"));
  expect(await failure(store.lease(key, { ttlMs: 60_000 }))).toMatchObject({
    code: "store_unsafe",
    path: join(locks, "1.json"),
  });
  renameSync(locks, `${kept}-locks`);
  symlinkSync(`${kept}-locks`, locks);
  expect(await failure(store.lease(key, { ttlMs: 60_000 }))).toMatchObject({
    code: "store_unsafe",
    path: locks,
  });
});

test("a pipe in a file's place holds nobody up, and neither it nor a file in the folder's place is used", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const file = join(recordFolder(directory), "1.json");
  rmSync(file);
  run("mkfifo", "-m", "600", file);
  await expectRefusal(
    store,
    file,
    "it is not a file. Move it away, or pass another folder as fileStore({ directory })",
  );
  rmSync(directory, { recursive: true });
  writeFileSync(directory, "");
  await expectRefusal(
    store,
    directory,
    "it is not a folder. Move it away, or pass another folder as fileStore({ directory })",
  );
});

test.skipIf(!isRoot)("a folder, a connection's folder and a file of another user are refused", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const folder = recordFolder(directory);
  for (const path of [directory, folder, join(folder, "1.json")]) {
    chownSync(path, somebody, somebody);
    await expectRefusal(
      store,
      path,
      `it belongs to the user ${somebody}, and this program runs as the user 0. Run it as that user, pass a folder that is not there yet as fileStore({ directory }), or, if you know who filled this one, hand it over: chown -R 0 ${directory}`,
    );
    chownSync(path, 0, 0);
  }
  expect(await store.read(key)).toMatchObject({ generation: 1 });
});

test.skipIf(!isRoot)("another user cannot lay a trap where the folder is about to be made", async () => {
  const directory = newDirectory();
  const trap = newDirectory();
  mkdirSync(trap, { mode: 0o777 });
  symlinkSync(trap, directory);
  lchownSync(directory, somebody, somebody);
  await expectRefusal(openStore(directory), directory, isLink);
  rmSync(directory);
  mkdirSync(directory, { mode: 0o700 });
  chownSync(directory, somebody, somebody);
  expect(
    await failure(openStore(directory).compareAndSwap(key, { expected: 0, value: secret })),
  ).toMatchObject({
    code: "store_unsafe",
    path: directory,
  });
  expect(namesIn(directory)).toEqual([]);
  expect(existsSync(join(trap, "lock"))).toBe(false);
});
