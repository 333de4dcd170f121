/**
 * SHA-256, for platforms without `crypto.subtle`: React Native, and pages that are neither https nor on this machine. Loaded there only.
 *
 * @see https://csrc.nist.gov/pubs/fips/180-4/upd1/final section 6.2
 */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, message.length << 3);

  const hash = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const w = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let t = 0; t < 64; t++) w[t] = t < 16 ? view.getUint32(block + t * 4) : scheduled(w, t);
    compress(hash, w);
  }
  const digest = new DataView(new ArrayBuffer(32));
  hash.forEach((word, at) => {
    digest.setUint32(at * 4, word);
  });
  return new Uint8Array(digest.buffer);
}

// The standard's constants are the first 32 bits of the fractions of the roots of the first primes.
const primes = Array.from({ length: 311 }, (_, at) => at + 2).filter((number) => {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
});
const constants = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function scheduled(w: Uint32Array, t: number): number {
  const [a, b] = [at(w, t - 15), at(w, t - 2)];
  return (
    at(w, t - 16) +
    (rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3)) +
    at(w, t - 7) +
    (rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10))
  );
}

function compress(hash: Uint32Array, w: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t++) {
    const chosen = (e & f) ^ (~e & g);
    const major = (a & b) ^ (a & c) ^ (b & c);
    const first =
      h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + chosen + at(constants, t) + at(w, t);
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + major;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    hash[index] = at(hash, index) + word;
  });
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
