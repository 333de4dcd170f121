import type { WithingsStoreError } from "../../errors.js";
import type { ConnectionStore, StoreReading } from "../store.js";
import { readStored, seal, unseal } from "./envelope.js";
import { altered, damaged, foreign, notEncrypted, unknownKey, unusable } from "./failures.js";
import { inBatches } from "./in-batches.js";
import { isAgreement } from "./key-agreement.js";
import { isKeyInput, ownKeyInput } from "./key-input.js";
import { keyKeeper } from "./key-ring.js";
import type { EncryptionKeyInput } from "./key.js";
import { reencrypt, type ReencryptOptions, type Reencryption } from "./reencrypt.js";

// Most of the time that decrypting takes is waiting for one's turn.
const openedTogether = 32;

/** The options of {@link encrypted}. */
export interface EncryptionOptions {
  /**
   * What to do with what is not encrypted. `"accept"`: read it; the next that is stored in its place is encrypted. For the time in which an
   * existing store is changed over: as long as it is accepted, somebody who can write into the store can put a connection of theirs there.
   * @defaultValue `"refuse"`
   */
  readonly plaintext?: "accept" | "refuse" | undefined;
}

/** What {@link encrypted} gives. */
export interface EncryptedStore extends ConnectionStore {
  /**
   * Encrypts everything with the current key that is not: after a change of the key, or in a store that was not encrypted. It works by
   * compare-and-swap, so programs may go on using the store meanwhile. When nothing is left, no older key is needed any more.
   *
   * @throws {@link WithingsError} `aborted`, or what the store or the function for the key threw: what is done is done, call it again.
   */
  reencrypt(options?: ReencryptOptions): Promise<Reencryption>;
}

/**
 * Encrypts what another store keeps, with AES-256-GCM and a new random initialization vector each time. What was altered, or moved to
 * another person's place, is noticed. Who is connected stays readable: the keys under which connections stand are not encrypted.
 *
 * What cannot be decrypted is left as it is, and hides nothing else: `read` and `list` give it with
 * {@link StoreReading.unreadable}, a {@link WithingsStoreError} `decryption_failed` that names the key and says what to do.
 *
 * @param store - any store. Everybody who uses it must encrypt, too.
 * @param key - the key, several, or a function that gets them.
 * @throws {@link WithingsConfigurationError} when one of them cannot be used.
 *
 * @example
 * ```ts
 * const store = encrypted(fileStore(), environmentKey("WITHINGS_KIT_KEY"));
 * const withings = createWithings({ clientID, clientSecret, redirectUri, store });
 * ```
 */
export function encrypted(
  store: ConnectionStore,
  key: EncryptionKeyInput,
  options: EncryptionOptions = {},
): EncryptedStore {
  const { plaintext = "refuse" } = options;
  if (typeof (Object(store) as Partial<ConnectionStore>).compareAndSwap !== "function")
    throw unusable("store", "the store that is to be encrypted, such as memoryStore()");
  if (!isKeyInput(key))
    throw unusable(
      "key",
      "32 random bytes, as a Uint8Array, as base64 or hexadecimal text, or with an id as { id, bytes }; several as { current, previous }; or a function that gets them",
    );
  if (!/^(accept|refuse)$/.test(plaintext)) throw unusable("plaintext", '"accept" or "refuse"');
  const keys = keyKeeper(ownKeyInput(key), store);

  const open = async (text: string, place: string): Promise<string | WithingsStoreError> => {
    const stored = readStored(text);
    if (stored.type === "plain") return plaintext === "accept" ? text : notEncrypted();
    if (stored.type === "damaged") return damaged();
    if (stored.type === "foreign") return foreign(stored.version);
    const { keyId } = stored.envelope;
    const { byId } = await keys.ringWith(keyId);
    const fitting = byId.get(keyId);
    if (!fitting) return unknownKey(keyId, [...byId.keys()]);
    return (await unseal(stored.envelope, place, fitting)) ?? altered(keyId);
  };

  const opened = async <T extends StoreReading & { readonly value: string }>(
    reading: T,
    place: string,
  ): Promise<T> => {
    if (reading.unreadable) return reading;
    const text = await open(reading.value, place);
    // Never what is stored in its place: not encrypted, it would be taken for something that may be used.
    return typeof text === "string"
      ? { ...reading, value: text }
      : { ...reading, value: "", unreadable: text };
  };

  return {
    read: async (place) => {
      // Also where nothing is stored: who finds out before a login that there is no key has lost nothing.
      const [reading] = await Promise.all([store.read(place), keys.ring()]);
      const { value } = reading;
      return value === undefined ? reading : opened({ ...reading, value }, place);
    },
    compareAndSwap: async (place, { expected, value }) => {
      const { current } = await keys.ring();
      return store.compareAndSwap(place, { expected, value: await seal(value, place, current) });
    },
    delete: (place, change) => store.delete(place, change),
    async *list(prefix) {
      for await (const entries of inBatches(store.list(prefix), openedTogether)) {
        const ours = entries.filter(({ key: place }) => !isAgreement(place));
        yield* await Promise.all(ours.map((entry) => opened(entry, entry.key)));
      }
    },
    lease: (place, lease) => store.lease(place, lease),
    reencrypt: (how = {}) => reencrypt({ store, keys, open }, how),
  };
}
