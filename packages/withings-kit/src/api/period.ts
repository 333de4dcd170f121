import { invalidOption } from "./invalid-option.js";

/** A stretch of time, of what is measured at moments. */
export interface Period {
  /** From when. @defaultValue the beginning */
  readonly since?: Date | undefined;
  /** Until when. @defaultValue now */
  readonly until?: Date | undefined;
}

/** A stretch of days, of what is counted by the day. */
export interface DayRange {
  /** The first day, as `YYYY-MM-DD`, where the person was. Not together with `modifiedSince`. @defaultValue the beginning */
  readonly firstDay?: string | undefined;
  /** The last day, which is among them. Not together with `modifiedSince`. @defaultValue today */
  readonly lastDay?: string | undefined;
  /** In place of days: created or changed since. What a copy that is kept current asks for. */
  readonly modifiedSince?: Date | undefined;
}

/** The names of the options of what lists days, each with a space before it. */
export const dayOptions = " firstDay lastDay modifiedSince fields";

/** A {@link Period} in Withings' words. */
export interface PeriodParameters {
  readonly startdate?: Date | undefined;
  readonly enddate?: Date | undefined;
}

/** Checks a period, and says it in Withings' words. */
export function periodOf({ since, until }: Period): PeriodParameters {
  checkDate("since", since);
  checkDate("until", until);
  if (since && until && until < since) throw invalidOption("until", "Give a time that is not before since.");
  return { startdate: since, enddate: until };
}

/** A period that ends now where nothing else is said; or with its beginning, which may come from a clock that is ahead of this one. */
export function periodUntilNow({ since, until }: Period, now: number): PeriodParameters {
  return periodOf({ since, until: until ?? (since && new Date(Math.max(now, Number(since)))) });
}

/** What is asked for by a change, in Withings' words. */
export function changedSince(modifiedSince: Date, others: readonly unknown[]): { readonly lastupdate: Date } {
  checkDate("modifiedSince", modifiedSince);
  if (others.some((other) => other !== undefined))
    throw invalidOption("modifiedSince", "Give either that or a period, not both.");
  return { lastupdate: modifiedSince };
}

/** A {@link DayRange} in Withings' words. */
export type DayParameters =
  { readonly lastupdate: Date | number } | { readonly startdateymd: string; readonly enddateymd: string };

/** Checks days, and says them in Withings' words. */
export function daysOf({ firstDay, lastDay, modifiedSince }: DayRange, now: number): DayParameters {
  if (modifiedSince) return changedSince(modifiedSince, [firstDay, lastDay]);
  // What was changed since the beginning is all that there is.
  if (firstDay === undefined && lastDay === undefined) return { lastupdate: 0 };
  const startdateymd = firstDay ?? "1970-01-01";
  // Where today ends last, it is tomorrow already by UTC.
  const tomorrow = new Date(now + 24 * 60 * 60_000).toISOString().slice(0, 10);
  const range = {
    startdateymd,
    // Of what is still to come, nothing is there, which is no mistake.
    enddateymd: lastDay ?? (startdateymd > tomorrow ? startdateymd : tomorrow),
  };
  checkDay("firstDay", range.startdateymd);
  checkDay("lastDay", range.enddateymd);
  if (range.enddateymd < range.startdateymd)
    throw invalidOption("lastDay", "Give a day that is not before firstDay.");
  return range;
}

function checkDate(option: string, date: unknown): void {
  if (date === undefined) return;
  const isDate = Object.prototype.toString.call(date) === "[object Date]";
  if (!isDate || Number.isNaN(Number(date))) throw invalidOption(option, "Give a Date.");
}

function checkDay(option: string, day: unknown): void {
  const time = typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00Z`) : NaN;
  // In some engines 30 February is 2 March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(day as string))
    throw invalidOption(option, 'Give a day that there is, as "2026-11-22".');
}
