import { fromBase64 } from "./base64.js";
import type { EncryptionKey } from "./key.js";

/** The length of a key, in bytes. */
const keyLength = 32;

/** Whether something is the bytes of a key. */
export function isKeyBytes(value: unknown): value is Uint8Array {
  // By its tag, since the bytes of another realm, such as a test runner's, have another constructor.
  return (
    Object.prototype.toString.call(value) === "[object Uint8Array]" &&
    (value as Uint8Array).length === keyLength
  );
}

/** Reads a key's bytes from base64, base64url or hexadecimal. `undefined`: they are not 32. */
export function readKeyText(text: string): Uint8Array | undefined {
  const given = text.trim();
  if (/^[\da-f]{64}$/i.test(given))
    return Uint8Array.from(given.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return /^[\w+/-]{43}=?$/.test(given) ? fromBase64(given) : undefined;
}

/** A key of which only the id shows when it is printed, inspected or turned into JSON. Without an id it gets 64 bits of its hash. */
export async function encryptionKey(bytes: Uint8Array, id?: string): Promise<EncryptionKey> {
  return Object.defineProperty({ id: id ?? (await hashed(bytes)) }, "bytes", {
    value: bytes,
  }) as EncryptionKey;
}

async function hashed(bytes: Uint8Array): Promise<string> {
  // With its purpose before it, so that an id is not the hash that somebody else makes of the same key.
  const purpose = new TextEncoder().encode("withings-kit encryption key\n");
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array([...purpose, ...bytes]));
  return Array.from(new Uint8Array(hash, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
