import type { EncryptionKeySource } from "../connection/encrypted/key.js";
import { WithingsStoreError } from "../errors.js";
import type { Environment } from "./browser-command.js";
import { asKeys, keyListForm, readKeyList } from "./key-list.js";

/** The options of {@link environmentKey}. */
export interface EnvironmentKeyOptions {
  /** The environment variables to read. @defaultValue `process.env` */
  readonly environment?: Environment | undefined;
}

/**
 * The key for `encrypted(store, key)` from an environment variable: 32 random bytes as base64 or hexadecimal. Older keys stand behind it,
 * after commas. Each may have an id before it and a colon (`2027:…`); without one it gets 64 bits of its hash.
 *
 * Programs that this program starts get the variable too, unless they are given another environment.
 *
 * Fails with {@link WithingsStoreError} `key_unavailable`, which names the variable but nothing of what it holds, when it is not set or
 * holds something else.
 *
 * @param name - the variable's name.
 *
 * @example
 * ```ts
 * const store = encrypted(fileStore(), environmentKey("WITHINGS_KIT_KEY"));
 * ```
 */
export function environmentKey(name: string, options: EnvironmentKeyOptions = {}): EncryptionKeySource {
  const { environment = process.env } = options;
  return async () => {
    const text = environment[name] ?? "";
    if (text === "") throw unavailable(`is not set. Set it to ${keyListForm}`);
    const keys = await readKeyList(text);
    if (typeof keys !== "number") return asKeys(keys);
    throw unavailable(`cannot be used: key ${keys} in it is not one. Set it to ${keyListForm}`);
  };
  function unavailable(why: string): WithingsStoreError {
    return new WithingsStoreError(
      "key_unavailable",
      `Connections cannot be decrypted or stored: the environment variable ${name} with the key ${why}.`,
    );
  }
}
