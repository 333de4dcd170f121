import { fromBase64, toBase64 } from "./base64.js";
import { isKeyId } from "./key.js";

/** What stands in the store in the place of a text. */
export interface Envelope {
  /** The version of this format, and the mark by which it is known. */
  readonly encrypted: 1;
  readonly keyId: string;
  /** 12 random bytes, base64. */
  readonly iv: string;
  /** The text as a JSON string in UTF-8, encrypted, and the tag of 16 bytes; base64. */
  readonly data: string;
}

/** What a stored text is. */
export type StoredText =
  | { readonly type: "encrypted"; readonly envelope: Envelope }
  /** It was encrypted, but something of it is missing. */
  | { readonly type: "damaged" }
  /** Encrypted in a form that is not known here. */
  | { readonly type: "foreign"; readonly version: number }
  /** Not encrypted. */
  | { readonly type: "plain" };

/** A key that is ready to be used. */
export interface ReadyKey {
  readonly id: string;
  readonly key: CryptoKey;
}

const algorithm = "AES-GCM";

/** Makes a key ready. Nobody can get its bytes out of it again. */
export async function readyKey(bytes: Uint8Array, id: string): Promise<ReadyKey> {
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(bytes), algorithm, false, [
    "encrypt",
    "decrypt",
  ]);
  return { id, key };
}

/**
 * Encrypts a text for one place of the store.
 *
 * @param place - the key of the store under which it will stand.
 */
export async function seal(text: string, place: string, { id, key }: ReadyKey): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  // As JSON, since UTF-8 has no form for half a surrogate pair.
  const data = new TextEncoder().encode(JSON.stringify(text));
  const encrypted = await crypto.subtle.encrypt(parameters(iv, place, id), key, data);
  const envelope: Envelope = {
    encrypted: 1,
    keyId: id,
    iv: toBase64(iv),
    data: toBase64(new Uint8Array(encrypted)),
  };
  return JSON.stringify(envelope);
}

/** Decrypts what {@link seal} gave. `undefined`: it is not as this key left it at this place. */
export async function unseal(
  { iv, data, keyId }: Envelope,
  place: string,
  { key }: ReadyKey,
): Promise<string | undefined> {
  const ivBytes = fromBase64(iv);
  const dataBytes = fromBase64(data);
  if (ivBytes?.length !== 12 || !dataBytes) return undefined;
  try {
    const text = await crypto.subtle.decrypt(parameters(ivBytes, place, keyId), key, dataBytes);
    return JSON.parse(new TextDecoder().decode(text)) as string;
  } catch {
    // WebCrypto says no more than that it could not; what to do depends on what the caller knows.
    return undefined;
  }
}

// What is authenticated without being encrypted: at another place, or under another key's name, the text is not accepted.
function parameters(iv: Uint8Array<ArrayBuffer>, place: string, keyId: string): AesGcmParams {
  const bound = JSON.stringify(["withings-kit", 1, keyId, place]);
  return { name: algorithm, iv, additionalData: new TextEncoder().encode(bound), tagLength: 128 };
}

/** Tells what a stored text is, without decrypting it. */
export function readStored(text: string): StoredText {
  let given: Readonly<Record<string, unknown>>;
  try {
    given = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return { type: "plain" };
  }
  const { encrypted, keyId, iv, data } = given;
  if (typeof encrypted !== "number") return { type: "plain" };
  if (encrypted !== 1) return { type: "foreign", version: encrypted };
  if (!isKeyId(keyId) || typeof iv !== "string" || typeof data !== "string") return { type: "damaged" };
  return { type: "encrypted", envelope: { encrypted, keyId, iv, data } };
}
