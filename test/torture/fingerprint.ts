/**
 * What stands for a token in a journal: FNV-1a, 64 bits, the fingerprint that the library's records hold, so that the two can be compared.
 * Written once more, since the judge may not depend on what it judges.
 */
export function fingerprint(token: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(token)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
