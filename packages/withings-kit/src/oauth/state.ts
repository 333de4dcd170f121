const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A state that cannot be guessed: 43 random characters of the base64url alphabet, 258 bits.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.1
 */
export function randomState(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(43));
  return Array.from(bytes, (byte) => alphabet.charAt(byte & 63)).join("");
}

/** Compares in a time that depends on the length of `given` alone. */
export function sameState(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let at = 0; at < given.length; at += 1)
    difference |= given.charCodeAt(at) ^ expected.charCodeAt(at % expected.length);
  return difference === 0;
}
