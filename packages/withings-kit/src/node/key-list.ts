import { encryptionKey, readKeyText } from "../connection/encrypted/key-bytes.js";
import { type EncryptionKey, isKeyId } from "../connection/encrypted/key.js";

/** How keys are written, for messages. */
export const keyListForm =
  "32 random bytes as base64 or hexadecimal (openssl rand -base64 32 makes some), and behind a comma the keys before it, if there are any";

/** Keys that stood in a text, the current one first. */
export type KeyList = readonly [EncryptionKey, ...EncryptionKey[]];

/**
 * Reads keys that are separated by commas or white space, each as base64 or hexadecimal, with its id and a colon before it or without.
 *
 * @returns the keys, or which of them, counted from 1, is none. A text without any has a wrong first one.
 */
export async function readKeyList(text: string): Promise<KeyList | number> {
  const keys: EncryptionKey[] = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const [, id, rest = word] = /^([^:]*):(.*)$/.exec(word) ?? [];
    const bytes = readKeyText(rest);
    if (!bytes || (id !== undefined && !isKeyId(id))) return keys.length + 1;
    keys.push(await encryptionKey(bytes, id));
  }
  const [current, ...previous] = keys;
  return current ? [current, ...previous] : 1;
}

/** Keys as a source gives them. */
export function asKeys([current, ...previous]: KeyList): {
  readonly current: EncryptionKey;
  readonly previous: readonly EncryptionKey[];
} {
  return { current, previous };
}
