import { decimal } from "../model/decimal.js";
import { localDay } from "../model/local-time.js";

/** An object of an answer, of which nothing is known yet. */
export type Row = Readonly<Record<string, unknown>>;

/** An object of an answer that should be of a type, and of which nothing is known yet. */
export type Unchecked<Wire> = { readonly [Name in keyof Wire]?: unknown };

/** What a row has that cannot be right. Thrown by the readers below and told as the reason of a strange row. */
export class Strangeness extends Error {
  override readonly name: string = "Strangeness";
}

/** A value as an object. PHP writes an empty one as `[]`. */
export function objectOf(value: unknown, name: string): Row {
  if (typeof value === "object" && value !== null) return value as Row;
  throw new Strangeness(`${name} is no object`);
}

/** A value as an object, or null where there is none. */
export function objectOrNull(value: unknown, name: string): Row | null {
  return value === undefined || value === null ? null : objectOf(value, name);
}

/** A whole number. Withings sends some of them as text. */
export function integer(value: unknown, field: string): number {
  const number = integerOrNull(value, field);
  if (number !== null) return number;
  throw new Strangeness(`${field} is missing`);
}

/** A whole number, or null where there is none. */
export function integerOrNull(value: unknown, field: string): number | null {
  if (Number.isSafeInteger(value)) return value as number;
  const number = numberOrNull(value, field);
  if (number === null || Number.isSafeInteger(number)) return number;
  throw new Strangeness(`${field} is no whole number`);
}

/** A number, or null where there is none. Withings sends some of them as text. */
export function numberOrNull(value: unknown, field: string): number | null {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" && /^-?\d{1,17}(\.\d{1,17})?$/.test(value)) return Number(value);
  throw new Strangeness(`${field} is no number`);
}

/** A decimal number, which Withings sends as a whole one and a power of ten. */
export function decimalOf(value: unknown, unit: unknown): number {
  const exponent = integer(unit, "unit");
  if (Math.abs(exponent) > 20) throw new Strangeness("unit is no power of ten that can be meant");
  return decimal(integer(value, "value"), exponent);
}

/** A text, or null where there is none. A number stands for its digits: some ids come as either. */
export function textOrNull(value: unknown, field: string): string | null {
  if (typeof value === "string" && value !== "") return value;
  if (value === undefined || value === null || value === "") return null;
  // Beyond, there are digits that a number does not have.
  if (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
  throw new Strangeness(`${field} is no text`);
}

/** True or false, or null where there is neither. PHP writes 1 and 0 too. */
export function booleanOrNull(value: unknown, field: string): boolean | null {
  if (typeof value === "boolean") return value;
  if (value === undefined || value === null) return null;
  if (value === 0 || value === 1) return value === 1;
  throw new Strangeness(`${field} is neither true nor false`);
}

/** A moment: Withings sends Unix seconds. */
export function moment(value: unknown, field: string): Date {
  const date = momentOrNull(value, field);
  if (date) return date;
  throw new Strangeness(`${field} is missing`);
}

/** A moment, or null where there is none. */
export function momentOrNull(value: unknown, field: string): Date | null {
  const seconds = numberOrNull(value, field);
  if (seconds === null) return null;
  // Milliseconds in the place of seconds would be beyond the year 50000, and years of more than four digits are no part of a day's text.
  if (Math.abs(seconds) < 5e10) return new Date(seconds * 1000);
  throw new Strangeness(`${field} is no moment`);
}

/** A day, as `YYYY-MM-DD`. */
export function day(value: unknown, field: string): string {
  const text = dayOrNull(value, field);
  if (text !== null) return text;
  throw new Strangeness(`${field} is missing`);
}

/** A day, as `YYYY-MM-DD`, or null where there is none. */
export function dayOrNull(value: unknown, field: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
  throw new Strangeness(`${field} is no day`);
}

/** The rows of an answer: a list, a single row in place of a list, or rows by their numbers; none where it is absent. */
export function rowsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : [value];
}

/** Samples, which are numbers, or nothing can be said of when they were. */
export function samplesOf(signal: unknown): readonly number[] {
  const samples = rowsOf(signal);
  for (const sample of samples)
    if (typeof sample !== "number" || !Number.isFinite(sample))
      throw new Strangeness("signal has no numbers");
  return samples as readonly number[];
}

/** When something was, where the person was. */
export interface LocalMoment {
  /** The IANA time zone; null where Withings did not say. */
  readonly timeZone: string | null;
  /** The day there, as `YYYY-MM-DD`; null where the zone is not known. */
  readonly localDay: string | null;
}

/** The local day of a moment; null where the zone is not known. */
export function localDayOf(at: Date, timeZone: string | null): string | null {
  return timeZone === null ? null : (localDay(at.getTime(), timeZone) ?? null);
}

/**
 * Finds what is in rows that this library does not know, to hand it on as it came.
 *
 * @param known - the names of what it knows, separated by spaces, and more of them in a list.
 * @returns a function that gives what is left of a row; undefined where nothing is, which is mostly so.
 */
export function othersThan(known: string, more: readonly string[] = []): (row: object) => Row | undefined {
  const names = new Set([...known.split(" "), ...more]);
  // Rows of one answer have the same names in the same order, or some of them, and comparing them with those of the longest takes a tenth of
  // the time.
  let familiar: readonly string[] = [];
  return (row) => {
    if (areAmong(row, familiar)) return undefined;
    const own = Object.entries(row);
    const others = own.filter(([name]) => !names.has(name));
    // Entries are defined, not assigned, so that one named __proto__ is an entry like others.
    if (others.length > 0) return Object.fromEntries(others);
    if (own.length > familiar.length) familiar = own.map(([name]) => name);
    return undefined;
  };
}

/** Whether the names of a row are among others, in their order. */
function areAmong(row: object, names: readonly string[]): boolean {
  let at = 0;
  for (const name in row) {
    while (name !== names[at]) if (++at >= names.length) return false;
    at++;
  }
  return true;
}
