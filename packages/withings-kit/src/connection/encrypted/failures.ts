import { WithingsConfigurationError, WithingsStoreError } from "../../errors.js";

const kept = "It was left as it is";
const again = "let the person log in again";

/** What is stored names a key that is not among those given. */
export function unknownKey(keyId: string, given: readonly string[]): WithingsStoreError {
  return failed(
    `it was encrypted with the key ${keyId}, and the keys given here are ${given.join(", ")}. ${kept}: give that key too, as one of the previous keys, or, where it is lost, ${again}`,
  );
}

/** The key is there, and yet it cannot be decrypted. */
export function altered(keyId: string): WithingsStoreError {
  return failed(
    `it is not what the key ${keyId} encrypted at this place. It was altered or moved here from another person or store, or the key given here as ${keyId} is another one. ${kept}: correct the key, restore it from a backup, or ${again}`,
  );
}

/** It says that it is encrypted, and is not. */
export function damaged(): WithingsStoreError {
  return failed(`what says how it is encrypted is damaged. ${kept}: restore it from a backup, or ${again}`);
}

/** It was encrypted in another form. */
export function foreign(version: number): WithingsStoreError {
  return failed(
    `it was encrypted by a later version of withings-kit (format ${version}). ${kept}: update withings-kit here, too`,
  );
}

/** It is not encrypted, and must be. */
export function notEncrypted(): WithingsStoreError {
  return failed(
    `it is not encrypted. ${kept}. Where the store was used without encryption before, call encrypted(store, key, { plaintext: "accept" }), and its reencrypt() once; where it was not, somebody else put it there`,
  );
}

function failed(why: string): WithingsStoreError {
  return new WithingsStoreError(
    "decryption_failed",
    `What is stored of a connection could not be decrypted: ${why}.`,
  );
}

/** A key cannot be had. */
export function keyUnavailable(why: string): WithingsStoreError {
  return new WithingsStoreError("key_unavailable", why);
}

/** An option that cannot be used. */
export function unusable(option: "store" | "key" | "plaintext", what: string): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    `The option ${option} of encrypted(store, key) cannot be used. Give ${what}.`,
    { option },
  );
}
