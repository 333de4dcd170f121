import { createHash } from "node:crypto";

/** Chance that comes again with its seed. */
export interface Chance {
  /** A whole number from 0 up to below `end`. */
  below(end: number): number;
  /** True in this share of cases. */
  in(share: number): boolean;
  pick<const T>(choices: readonly [T, ...T[]]): T;
  /** Some of them, each at most once. */
  some<T>(count: number, choices: readonly T[]): T[];
}

/** Chance from a text. */
export function chanceFrom(seed: string): Chance {
  let drawn = 0;
  const fraction = (): number =>
    createHash("sha256").update(`${seed} ${drawn++}`).digest().readUIntBE(0, 6) / 2 ** 48;
  const below = (end: number): number => Math.floor(fraction() * end);
  return {
    below,
    in: (share) => fraction() < share,
    pick: ([first, ...others]) => others[below(others.length + 1) - 1] ?? first,
    some: (count, choices) =>
      choices
        .map((choice) => ({ choice, rank: fraction() }))
        .sort((a, b) => a.rank - b.rank)
        .slice(0, count)
        .map(({ choice }) => choice),
  };
}
