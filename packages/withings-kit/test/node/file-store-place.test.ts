import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fileStore, type FileStoreWarning } from "withings-kit/node";
import { failure } from "../support/login.js";
import { isRoot, key, mountMemory, namesIn, newDirectory, openStore, secret } from "./support/file-store.js";

const ext4 = 0xef53;
const isLinux = process.platform === "linux";

/** What Node tells of every folder's file system while a test runs. */
function fileSystemIs(type: number): void {
  const real = fs.statfs;
  const told = vi
    .spyOn(fs, "statfs")
    .mockImplementation(async (path) => Object.assign(await real(path), { type }));
  syncBuiltinESMExports();
  onTestFinished(() => {
    told.mockRestore();
    syncBuiltinESMExports();
  });
}

/** What a store with this folder warns of, when it is used twice. */
async function warnings(directory: string): Promise<FileStoreWarning[]> {
  const told: FileStoreWarning[] = [];
  const store = fileStore({ directory, onWarning: (warning) => told.push(warning) });
  await store.read(key);
  await store.compareAndSwap(key, { expected: 0, value: secret });
  return told;
}

test.skipIf(!isLinux).each([
  ["ext4", ext4],
  ["XFS", 0x58465342],
  ["Btrfs", 0x9123683e],
  ["overlayfs", 0x794c7630],
])("on a disk of this machine with %s there is nothing to warn of", async (_name, type) => {
  fileSystemIs(type);
  expect(await warnings(newDirectory())).toEqual([]);
});

test.skipIf(!isLinux).each([
  [0x6969, "NFS"],
  [0xff534d42, "CIFS"],
  // As some machines give it.
  [0xff534d42 | 0, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x517b, "SMB"],
  [0x65735546, "FUSE, such as sshfs"],
  [0x01021997, "9P"],
  [0x00c36400, "Ceph"],
])("a network file system (%i) is warned of before anything is kept there", async (type, name) => {
  fileSystemIs(type);
  const path = newDirectory();
  expect(await warnings(path)).toEqual([
    {
      code: "network_file_system",
      path,
      message: `Connections are kept in ${path}, which is on a network file system (${name}). There another machine can see old files, so two of them could each spend a refresh token, and the person would have to log in again. Pass a folder on a local disk as fileStore({ directory }), or share connections through withings-kit/postgres.`,
    },
  ]);
});

test.skipIf(!isLinux)("a FAT file system is warned of", async () => {
  fileSystemIs(0x4d44);
  const path = newDirectory();
  expect(await warnings(path)).toEqual([
    {
      code: "unsafe_file_system",
      path,
      message: `Connections are kept in ${path}, which is on a FAT file system: a loss of power can damage it as a whole, and it does not keep other users out by itself. Pass a folder on another disk as fileStore({ directory }).`,
    },
  ]);
});

test.skipIf(!isRoot)("a file system in memory is warned of", async () => {
  const path = join(mountMemory("1m").path, "store");
  expect(await warnings(path)).toEqual([
    {
      code: "volatile_file_system",
      path,
      message: `Connections are kept in ${path}, which is in memory: when the machine is started again they are gone, and everybody must log in again. Pass a folder on a disk as fileStore({ directory }).`,
    },
  ]);
});

test.each([
  ["Dropbox/keys", "Dropbox"],
  ["Dropbox (Some Company)/keys", "Dropbox"],
  ["Library/Mobile Documents/com~apple~CloudDocs", "iCloud"],
  ["iCloudDrive/x", "iCloud"],
  ["OneDrive", "OneDrive"],
  ["OneDrive - Some Company/x", "OneDrive"],
  ["Library/CloudStorage/OneDrive-Personal", "a cloud storage program"],
  ["Google Drive/x", "Google Drive"],
  ["Nextcloud/x", "Nextcloud"],
])("a folder that is copied to other machines (%s) is warned of", async (name, program) => {
  fileSystemIs(ext4);
  const path = join(newDirectory(), name);
  expect(await warnings(path)).toEqual([
    {
      code: "synchronized_folder",
      path,
      message: `Connections are kept in ${path}, which ${program} copies to other machines. Each copy would spend refresh tokens of its own, and the person would have to log in again. Pass a folder that is not copied as fileStore({ directory }).`,
    },
  ]);
});

test("a folder that is so called in part, is none", async () => {
  fileSystemIs(ext4);
  for (const name of ["my-dropbox", "OneDriver/x", "Dropboxes", "mobile documents", "Box"])
    expect(await warnings(join(newDirectory(), name)), name).toEqual([]);
});

test("a link above the folder does not hide where it is", async () => {
  fileSystemIs(ext4);
  const path = newDirectory();
  mkdirSync(join(dirname(path), "Dropbox"));
  symlinkSync(join(dirname(path), "Dropbox"), path);
  expect((await warnings(join(path, "store"))).map(({ code }) => code)).toEqual(["synchronized_folder"]);
});

test("a program that tells of nobody to warn gets a warning of its process, once", async () => {
  fileSystemIs(ext4);
  const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  onTestFinished(() => {
    emitted.mockRestore();
  });
  const directory = join(newDirectory(), "Dropbox");
  const store = fileStore({ directory });
  await store.compareAndSwap(key, { expected: 0, value: secret });
  await store.read(key);
  expect(emitted.mock.calls).toEqual([
    [
      expect.stringContaining("which Dropbox copies to other machines"),
      { type: "WithingsWarning", code: "synchronized_folder" },
    ],
  ]);
});

test("a program can refuse a place by throwing, before anything is kept there", async () => {
  fileSystemIs(ext4);
  const directory = join(newDirectory(), "Dropbox");
  const store = fileStore({
    directory,
    onWarning: ({ code }) => {
      throw new Error(`not here: ${code}`);
    },
  });
  const swap = store.compareAndSwap(key, { expected: 0, value: secret });
  expect(await failure(swap)).toEqual(new Error("not here: synchronized_folder"));
  expect(existsSync(directory)).toBe(false);
});

test("where the system cannot tell, the store works all the same", async () => {
  const told = vi
    .spyOn(fs, "statfs")
    .mockRejectedValue(Object.assign(new Error("ENOSYS"), { code: "ENOSYS", syscall: "statfs" }));
  syncBuiltinESMExports();
  onTestFinished(() => {
    told.mockRestore();
    syncBuiltinESMExports();
  });
  const directory = newDirectory();
  expect(await warnings(directory)).toEqual([]);
  expect(namesIn(directory)).toHaveLength(2);
  expect(await openStore(directory).read(key)).toMatchObject({ generation: 1 });
});
