// Why a connection cannot be had, in words. Apart, and without importing anything, since a program that is set up rightly never needs it.
import type { WithingsErrorCode, WithingsErrorFields } from "../errors.js";

/** What an error is made of. */
export type Explanation = readonly [code: WithingsErrorCode, message: string, fields: WithingsErrorFields];

/** Nobody is connected. */
export function explainNotConnected(userID: string): Explanation {
  return [
    "not_connected",
    `Nobody with the userID ${userID} is connected here. Let them log in with connect, or bring their credentials with adopt.`,
    { userID },
  ];
}

/**
 * What is stored cannot be used.
 *
 * @param field - its first that is missing or cannot be right. It is named, its value is not shown.
 */
export function explainUnusable(
  record: { readonly version?: unknown; readonly encrypted?: unknown },
  { userID, field }: { readonly userID: string; readonly field: string },
): Explanation {
  const { version, encrypted } = record;
  const what = `What is stored of the connection of ${userID}`;
  if (encrypted !== undefined)
    return [
      "decryption_failed",
      `${what} is encrypted. It was left as it is: use the store as encrypted(store, key).`,
      { userID },
    ];
  if (typeof version === "number" && version > 1)
    return [
      "record_unreadable",
      `${what} was written by a later version of withings-kit (format ${version}). Update withings-kit here, too.`,
      { userID },
    ];
  return [
    "record_unreadable",
    `${what} has no usable ${field}. It was left as it is: restore it from a backup, or disconnect the person and connect them again.`,
    { userID },
  ];
}
