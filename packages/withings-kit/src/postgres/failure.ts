import { WithingsError, WithingsStoreError } from "../errors.js";
import type { PostgresPool } from "./pool.js";

/** Why and what to do, by how the codes begin. */
const reasons: readonly (readonly [codes: RegExp, reason: string])[] = [
  [
    /^(08|57P|E[A-Z]|$)/,
    "the database could not be reached, or ended the connection. Check that it runs and that the pool has its address, then try again.",
  ],
  [/^28/, "the database refused the login. Check the user and the password that the pool has."],
  [/^3D/, "there is no such database. Check the name that the pool has."],
  [/^25006/, "this server can only be read. Give the pool the address of the primary, not of a replica."],
  [
    /^42501/,
    "the pool's user may not. The tables are made at the first use: let a user do that once who may create in the schema, and let this one" +
      " use the schema, select, insert, update and delete in them, and use the sequence.",
  ],
  [/^(42|3F)/, "its tables are not as they were made. Restore them, or name another table in the options."],
  [/^53/, "the server has no room left: disk, memory or connections. Make room, then try again."],
  [
    /^(57014|55P03|40)/,
    "others kept it waiting too long. Look for what locks the tables, or raise the timeout, then try again.",
  ],
  [/^22/, "the database cannot hold this text. Use one with the encoding UTF8."],
];

/** Whether nothing was done and nobody is at fault: transactions met that could not both be. */
export function isConflict(error: unknown): boolean {
  return /^40(001|P01)$/.test(codeOf(error));
}

/** Whether the connection was lost, or there was none, so that another one may do better. */
export function isDisconnection(error: unknown): boolean {
  return /^(08...|57P0\d|E[A-Z_]+|)$/.test(codeOf(error));
}

/** Whether what a statement names is not there, or not as this version knows it. */
export function isMissing(error: unknown): boolean {
  return /^(42P01|42703|3F000)$/.test(codeOf(error));
}

/** Postgres' SQLSTATE, or the system's code. What pg throws when a connection ends has none. */
function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === "string" && /^[A-Z\d_]{5,40}$/.test(code) ? code : "";
}

/** The error for what a query threw. Of it only the code is kept: its other fields quote rows, which hold tokens. */
export function postgresFailure(
  error: unknown,
  { pool, table }: { readonly pool: PostgresPool; readonly table: string },
): WithingsError {
  if (WithingsError.isInstance(error)) return error;
  const code = codeOf(error);
  const reason =
    pool.ending === true
      ? "the pool was ended. Keep it as long as its store is used."
      : (reasons.find(([codes]) => codes.test(code))?.[1] ??
        "look up the code, and see what the server's log says.");
  return storeFailed(
    `The connections in ${table} could not be read or written${code && ` (${code})`}: ${reason} What was stored before is still there.`,
    code,
  );
}

/** An error of this store. */
export function storeFailed(message: string, systemCode = ""): WithingsStoreError {
  return new WithingsStoreError("store_failed", message, { ...(systemCode && { systemCode }) });
}
