import { WithingsError, WithingsStoreError } from "../errors.js";

/** Of SQLite's codes, those that a person can do something about; Node gives their numbers. */
const codes: Readonly<Record<number, string>> = {
  3: "SQLITE_PERM",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  26: "SQLITE_NOTADB",
};

const busy =
  "other processes kept the database locked for too long. End what holds a transaction open, or raise the database's busy timeout.";
const readOnly =
  "the database cannot be written. Open it without the read-only option, and let the file and its folder be written.";
const damaged =
  "the file is damaged or no SQLite database. Nothing was changed: restore it from a backup, or name another file.";

/** Why and what to do, by the beginning of SQLite's code. */
const reasons: Readonly<Record<string, string>> = {
  SQLITE_BUSY: busy,
  SQLITE_LOCKED: busy,
  SQLITE_READONLY: readOnly,
  SQLITE_PERM: readOnly,
  SQLITE_CANTOPEN: "the file or its folder cannot be opened. Check that both exist and can be written.",
  SQLITE_FULL: "the disk is full. What was stored before is untouched: make room, then try again.",
  SQLITE_IOERR:
    "the disk failed. What was stored before is untouched: check the disk and its file system, then try again.",
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
};

/** Whether SQLite gave up because somebody else writes. Nothing was changed then. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(systemCodeOf(error) ?? "");
}

/** SQLite's own word for what went wrong. */
function systemCodeOf(error: unknown): string | undefined {
  const { code, errcode } = Object(error) as { readonly code?: unknown; readonly errcode?: unknown };
  // An extended code has the plain one in its lowest byte.
  if (typeof errcode === "number") return codes[errcode & 0xff] ?? "SQLITE_ERROR";
  return typeof code === "string" && /^[A-Z_]{3,60}$/.test(code) ? code : undefined;
}

/** The error for what SQLite threw: of it only the code is kept, since nobody knows what a message quotes. */
export function sqliteFailure(error: unknown, path: string): WithingsError {
  if (WithingsError.isInstance(error)) return error;
  const systemCode = systemCodeOf(error);
  const reason =
    reasons[/^SQLITE_[A-Z]+/.exec(systemCode ?? "")?.[0] ?? ""] ??
    "SQLite refused. Check that the database is open, that nobody iterates over one of its statements, and that its tables withings_kit_* are as they were made.";
  return storeFailed(`The connections in ${place(path)} could not be read or written: ${reason}`, {
    path,
    systemCode,
  });
}

/** An error of this store. */
export function storeFailed(
  message: string,
  { path, systemCode }: { readonly path: string; readonly systemCode?: string | undefined },
): WithingsStoreError {
  return new WithingsStoreError("store_failed", message, {
    ...(path !== "" && { path }),
    ...(systemCode !== undefined && { systemCode }),
  });
}

/** How a message names the database. */
export function place(path: string): string {
  return path === "" ? "the SQLite database" : path;
}
