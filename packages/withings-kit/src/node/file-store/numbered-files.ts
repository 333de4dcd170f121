import { randomBytes } from "node:crypto";
import type { Dirent } from "node:fs";
import { chmod, link, lstat, mkdir, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linkedFile, systemCode } from "./failures.js";
import { examineFolder } from "./guard.js";
import { syncFolder } from "./folders.js";
import type { RecordPlace } from "./record-place.js";

/** A file of a folder in which files are numbered and the highest counts. */
export interface NumberedFile {
  readonly number: number;
  readonly path: string;
  /** Where its text is: in itself, or where there are no hard links in the folder that it is. */
  readonly textPath: string;
}

/** What stands in such a folder. */
export interface Listing {
  /** Ascending. */
  readonly files: readonly NumberedFile[];
  /** Paths of files that are being written, or whose writer was killed. */
  readonly unfinished: readonly string[];
}

/** A text to be published. */
export interface Publication {
  readonly number: number;
  readonly text: string;
  /** Whether it must reach the disk before others can see it. */
  readonly durable: boolean;
  /** Asked when the text is written, which can take long: whether the number is still the next one. */
  readonly isNext?: () => Promise<boolean>;
}

const contentName = "content.json";

// What systems say where there are no hard links: of FAT and exFAT, of some network folders, of Android, of Windows on exFAT.
const withoutLinks = ["EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EISDIR", "EINVAL"];

// What systems say when a folder is renamed to a name at which there is a folder with something in it, or a file.
const isTaken = ["ENOTEMPTY", "EEXIST", "ENOTDIR"];

// Whoever writes a file is done with it after some milliseconds. One that stood still for so long writes it again.
const unfinishedForMs = 10 * 60_000;

/**
 * Lists a folder of numbered files.
 *
 * @param place.examined - the folder and those above it that must be this user's alone.
 * @returns `undefined` where the folder is not there.
 */
export async function listNumbered(
  folder: string,
  { directory, examined }: Pick<RecordPlace, "directory" | "examined">,
): Promise<Listing | undefined> {
  const [listed, ...states] = await Promise.allSettled([
    readdir(folder, { withFileTypes: true }),
    ...examined.map((path) => examineFolder(path, directory)),
  ]);
  // From above: what is wrong with a folder shows in all below it.
  for (const state of states) {
    if (state.status === "rejected") throw state.reason;
    if (state.value === "absent") return undefined;
    if (state.value !== "safe") throw state.value;
  }
  if (listed.status === "rejected") {
    // It was made in between.
    if (systemCode(listed.reason) === "ENOENT") return undefined;
    throw listed.reason;
  }
  const entries = listed.value;
  return {
    files: entries.flatMap((entry) => numberedFile(entry, folder)).sort((a, b) => a.number - b.number),
    unfinished: entries.filter(({ name }) => name.endsWith(".tmp")).map(({ name }) => join(folder, name)),
  };
}

/**
 * Gives a number to a text, in one step with its whole content, unless the number is taken. The number must be the one after the highest;
 * whether it still was that in the end is for the caller to find out.
 *
 * @returns whether it did.
 */
export async function publishNumbered(
  folder: string,
  { number, text, durable, isNext }: Publication,
): Promise<boolean> {
  const temporary = join(folder, temporaryName());
  const target = join(folder, fileName(number));
  try {
    await write(temporary, { text, durable });
    if (isNext && !(await isNext())) return false;
    try {
      await link(temporary, target);
      return true;
    } catch (error) {
      const code = systemCode(error) ?? "";
      if (code === "EEXIST") return false;
      if (!withoutLinks.includes(code)) throw error;
      return await publishFolder({ temporary, target, durable });
    }
  } finally {
    // Where it cannot be removed, or not by its name any more, the next writer does it.
    await unlink(temporary).catch(() => undefined);
  }
}

/**
 * Removes what no longer counts: the files below a number, and what killed writers left. What cannot be removed stays for the next time,
 * since it does no harm.
 *
 * @param options.hasty - whether even what may still be written is removed: its writer does it again.
 */
export async function sweep(
  { files, unfinished }: Listing,
  { below, hasty = false }: { readonly below: number; readonly hasty?: boolean },
): Promise<void> {
  await Promise.allSettled(
    unfinished.map(async (path) => {
      if (hasty || Math.abs(Date.now() - (await lstat(path)).mtimeMs) > unfinishedForMs) await remove(path);
    }),
  );
  try {
    // In this order, so that whoever could open a listed file knows that no higher one is gone.
    for (const { number, path } of files) if (number < below) await remove(path);
  } catch (error) {
    // Windows, for one, removes no file that somebody reads just now.
    if (systemCode(error) === undefined) throw error;
  }
}

function fileName(number: number): string {
  return `${number}.json`;
}

function numberedFile(entry: Dirent, folder: string): readonly NumberedFile[] {
  const number = Number(/^([1-9]\d{0,14})\.json$/.exec(entry.name)?.[1]);
  if (Number.isNaN(number)) return [];
  const path = join(folder, entry.name);
  if (entry.isSymbolicLink()) throw linkedFile(path);
  return [{ number, path, textPath: entry.isDirectory() ? join(path, contentName) : path }];
}

async function write(path: string, { text, durable }: Pick<Publication, "text" | "durable">): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    // The umask may have taken something away.
    await file.chmod(0o600);
    await file.writeFile(text);
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * What hard links do, where there are none: no system renames a folder to a name at which there is a folder with something in it, nor a
 * file. Beside creating the file and then writing it, this has the advantage that a killed writer never leaves a torn one.
 */
async function publishFolder({
  temporary,
  target,
  durable,
}: {
  readonly temporary: string;
  readonly target: string;
  readonly durable: boolean;
}): Promise<boolean> {
  const wrapped = temporary.replace(/\.tmp$/, ".folder.tmp");
  await mkdir(wrapped, { mode: 0o700 });
  try {
    await chmod(wrapped, 0o700);
    await rename(temporary, join(wrapped, contentName));
    if (durable) await syncFolder(wrapped);
    await rename(wrapped, target);
    return true;
  } catch (error) {
    await rm(wrapped, { recursive: true, force: true }).catch(() => undefined);
    // A system without a word of its own for it has a general one, by which alone it is not known.
    if (isTaken.includes(systemCode(error) ?? "") || (await isThere(target))) return false;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    // Somebody else was faster.
    if (systemCode(error) === "ENOENT") return;
    // A folder, for which systems have different words. It loses its name first: one that is emptied under its name could get its number
    // in that moment, and be the newest with nothing in it.
    const nameless = join(dirname(path), temporaryName());
    await rename(path, nameless);
    await rm(nameless, { recursive: true, force: true });
  }
}

function temporaryName(): string {
  return `${randomBytes(9).toString("base64url")}.tmp`;
}
