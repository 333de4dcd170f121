// The day of a moment where the person was. Asking Intl costs microseconds, which thousands of rows would feel; but a zone's offset changes
// twice a year. So it is asked for at the borders of weeks: where both borders agree, the offset holds in between, since no zone has ever
// changed it twice within a week.
const weekMs = 7 * 24 * 60 * 60_000;

type Offsets = Map<number, number>;
const zones = new Map<
  string,
  { readonly format: Intl.DateTimeFormat; readonly offsets: Offsets } | undefined
>();

/**
 * The local day of a moment, as `YYYY-MM-DD`.
 *
 * @param zone - an IANA time zone, such as `Europe/Paris`.
 * @returns the day, or `undefined` where this runtime does not know the zone.
 */
export function localDay(moment: number, zone: string): string | undefined {
  const offset = offsetMs(moment, zone);
  return offset === undefined ? undefined : new Date(moment + offset).toISOString().slice(0, 10);
}

/** What the clocks of a zone are ahead of UTC at a moment, in milliseconds; `undefined` where the zone is not known. */
export function offsetMs(moment: number, zone: string): number | undefined {
  const known = zoneOf(zone);
  if (!known) return undefined;
  const week = Math.floor(moment / weekMs);
  const before = borderOffset(known, week);
  return before === borderOffset(known, week + 1) ? before : askIntl(known.format, moment);
}

function zoneOf(
  zone: string,
): { readonly format: Intl.DateTimeFormat; readonly offsets: Offsets } | undefined {
  if (!zones.has(zone)) zones.set(zone, openZone(zone));
  return zones.get(zone);
}

function openZone(
  timeZone: string,
): { readonly format: Intl.DateTimeFormat; readonly offsets: Offsets } | undefined {
  const parts = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  } as const;
  try {
    return {
      format: new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...parts }),
      offsets: new Map(),
    };
  } catch {
    // Intl throws for a name that it does not know: then the day is not known either.
    return undefined;
  }
}

function borderOffset(
  { format, offsets }: { readonly format: Intl.DateTimeFormat; readonly offsets: Offsets },
  week: number,
): number {
  let offset = offsets.get(week);
  if (offset === undefined) {
    offset = askIntl(format, week * weekMs);
    offsets.set(week, offset);
  }
  return offset;
}

function askIntl(format: Intl.DateTimeFormat, moment: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(moment)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const seconds = Math.floor(moment / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}
