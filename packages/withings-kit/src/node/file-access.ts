import { constants, type Stats } from "node:fs";

/**
 * The flags to open a file for reading that somebody else may have put there: a symbolic link is not followed, and a pipe does not hold
 * anybody up. Windows has neither flag.
 */
export const readOnly: number =
  constants.O_RDONLY |
  ((constants as Partial<typeof constants>).O_NOFOLLOW ?? 0) |
  ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** Why a file or folder is not this user's alone. */
export type SharedAccess =
  | { readonly type: "foreign"; readonly uid: number; readonly mine: number }
  | { readonly type: "open"; readonly mode: number };

/**
 * Whether somebody else owns a file or folder, or can reach it. Windows has no such users and modes: what is in the user's profile belongs
 * to the user there.
 */
export function sharedAccess({ uid, mode }: Stats): SharedAccess | undefined {
  const mine = process.geteuid?.();
  if (mine === undefined) return undefined;
  if (uid !== mine) return { type: "foreign", uid, mine };
  return (mode & 0o077) === 0 ? undefined : { type: "open", mode: mode & 0o777 };
}
