/** Bytes as base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  // One by one: as arguments of one call, long texts would be too many.
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

/** Reads base64 or base64url. `undefined`: it is neither. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  let letters: string;
  try {
    letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = letters.charCodeAt(index);
  return bytes;
}
