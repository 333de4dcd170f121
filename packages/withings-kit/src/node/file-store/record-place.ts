import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { systemCode } from "./failures.js";
import { examineFolder } from "./guard.js";

/** Where one connection is kept. */
export interface RecordPlace {
  /** The store's folder. */
  readonly directory: string;
  /** The connection's own, in it. */
  readonly folder: string;
  /** Those of them that are to be examined at each use. */
  readonly examined: readonly string[];
}

/**
 * The place of a key. A hash, since keys may be longer than a name may be, and differ where file systems see none: in upper and lower
 * case, or in two ways to write an accent.
 */
export function placeOf(key: string, directory: string): RecordPlace {
  const folder = join(directory, folderName(key));
  return { directory, folder, examined: [directory, folder] };
}

/** Whether a key is kept in a place. */
export function isPlaceOf(key: string, { folder }: RecordPlace): boolean {
  return basename(folder) === folderName(key);
}

/** The places of all connections of a store, whose own folder is examined by this. */
export async function allPlaces(directory: string): Promise<readonly RecordPlace[]> {
  const state = await examineFolder(directory, directory);
  if (state === "absent") return [];
  if (state !== "safe") throw state;
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((name) => join(directory, name))
      .map((folder) => ({ directory, folder, examined: [folder] }));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

function folderName(key: string): string {
  // In UTF-8, halves of surrogate pairs would all be the same.
  return createHash("sha256").update(Buffer.from(key, "utf16le")).digest("hex");
}
