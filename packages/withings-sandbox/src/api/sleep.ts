import { sleep } from "withings-kit/contract";
import { type NightRow, nightRow, segmentRows } from "../data/nights.js";
import { daysBetween, type Life } from "../data/life.js";
import type { Row } from "../data/row.js";
import { type Answer, invalid, success } from "./answer.js";
import type { BearerCall } from "./call.js";
import { fieldsAt, wantedFields } from "./data-fields.js";
import { pageOf, readOffset } from "./paging.js";
import { lifeOf } from "./person.js";
import { backwards, type Days, firstMoment, readDays, readPeriod } from "./period.js";

const summaryFields = fieldsAt(sleep.getSummary, "series", "data");
const minuteFields = fieldsAt(sleep.get, "series");

/** What an account of 2020 was seen to get of a night without `data_fields`. */
const fieldsOf2020 = [
  "wakeupduration",
  "wakeupcount",
  "durationtosleep",
  "durationtowakeup",
  "lightsleepduration",
  "deepsleepduration",
  "remsleepduration",
];

/** Nights, the last first. */
export function getSleepSummary(call: BearerCall): Answer {
  const { parameters, context } = call;
  const { options, data } = context;
  const given = readOffset(parameters);
  if (typeof given !== "number") return given;
  const offset = options.summaryOffset === "taken" ? given : 0;
  const life = lifeOf(call);
  const now = data.now();
  const days = readDays(life, parameters, { what: "sleep", now, options });
  const { rows, more, next } = pageOf(changedNights(life, days, now), {
    offset,
    size: options.nightsPerPage,
  });
  const defaults = options.summaryDefaultFields === 2020 ? { defaults: fieldsOf2020 } : {};
  const fieldsOf = ({ tracked }: NightRow): ReadonlySet<string> =>
    wantedFields(summaryFields, { parameters, options, tracked, ...defaults });
  return success({ series: rows.map((night) => night.write(fieldsOf(night))), more, offset: next });
}

function* changedNights(life: Life, days: Days, now: number): Generator<NightRow> {
  for (const day of backwards(days)) {
    const night = nightRow(life, day, now);
    if (night !== undefined && night.modified >= days.changedSince) yield night;
  }
}

/** Segments of nights, with values by the minute. */
export function getSleep(call: BearerCall): Answer {
  const { parameters, context } = call;
  const { options, data } = context;
  const life = lifeOf(call);
  const asked = readPeriod(parameters, options);
  const longest = options.sleepWindowHours * 3600;
  if (asked.to - asked.from > longest && options.sleepWindowExceeded === "refused") return invalid("enddate");
  const from = Math.max(asked.from, firstMoment(life));
  const to = Math.min(asked.to + 1, asked.from + longest + (options.periodEnd === "included" ? 1 : 0));
  const now = data.now();
  const series: Row[] = [];
  const [first, last] = daysBetween(from, Math.min(to, now));
  for (let day = first; day <= last && from < to; day++)
    series.push(
      ...segmentRows(life, day, {
        from,
        to,
        edge: options.sleepWindowEdge,
        fields: (tracked) => wantedFields(minuteFields, { parameters, options, tracked }),
        now,
      }),
    );
  const [only, ...others] = series;
  return success({
    series: only !== undefined && others.length === 0 && options.lonelySegment === "object" ? only : series,
    model: life.gear.mat === undefined ? 16 : 32,
  });
}
