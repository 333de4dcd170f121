/** A day as the number of days since 1970-01-01, whatever the time zone. */
export type Day = number;

export const secondsOfDay = 86_400;

/** The day that a text like 2026-03-29 names. */
export function readDay(text: string): Day {
  return Math.floor(Date.parse(`${text}T00:00:00Z`) / (secondsOfDay * 1000));
}

/** As Withings writes days: 2026-03-29. */
export function dayText(day: Day): string {
  return new Date(day * secondsOfDay * 1000).toISOString().slice(0, 10);
}

/** 0 for a Sunday to 6 for a Saturday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Saturdays and Sundays. */
export function isWeekend(day: Day): boolean {
  return weekday(day) % 6 === 0;
}

/** How far the year has gone, from 0 to below 1, near enough for seasons. */
export function seasonOf(day: Day): number {
  const years = (day + 0.5) / 365.2425;
  return years - Math.floor(years);
}
