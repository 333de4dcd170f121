import { localDay } from "../model/local-time.js";

/** A row of an answer, as it came. */
export type Row = Readonly<Record<string, unknown>>;

/** What a row has that cannot be right. Thrown by the readers below and told as the reason of a strange row. */
export class Strangeness extends Error {
  override readonly name: string = "Strangeness";
}

/** A value as a row. */
export function rowOf(value: unknown, name: string): Row {
  if (typeof value === "object" && value !== null) return value as Row;
  throw new Strangeness(`${name} is no object`);
}

/** A whole number. Withings sends some of them as text. */
export function integer(row: Row, field: string): number {
  const number = integerOrNull(row, field);
  if (number !== null) return number;
  throw new Strangeness(`${field} is missing`);
}

/** A whole number, or null where there is none. */
export function integerOrNull(row: Row, field: string): number | null {
  const number = numberOrNull(row, field);
  if (number === null || Number.isSafeInteger(number)) return number;
  throw new Strangeness(`${field} is no whole number`);
}

/** A number, or null where there is none. Withings sends some of them as text. */
export function numberOrNull(row: Row, field: string): number | null {
  const value = row[field];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new Strangeness(`${field} is no number`);
}

/** A text, or null where there is none. A number stands for its digits: some ids come as either. */
export function textOrNull(row: Row, field: string): string | null {
  const value = row[field];
  if (typeof value === "string" && value !== "") return value;
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "number") return String(value);
  throw new Strangeness(`${field} is no text`);
}

/** A moment: Withings sends Unix seconds. */
export function moment(row: Row, field: string): Date {
  const date = momentOrNull(row, field);
  if (date) return date;
  throw new Strangeness(`${field} is missing`);
}

/** A moment, or null where there is none. */
export function momentOrNull(row: Row, field: string): Date | null {
  const seconds = numberOrNull(row, field);
  if (seconds === null) return null;
  // Dates reach 8.64e15 milliseconds; Withings' are of these centuries.
  if (Math.abs(seconds) < 1e11) return new Date(seconds * 1000);
  throw new Strangeness(`${field} is no moment`);
}

/** The rows of an answer: a list, a single row in place of a list, or rows by their keys; none where it is absent. */
export function rowsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? [value] : [];
}

/** When something was, where the person was. */
export interface LocalMoment {
  /** The IANA time zone; null where Withings did not say. */
  readonly timeZone: string | null;
  /** The day there, as `YYYY-MM-DD`; null where the zone is not known. */
  readonly localDay: string | null;
}

/** The local day of a moment. */
export function localMoment(at: Date, timeZone: string | null): LocalMoment {
  return { timeZone, localDay: timeZone === null ? null : (localDay(at.getTime(), timeZone) ?? null) };
}
