import { WithingsStoreError } from "../../errors.js";
import type { ConnectionStore } from "../store.js";
import { type EncryptionKeyRequest, isKeyId } from "./key.js";

/** The beginning of the keys under which agreements stand in a store. No connection's key begins like it. */
const place = "withings-kit.encryption/";

/** Whether what stands under a key of a store is an agreement, not a connection. */
export function isAgreement(key: string): boolean {
  return key.startsWith(place);
}

/** {@link EncryptionKeyRequest.agree}: of all that propose a first id, the one whose compare-and-swap wins decides. */
export function keyAgreement(store: ConnectionStore): EncryptionKeyRequest["agree"] {
  return async (source, ids) => {
    // As JSON: half a surrogate pair, which a file's name may have, cannot be percent-encoded.
    const key = place + encodeURIComponent(JSON.stringify(source).slice(1, -1));
    for (;;) {
      const { generation, value } = await store.read(key);
      const agreed = value === undefined ? undefined : readAgreement(value);
      const [current] = ids;
      if (current === undefined || agreed === current) return agreed;
      if (agreed !== undefined && !ids.includes(agreed)) return agreed;
      const change = { expected: generation, value: JSON.stringify({ version: 1, keyId: current }) };
      if ((await store.compareAndSwap(key, change)) !== undefined) return current;
    }
  };
}

function readAgreement(value: string): string {
  try {
    const { version, keyId } = Object(JSON.parse(value)) as Readonly<Record<string, unknown>>;
    if (version === 1 && isKeyId(keyId)) return keyId;
  } catch {
    // Told below, without the parser's words, which quote the text.
  }
  throw new WithingsStoreError(
    "record_unreadable",
    `The store holds something unreadable under a key that begins with ${place}, where it says with which key its connections are encrypted. It was altered, or written by a later version of withings-kit. Restore it from a backup, or update withings-kit here.`,
  );
}
