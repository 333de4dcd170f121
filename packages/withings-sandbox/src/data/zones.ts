import { type Day, secondsOfDay } from "./calendar.js";

/**
 * Local time, from what the engine knows of time zones. Asking it costs a microsecond or two, and a year of nights asks a thousand times:
 * so a year's changes of offset are found once and kept.
 */

/** Since when, in Unix seconds, which offset is valid. */
type Offsets = readonly (readonly [since: number, offset: number])[];

/** Pieces of the time of a zone. */
const mostKept = 64;
const kept = new Map<string, Map<number, Offsets>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Seconds that local time is ahead of UTC. */
function offsetAt(zone: string, time: number): number {
  const pieces = kept.get(zone) ?? new Map<number, Offsets>();
  kept.set(zone, pieces);
  const year = Math.floor(time / yearSeconds);
  let offsets = pieces.get(year);
  if (offsets === undefined) {
    offsets = findOffsets(zone, year);
    if (pieces.size >= mostKept) pieces.clear();
    pieces.set(year, offsets);
  }
  let found = 0;
  for (const [since, offset] of offsets) if (since <= time) found = offset;
  return found;
}

/** When a day begins: usually at midnight, an hour later where the clock is put forward at midnight. */
export function startOfDay(zone: string, day: Day): number {
  const midnight = day * secondsOfDay;
  const before = midnight - offsetAt(zone, midnight - 50_400);
  const after = midnight - offsetAt(zone, midnight + 50_400);
  const isIn = (time: number): boolean => time + offsetAt(zone, time) >= midnight;
  return Math.min(...[before, after].filter(isIn));
}

/** The day that a clock on the wall shows at this moment. */
export function dayAt(zone: string, time: number): Day {
  return Math.floor((time + offsetAt(zone, time)) / secondsOfDay);
}

// Not calendar years: only pieces of time whose changes are kept together.
const yearSeconds = 366 * secondsOfDay;

function findOffsets(zone: string, year: number): Offsets {
  const from = year * yearSeconds;
  const offsets: [number, number][] = [[from, ask(zone, from)]];
  // No zone changes twice within nine days.
  const step = 9 * secondsOfDay;
  for (let time = from; time < from + yearSeconds; time += step) {
    const [earlier, later] = [ask(zone, time), ask(zone, time + step)];
    if (earlier !== later) offsets.push([changeBetween(zone, time, time + step), later]);
  }
  return offsets;
}

/** The first second with the later offset. */
function changeBetween(zone: string, from: number, to: number): number {
  const earlier = ask(zone, from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ask(zone, middle) === earlier) low = middle;
    else high = middle;
  }
  return high;
}

function ask(zone: string, time: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(time * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
  return local / 1000 - time;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formats.set(zone, format);
  return format;
}
