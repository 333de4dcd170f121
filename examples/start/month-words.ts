import type { Month, Series } from "./month.ts";
import type { ChartRow } from "./terminal.ts";
import { sparkline } from "./sparkline.ts";

/** What a month is told with. */
export interface MonthReport {
  /** Rows of a chart, the first of which is its head; none where there is nothing. */
  readonly chart: readonly ChartRow[];
  readonly sentences: readonly string[];
}

interface Subject {
  readonly name: string;
  /** In the singular, after "no". */
  readonly missing: string;
  readonly series: Series;
  readonly words: (value: number) => string;
  readonly unit: string;
}

/** Puts a month into a chart and sentences. */
export function monthReport(month: Month): MonthReport {
  const subjects: readonly Subject[] = [
    { name: "weight", missing: "weight", series: month.weight, words: decimal, unit: "kg" },
    { name: "sleep", missing: "sleep", series: month.sleep, words: hours, unit: "h" },
    {
      name: "resting heart rate",
      missing: "heart rate",
      series: month.restingHeartRate,
      words: whole,
      unit: "bpm",
    },
  ];
  const failed = subjects.flatMap(({ name, series: { error } }) =>
    error === undefined ? [] : [`The ${name} could not be read. ${error.message}`],
  );
  const read = subjects.filter(({ series }) => series.error === undefined);
  const shown = read.filter(({ series }) => known(series).length > 0);
  const empty = read.filter((subject) => !shown.includes(subject));
  return {
    chart: shown.length === 0 ? [] : [head(month.days), ...shown.map(row)],
    sentences: [
      ...(shown.length === 0 ? [] : [legend(month, shown)]),
      ...(empty.length === 0
        ? []
        : [
            nothingYet(
              empty.map(({ missing }) => missing),
              shown.length === 0,
            ),
          ]),
      ...leftOut(month),
      ...failed,
    ],
  };
}

const known = ({ values }: Series): number[] => values.filter((value) => value !== undefined);

function head(days: readonly string[]): ChartRow {
  const [first = "", last = ""] = [days[0], days.at(-1)].map((day) =>
    dayFormat.format(new Date(`${day ?? ""}T00:00Z`)),
  );
  return ["", first + last.padStart(days.length - first.length), "average", "range"];
}

function row({ name, series, words, unit }: Subject): ChartRow {
  const values = known(series);
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    name,
    sparkline(series.values),
    `${words(average)} ${unit}`,
    `${words(Math.min(...values))} - ${words(Math.max(...values))}`,
  ];
}

function legend({ days, restingIn }: Month, shown: readonly Subject[]): string {
  const gaps = shown
    .map(({ missing, series }) => ({ missing, count: days.length - known(series).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ missing, count }, index) =>
        `no ${missing} on ${count}${index === 0 ? ` of ${days.length} days` : ""}`,
    );
  const parts = [
    `A column is a day${gaps.length === 0 ? "" : `, a dot a day without a value: ${listed(gaps)}`}.`,
    ...(shown.some(({ name }) => name === "resting heart rate")
      ? [`The resting heart rate is the lowest of each ${restingIn}.`]
      : []),
  ];
  return parts.join(" ");
}

function nothingYet(missing: readonly string[], all: boolean): string {
  const words = `no ${listed(missing, "or")} in these 30 days`;
  return all
    ? `Nothing yet: ${words}. That is fine. Values come when a device is linked, used and synchronized, and what it measured before comes with them.`
    : `There is ${words}.`;
}

function leftOut({ doubtfulWeights, strangeRows }: Month): string[] {
  return [
    ...(doubtfulWeights === 0
      ? []
      : [`Left out: ${counted(doubtfulWeights, "weigh-in")} that may be somebody else's of the household.`]),
    ...(strangeRows === 0 ? [] : [`Left out: ${counted(strangeRows, "row")} that could not be read.`]),
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function listed(words: readonly string[], last = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
}

const decimal = (value: number): string => value.toFixed(1);
const whole = (value: number): string => value.toFixed(0);

function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
