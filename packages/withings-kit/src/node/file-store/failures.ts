import { WithingsError, WithingsStoreError } from "../../errors.js";
import { schemaVersion, type Unreadable } from "./envelope.js";

/** What a call was about to do, in the words of its error. */
export type Doing = "deleted" | "listed" | "read" | "reserved" | "stored";

interface Reason {
  readonly why: string;
  readonly next: string;
}

const elsewhere = "pass another folder as fileStore({ directory })";

// What the system says about a folder or file that it could not work on.
const reasons: Readonly<Record<string, Reason>> = {
  ENOSPC: { why: "the disk is full", next: "Make space on it, then try again" },
  EDQUOT: { why: "this user's share of the disk is used up", next: "Make space in it, then try again" },
  EROFS: {
    why: "the file system is read-only",
    next: `Mount it for writing, or ${elsewhere}`,
  },
  EACCES: {
    why: "this program is not allowed to",
    next: `See that its user owns the folder and may reach it, or ${elsewhere}`,
  },
  EPERM: {
    why: "this program is not allowed to",
    next: `See that its user owns the folder and may reach it, or ${elsewhere}`,
  },
  ENOTDIR: {
    why: "a part of the path is a file, not a folder",
    next: `Move that file away, or ${elsewhere}`,
  },
  EMFILE: {
    why: "the program has too many files open at once",
    next: "Raise its limit (ulimit -n) or close what it no longer needs, then try again",
  },
  ENFILE: { why: "the system has too many files open", next: "Try again later" },
  EIO: { why: "the disk failed", next: "Check the disk, then try again" },
};

/** The error of a call that the system did not let through; anything else stays what it is. */
export function storeFailure(error: unknown, { doing, path }: { doing: Doing; path: string }): unknown {
  const system = systemError(error);
  if (system === undefined || WithingsError.isInstance(error)) return error;
  const { code } = system;
  // The name of a temporary file says nothing to anybody.
  const where = system.path === undefined || system.path.endsWith(".tmp") ? path : system.path;
  const { why, next } = reasons[code] ?? {
    why: "the system refused",
    next: "Check the folder, then try again",
  };
  return new WithingsStoreError(
    "store_failed",
    `A connection could not be ${doing} at ${where}: ${why} (${code}). What was stored before is untouched. ${next}.`,
    { systemCode: code, path: where },
  );
}

/** What was written cannot be called durable, nor can it be taken back: others may have read it. */
export function uncertainOutcome(error: unknown, path: string): unknown {
  const code = systemError(error)?.code;
  if (code === undefined) return error;
  return new WithingsStoreError(
    "store_failed",
    `A connection was written to ${path}, but the system failed before it was certain to outlive a loss of power (${code}). Check the disk, then read the connection again: it may be stored or not.`,
    { systemCode: code, path },
  );
}

/** So much was written meanwhile that it cannot be told whether our own was among it. */
export function overrun(path: string): WithingsStoreError {
  return new WithingsStoreError(
    "store_failed",
    `Whether a connection was stored at ${path} cannot be told: this program stood still while others stored it many times. Read it again.`,
    { path },
  );
}

/** The newest generation of a connection cannot be read. */
export function unreadable(reason: Unreadable, path: string): WithingsStoreError {
  const [what, next] = words(reason);
  return new WithingsStoreError(
    "record_unreadable",
    `The stored connection ${path} ${what}. It was left as it is, and no older one was taken in its place, since its refresh token may be spent. ${next}.`,
    { path },
  );
}

function words(reason: Unreadable): readonly [what: string, next: string] {
  const restore = "Restore it from a backup. Without one, let the person log in again with connect";
  switch (reason.type) {
    case "damaged":
      return ["is damaged: it is cut off, or was changed after it was written", restore];
    case "misplaced":
      return ["is another connection's or another generation's: files were copied or renamed", restore];
    case "newer":
      return [
        `was written by a newer version of withings-kit, in the form ${reason.schema}, and this version reads forms up to ${schemaVersion}`,
        "Update withings-kit in all programs that use the folder",
      ];
  }
}

/** There is a symbolic link in the place of one of the store's folders. */
export function linkedFolder(path: string): WithingsStoreError {
  return unsafe(
    path,
    "it is a symbolic link, and whoever can change it decides where tokens are read and written. Pass the folder that it leads to as fileStore({ directory }), or remove the link",
  );
}

/** There is a symbolic link in the place of one of the store's files. */
export function linkedFile(path: string): WithingsStoreError {
  return unsafe(
    path,
    "it is a symbolic link, which this store never makes. Find out who did, then put the file itself in its place",
  );
}

/** There is something else in the place of a folder or file. */
export function wrongKind(path: string, wanted: "file" | "folder"): WithingsStoreError {
  return unsafe(path, `it is not a ${wanted}. Move it away, or ${elsewhere}`);
}

/** Somebody else owns a folder or file. */
export function foreignOwner(
  path: string,
  { uid, mine, directory }: { readonly uid: number; readonly mine: number; readonly directory: string },
): WithingsStoreError {
  return unsafe(
    path,
    `it belongs to the user ${uid}, and this program runs as the user ${mine}. Run it as that user, pass a folder that is not there yet as fileStore({ directory }), or, if you know who filled this one, hand it over: chown -R ${mine} ${quoted(directory)}`,
  );
}

/** Others may look into a folder or file, or change it. */
export function openToOthers(
  path: string,
  { mode, directory }: { readonly mode: number; readonly directory: string },
): WithingsStoreError {
  return unsafe(
    path,
    `its mode ${mode.toString(8).padStart(4, "0")} lets other users of this machine in. Pass a folder that is not there yet as fileStore({ directory }), or shut them out: chmod -R go= ${quoted(directory)}`,
  );
}

/** The system's own code and path, where an error is the system's. */
export function systemError(error: unknown): { readonly code: string; readonly path?: string } | undefined {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string"
    ? (error as Error & { code: string; path?: string })
    : undefined;
}

/** The system's own code of an error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return systemError(error)?.code;
}

function unsafe(path: string, why: string): WithingsStoreError {
  return new WithingsStoreError("store_unsafe", `Connections cannot be kept at ${path}: ${why}.`, { path });
}

/** A path as it can be given to a shell. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
