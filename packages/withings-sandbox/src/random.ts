import { createHash, randomBytes } from "node:crypto";

/** Where the sandbox takes what nobody may guess from: tokens, codes, nonces, sessions. */
export interface RandomSource {
  /** Fresh hexadecimal characters; `length` is even. */
  hex(length: number): string;
}

/** Asking the operating system costs as much for this many bytes as for a few: a tenth of a token request, if each token asked. */
const poolBytes = 4096;

/** The operating system's randomness. */
export function createSecureRandom(): RandomSource {
  let pool = "";
  let taken = 0;
  return {
    hex: (length) => {
      if (taken + length > pool.length) {
        pool = randomBytes(Math.max(poolBytes, length / 2)).toString("hex");
        taken = 0;
      }
      taken += length;
      return pool.slice(taken - length, taken);
    },
  };
}

/** The same values for the same seed, in every run: for what is invented, never for what must not be guessed. */
export interface SeededSource {
  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number;
  /** One of the values. */
  pick<T>(values: readonly [T, ...T[]]): T;
  /** Hexadecimal characters, at most 64. */
  hex(length: number): string;
}

/**
 * A {@link SeededSource}. The label keeps things apart: one more draw for one person does not change the next person.
 */
export function seeded(seed: number, label: string): SeededSource {
  let drawn = 0;
  const digest = (): Buffer =>
    createHash("sha256").update(`withings-sandbox:${seed}:${label}:${drawn++}`).digest();
  const integer = (from: number, to: number): number => from + (digest().readUIntBE(0, 6) % (to - from + 1));
  return {
    integer,
    pick: (values) => values[integer(0, values.length - 1)] ?? values[0],
    hex: (length) => digest().toString("hex").slice(0, length),
  };
}
