import { encryptionKey, readKeyText } from "../../connection/encrypted/key-bytes.js";
import type { EncryptionKey } from "../../connection/encrypted/key.js";
import { withDeadline } from "../../http/deadline.js";
import { type Keyring, type KeyringEntry, KeyringFailure } from "./keyring.js";

/** Where in which keyring keys are kept, and how long one answer may take. */
export interface KeptKeysOptions {
  readonly keyring: Keyring;
  readonly service: string;
  readonly account: string;
  readonly timeoutMs: number;
}

/** Keys in a keyring, each under its own name, so that no key ever takes another's place. All fail with {@link KeyringFailure}. */
export interface KeptKeys {
  /** A key that may have been put there. */
  readonly find: (id: string) => Promise<EncryptionKey | undefined>;
  /** A key that was put there. */
  readonly get: (id: string) => Promise<EncryptionKey>;
  /** Puts a key there, and makes sure that it is. */
  readonly put: (key: EncryptionKey) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

/** Keeps keys in a keyring. */
export function keptKeys({ keyring, service, account, timeoutMs }: KeptKeysOptions): KeptKeys {
  const limited = <T>(id: string, task: (entry: KeyringEntry) => Promise<T>): Promise<T> =>
    withDeadline({ timeoutMs, givenUp: () => new KeyringFailure("timed_out") }, async (signal) => {
      try {
        return await task({ service, account: `${account}:${id}`, signal });
      } catch (error) {
        // What a keyring says may hold what it keeps.
        throw error instanceof KeyringFailure ? error : new KeyringFailure("failed");
      }
    });
  const find = async (id: string): Promise<EncryptionKey | undefined> => {
    const secret = await limited(id, (entry) => keyring.read(entry));
    if (secret === undefined) return undefined;
    const bytes = readKeyText(secret);
    const key = bytes && (await encryptionKey(bytes));
    // An id is a hash of its key, so this is the key that was put there.
    if (key?.id === id) return key;
    throw new KeyringFailure("unreliable");
  };
  return {
    find,
    get: async (id) => {
      const key = await find(id);
      if (key) return key;
      throw new KeyringFailure("key_missing");
    },
    put: async ({ id, bytes }) => {
      const secret = Buffer.from(bytes).toString("base64");
      await limited(id, (entry) => keyring.write({ ...entry, secret }));
      // Asked anew, as the next process will.
      if (!(await find(id))) throw new KeyringFailure("unreliable");
    },
    remove: (id) => limited(id, (entry) => keyring.remove(entry)),
  };
}
