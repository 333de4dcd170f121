import type { Stats } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import type { WithingsStoreError } from "../../errors.js";
import { readOnly, sharedAccess } from "../file-access.js";
import { foreignOwner, openToOthers, linkedFile, linkedFolder, systemCode, wrongKind } from "./failures.js";

// A connection has some two kilobytes.
const usualBytes = 16_384;

/** What {@link examineFolder} found: nothing there, a folder of this user alone, or why it may not be used. */
export type FolderState = "absent" | "safe" | WithingsStoreError;

/** Looks at a folder without following a link. */
export async function examineFolder(path: string, directory: string): Promise<FolderState> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return linkedFolder(path);
    if (!stats.isDirectory()) return wrongKind(path, "folder");
    return accessProblem(stats, { path, directory }) ?? "safe";
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "absent";
    throw error;
  }
}

/**
 * Reads a file of this user alone.
 *
 * @returns its text, and when its owner, name or content was last changed, in milliseconds since 1970.
 */
export async function readOwnFile(
  path: string,
  directory: string,
): Promise<{ readonly text: string; readonly changedAt: number }> {
  const file = await open(path, readOnly).catch((error: unknown) => {
    // What systems say of a symbolic link that they were told not to follow.
    throw ["ELOOP", "EMLINK"].includes(systemCode(error) ?? "") ? linkedFile(path) : error;
  });
  try {
    // Of what is open, not of what its name leads to: that could be another one a moment later.
    const stats = await file.stat();
    if (!stats.isFile()) throw wrongKind(path, "file");
    const problem = accessProblem(stats, { path, directory });
    if (problem) throw problem;
    return { text: await readText(file), changedAt: stats.ctimeMs };
  } finally {
    await file.close();
  }
}

/** Reads a file in one step where it has the usual size. */
async function readText(file: FileHandle): Promise<string> {
  const chunks: Buffer[] = [];
  for (let at = 0, more = true; more;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(usualBytes), 0, usualBytes, at);
    chunks.push(buffer.subarray(0, bytesRead));
    at += bytesRead;
    more = bytesRead === usualBytes;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function accessProblem(
  stats: Stats,
  { path, directory }: { readonly path: string; readonly directory: string },
): WithingsStoreError | undefined {
  const shared = sharedAccess(stats);
  switch (shared?.type) {
    case "foreign":
      return foreignOwner(path, { ...shared, directory });
    case "open":
      return openToOthers(path, { ...shared, directory });
    case undefined:
      return undefined;
  }
}
