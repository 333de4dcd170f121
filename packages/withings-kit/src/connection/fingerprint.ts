/**
 * Tells a token from others without holding it: FNV-1a, 64 bits, in hexadecimal. Told are a connection's own few tokens, which nobody
 * chooses to collide, so a cryptographic hash would add nothing; and WebCrypto is missing on React Native.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function fingerprint(token: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(token))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
