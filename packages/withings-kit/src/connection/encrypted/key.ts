/** A key of AES-256-GCM. */
export interface EncryptionKey {
  /** Stands in the clear beside what the key encrypted: 1 to 64 letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** 32 random bytes. */
  readonly bytes: Uint8Array;
}

/** Several keys. What is stored is encrypted with the current one, and decrypted with whichever it names. */
export interface EncryptionKeys {
  readonly current: EncryptionKeyInput;
  /** Those that were current before, and those that soon will be. */
  readonly previous?: readonly EncryptionKeyInput[] | undefined;
}

/**
 * A key: with an id of your choice, as its 32 bytes, or as text (base64, base64url or hexadecimal); several keys; or a function that gets
 * them. Without an id of its own a key is known by the beginning of a hash of it, from which nobody can find the key.
 */
export type EncryptionKeyInput = EncryptionKey | EncryptionKeys | EncryptionKeySource | Uint8Array | string;

/**
 * Gets keys. It is called when the first one is needed, and what it gave is kept; again after a failure, and when something stored names a
 * key that it did not give, so that a key can be changed while programs run.
 */
export type EncryptionKeySource = (
  request: EncryptionKeyRequest,
) => EncryptionKeyInput | Promise<EncryptionKeyInput>;

/** What an {@link EncryptionKeySource} is told. Pass it on to a source that you call yourself. */
export interface EncryptionKeyRequest {
  /** The id of the key that was missing, where one was. */
  readonly missing?: string | undefined;
  /** The id of the only key that is of use, where it is known. A source that has not got it makes no other. */
  readonly needed?: string | undefined;
  /**
   * Settles in the store, once for everybody who uses it, with which key a source begins. A source that makes keys by itself asks before
   * it gives a new one. Otherwise a source that fails now and then, or a second machine, would begin with another key, and what the one
   * wrote the other could not read.
   *
   * @param source - the source's name, the same on every machine.
   * @param ids - the ids that it has, the current one first. None: to learn what was agreed upon.
   * @returns the first of `ids`, where nothing was agreed upon or another one of `ids`. One that is not among `ids` is one that the source
   *   must have and has not: it fails then. `undefined`: there were no `ids` and no agreement.
   */
  readonly agree: (source: string, ids: readonly string[]) => Promise<string | undefined>;
}

/** Whether something can be a key's id. It enters messages, so it holds nothing that could pass for something else. */
export function isKeyId(id: unknown): id is string {
  return typeof id === "string" && /^[\w.-]{1,64}$/.test(id);
}
