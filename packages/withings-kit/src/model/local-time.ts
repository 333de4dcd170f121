// The day of a moment where the person was. Asking Intl costs microseconds, which thousands of rows would feel; but a zone's offset changes
// twice a year. So it is asked for at the borders of weeks: where both borders agree, the offset holds in between, since no zone has ever
// changed it twice within a week.
const dayMs = 24 * 60 * 60_000;
const weekMs = 7 * dayMs;

interface Zone {
  readonly name: string;
  /** Absent where this runtime does not know the zone. */
  readonly format?: Intl.DateTimeFormat;
  /** The offset of a week, or NaN for a week in which it changes. */
  readonly weeks: Map<number, number>;
}

const zones = new Map<string, Zone>();
const days = new Map<number, string>();
// Rows that come together are mostly of one zone.
let last: Zone = { name: "", weeks: new Map() };

/**
 * The local day of a moment, as `YYYY-MM-DD`.
 *
 * @param zone - an IANA time zone, such as `Europe/Paris`.
 * @returns the day, or `undefined` where this runtime does not know the zone.
 */
export function localDay(moment: number, zone: string): string | undefined {
  const offset = offsetMs(moment, zone);
  return offset === undefined ? undefined : dayText(Math.floor((moment + offset) / dayMs));
}

/** What the clocks of a zone are ahead of UTC at a moment, in milliseconds; `undefined` where the zone is not known. */
function offsetMs(moment: number, zone: string): number | undefined {
  if (zone !== last.name) last = zones.get(zone) ?? remember(zones, zone, openZone(zone));
  const { format, weeks } = last;
  if (format === undefined) return undefined;
  const week = Math.floor(moment / weekMs);
  const offset = weeks.get(week) ?? remember(weeks, week, offsetOfWeek(format, week));
  return Number.isNaN(offset) ? askIntl(format, moment) : offset;
}

/** The text of a day, counted from 1 January 1970. Writing one takes a microsecond, and rows have the same days again and again. */
function dayText(day: number): string {
  return days.get(day) ?? remember(days, day, new Date(day * dayMs).toISOString().slice(0, 10));
}

/** Keeps what was found, though not without end: answers could name any number of zones and days. */
function remember<Key, Value>(found: Map<Key, Value>, key: Key, value: Value): Value {
  if (found.size >= 10_000) found.clear();
  found.set(key, value);
  return value;
}

function openZone(name: string): Zone {
  const parts = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  } as const;
  const weeks = new Map<number, number>();
  try {
    return {
      name,
      format: new Intl.DateTimeFormat("en-US", { timeZone: name, hourCycle: "h23", ...parts }),
      weeks,
    };
  } catch {
    // Intl throws for a name that it does not know: then the day is not known either.
    return { name, weeks };
  }
}

function offsetOfWeek(format: Intl.DateTimeFormat, week: number): number {
  const offset = askIntl(format, week * weekMs);
  return offset === askIntl(format, (week + 1) * weekMs) ? offset : NaN;
}

function askIntl(format: Intl.DateTimeFormat, moment: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(moment)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const seconds = Math.floor(moment / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}
