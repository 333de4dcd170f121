/**
 * Values that look random and are functions of their key: the same in every run, and to be had for one day without those of the days
 * before. Only whole-number arithmetic, divisions and polynomials are in it, which every engine computes alike.
 */

/** A 32-bit number that stands for what is drawn for: a seed, a person, a subject, a day. */
export type Key = number;

const golden = 0x9e3779b9;

/** Spreads the bits of a number over all of its bits. */
function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

/** The key of a part of what another key stands for: of one subject, one day, one minute. */
export function under(key: Key, part: number | string): Key {
  if (typeof part === "number") return mix(mix((key + golden) | 0) ^ Math.imul(part | 0, 0x85ebca6b));
  let hashed = key ^ part.length;
  for (let index = 0; index < part.length; index++) hashed = mix(hashed ^ part.charCodeAt(index));
  return mix(hashed + golden);
}

/** The key of what a seed decides for a person, or for people together. */
export function keyOf(seed: number, ...parts: readonly (number | string)[]): Key {
  return parts.reduce<Key>(under, under(under(0x5eed, seed % 2 ** 32), Math.floor(seed / 2 ** 32)));
}

/** A number from 0 to below 1 that belongs to an index. */
export function uniform(key: Key, index: number): number {
  return (under(key, index) >>> 0) / 2 ** 32;
}

/** Standard normal, nearly: four uniform numbers added, so that nothing is further out than 3.5. */
export function normal(key: Key, index: number): number {
  const from = under(key, index);
  let sum = 0;
  for (let part = 0; part < 4; part++) sum += uniform(from, part);
  return (sum - 2) * 1.7320508;
}

/** A smooth curve from -1 to 1 that changes its mind about once for each 1 of `x`. */
export function wave(key: Key, x: number): number {
  const before = Math.floor(x);
  const part = x - before;
  const from = uniform(key, before);
  const to = uniform(key, before + 1);
  return 2 * (from + (to - from) * part * part * (3 - 2 * part)) - 1;
}

/** Draws one after the other. */
export interface Draws {
  /** From 0 to below 1. */
  readonly next: () => number;
  readonly between: (from: number, to: number) => number;
  /** Whole numbers, both ends included. */
  readonly integer: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly normal: () => number;
  readonly pick: <T>(values: readonly [T, ...T[]]) => T;
}

/** The draws of a key. */
export function draws(key: Key): Draws {
  let drawn = 0;
  const next = (): number => uniform(key, drawn++);
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    integer,
    chance: (probability) => next() < probability,
    normal: () => normal(key, drawn++),
    pick: (values) => values[integer(0, values.length - 1)] ?? values[0],
  };
}

/** A number, or the nearest that is within the bounds. */
export function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
