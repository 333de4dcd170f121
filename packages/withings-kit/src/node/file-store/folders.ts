import { chmod, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "./failures.js";

/** Makes a folder that only this user can look into, whatever the umask, with those above it. */
export async function makeFolder(path: string): Promise<void> {
  // Not by mkdir's own recursion, which calls a read-only file system a missing folder.
  try {
    await makeOne(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, 0o700);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    throw error;
  }
  await chmod(path, 0o700);
  // Its name is in the folder above, so that one is what must reach the disk.
  await syncFolder(dirname(path));
}

/** Waits until the names in a folder would outlive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; its file system keeps a journal of names by itself.
  if (process.platform === "win32") return;
  const folder = await open(path, "r").catch((error: unknown) => {
    // A folder above ours may be one in which this user may make names but not read them.
    if (systemCode(error) === "EACCES") return undefined;
    throw error;
  });
  if (folder === undefined) return;
  try {
    await folder.sync();
  } catch (error) {
    // A file system that cannot do this for folders keeps names in its own way, and a read-only one has nothing to write.
    if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP", "EROFS"].includes(systemCode(error) ?? "")) throw error;
  } finally {
    await folder.close();
  }
}
