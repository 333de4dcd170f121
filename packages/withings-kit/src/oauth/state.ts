/**
 * A state that cannot be guessed: 33 random bytes as base64url, 33 since that needs no padding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.1
 */
export function randomState(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(33));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** Compares in a time that depends on the length of `given` alone. */
export function sameState(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let at = 0; at < given.length; at++)
    difference |= given.charCodeAt(at) ^ expected.charCodeAt(at % expected.length);
  return !difference;
}
