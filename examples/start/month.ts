import {
  type ActivityDay,
  type Connection,
  type MeasureGroup,
  type Night,
  ReauthorizationRequired,
  WithingsError,
} from "withings-kit";
import { readMonth } from "./calls.ts";

/** What is known of a person's last month. */
export interface Month {
  /** The days, as `YYYY-MM-DD` where the person is, up to today. */
  readonly days: readonly string[];
  readonly weight: Series;
  /** In seconds. */
  readonly sleep: Series;
  readonly restingHeartRate: Series;
  /** Whether a resting heart rate is the lowest of a night or of a whole day. */
  readonly restingIn: "night" | "day";
  /** Weigh-ins that may be somebody else's of the household. They are left out. */
  readonly doubtfulWeights: number;
  /** Rows that could not be decoded. They are left out. */
  readonly strangeRows: number;
}

/** Values by the day. */
export interface Series {
  /** One for each day of the month. */
  readonly values: readonly (number | undefined)[];
  /** Why it could not be read, where it could not. */
  readonly error: WithingsError | undefined;
}

/** When it is, and when to stop. */
export interface MonthOptions {
  readonly now: Date;
  readonly signal: AbortSignal;
}

const dayMs = 24 * 60 * 60_000;
const dayCount = 30;

/**
 * Reads weight, sleep and resting heart rate of a person's last month. That one of them cannot be read does not spoil the others.
 *
 * @throws WithingsError when the person must log in again, or the signal aborts.
 */
export async function lastMonth(connection: Connection, { now, signal }: MonthOptions): Promise<Month> {
  let strangeRows = 0;
  const onStrangeRow = (): void => {
    strangeRows++;
  };
  const since = new Date(now.getTime() - dayCount * dayMs);
  const month = readMonth(connection, { since, signal, onStrangeRow });

  const weights = await arrived(month.weights.toArray());
  const nights = await arrived(month.nights.toArray());
  const nightly = lowestHeartRates(nights.rows);
  // Who wears a watch by day only has a lowest heart rate all the same.
  const days = nightly.size > 0 ? nothing : await arrived(month.days.toArray());

  const measured = weights.rows.filter(({ category }) => category.name === "measurement");
  const own = measured.filter(({ attribution }) => attribution.name !== "deviceAmbiguous");
  const dates = lastDays(now, zoneOf(own, nights.rows));
  const series = (
    values: ReadonlyMap<string, number>,
    { error }: Pick<Arrived<unknown>, "error">,
  ): Series => ({ values: dates.map((day) => values.get(day)), error });
  return {
    days: dates,
    weight: series(lastWeights(own), weights),
    sleep: series(longestSleeps(nights.rows), nights),
    restingHeartRate: series(nightly.size > 0 ? nightly : lowestHeartRates(days.rows), days),
    restingIn: nightly.size > 0 ? "night" : "day",
    doubtfulWeights: measured.length - own.length,
    strangeRows,
  };
}

/** Rows, or the library's error in their place. */
interface Arrived<Row> {
  readonly rows: readonly Row[];
  readonly error?: WithingsError;
}

const nothing: Arrived<never> = { rows: [] };

async function arrived<Row>(reading: Promise<readonly Row[]>): Promise<Arrived<Row>> {
  try {
    return { rows: await reading };
  } catch (error) {
    const ends =
      !WithingsError.isInstance(error) ||
      error.code === "aborted" ||
      ReauthorizationRequired.isInstance(error);
    if (ends) throw error;
    return { rows: [], error };
  }
}

/** The last weight of each day. */
function lastWeights(groups: readonly MeasureGroup[]): ReadonlyMap<string, number> {
  const inOrder = groups.toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime());
  return byDay(
    inOrder,
    ({ weight }) => weight?.kg ?? null,
    (_earlier, later) => later,
  );
}

/** The sleep of each day. A watch and a mat may both tell of one night, and naps are nights too: the longest counts. */
function longestSleeps(nights: readonly Night[]): ReadonlyMap<string, number> {
  return byDay(nights, (night) => night.totalSleepSeconds ?? night.asleepSeconds, Math.max);
}

function lowestHeartRates(rows: readonly (Night | ActivityDay)[]): ReadonlyMap<string, number> {
  return byDay(rows, ({ minHeartRateBpm }) => minHeartRateBpm || null, Math.min);
}

function byDay<Row extends { readonly localDay: string | null }>(
  rows: readonly Row[],
  valueOf: (row: Row) => number | null,
  choose: (one: number, other: number) => number,
): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const row of rows) {
    const value = valueOf(row);
    if (row.localDay === null || value === null) continue;
    const other = values.get(row.localDay);
    values.set(row.localDay, other === undefined ? value : choose(other, value));
  }
  return values;
}

/** Where the person was last. */
function zoneOf(groups: readonly MeasureGroup[], nights: readonly Night[]): string {
  const moments = [
    ...groups.map(({ takenAt, timeZone }) => ({ at: takenAt, timeZone })),
    ...nights.map(({ endedAt, timeZone }) => ({ at: endedAt, timeZone })),
  ].toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return moments.find(({ timeZone }) => timeZone !== null && isZone(timeZone))?.timeZone ?? "UTC";
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch {
    return false;
  }
}

/** The last days up to today, as `YYYY-MM-DD`. */
function lastDays(now: Date, timeZone: string): string[] {
  // Swedish dates are written so.
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
  const end = Date.parse(`${today}T00:00Z`);
  return Array.from({ length: dayCount }, (_, index) =>
    new Date(end - (dayCount - 1 - index) * dayMs).toISOString().slice(0, 10),
  );
}
