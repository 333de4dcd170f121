import { measure } from "withings-kit/contract";
import { activityRows } from "../data/activity-rows.js";
import { moments } from "../data/intraday.js";
import type { Row } from "../data/row.js";
import { workoutRows } from "../data/workout-rows.js";
import { type Answer, success } from "./answer.js";
import type { BearerCall } from "./call.js";
import { fieldsAt, wantedFields } from "./data-fields.js";
import { pageOf, readOffset } from "./paging.js";
import { lifeOf } from "./person.js";
import { type Days, firstMoment, readDays, readPeriod } from "./period.js";

const dayFields = fieldsAt(measure.getActivity, "activities");
const momentFields = fieldsAt(measure.getIntradayActivity, "series");
const workoutFields = fieldsAt(measure.getWorkouts, "series", "data");

/** Sums of days, from the first on. */
export function getActivity(call: BearerCall): Answer {
  const { options, data } = call.context;
  const { parameters } = call;
  const offset = readOffset(parameters);
  if (typeof offset !== "number") return offset;
  const life = lifeOf(call);
  const now = data.now();
  const size = options.activitiesPerPage;
  const days = readDays(life, parameters, { what: "activity", now, options });
  const page = pageOf(
    changedRows(days, (day) => activityRows(life, day, now)),
    { offset, size },
  );
  const fields = wantedFields(dayFields, {
    parameters,
    options,
    ...(options.activityDefaultFields === "none" ? { defaults: [] } : {}),
  });
  return success({
    activities: page.rows.map((row) => row.write(fields)),
    more: page.more,
    // Where the next page would begin, there or not: recorded.
    offset: offset + size,
  });
}

/** The rows of days, as far as they changed since the moment that was asked for. */
function* changedRows<T extends { readonly modified: number }>(
  { first, last, changedSince }: Days,
  rowsOf: (day: number) => readonly T[],
): Generator<T> {
  for (let day = first; day <= last; day++)
    for (const row of rowsOf(day)) if (row.modified >= changedSince) yield row;
}

const longestPeriod = 86_400;

/** What was counted and measured through a day: of the first 24 hours of a period, or of the last 24 hours that there are. */
export function getIntradayActivity(call: BearerCall): Answer {
  const { parameters, context } = call;
  const { options, data } = context;
  const life = lifeOf(call);
  const now = data.now();
  const { from, to } = readPeriod(parameters, options);
  const begins = parameters.get("startdate") ? from : Math.min(to, now) - longestPeriod;
  const ends = Math.min(to + 1, begins + longestPeriod + (options.periodEnd === "included" ? 1 : 0), now + 1);
  const series: Record<string, Row> = {};
  if (ends > firstMoment(life))
    for (const [time, row] of moments(life, {
      from: begins,
      to: ends,
      fields: wantedFields(momentFields, { parameters, options, tracked: true }),
      now,
    }))
      series[time] = row;
  const isEmpty = Object.keys(series).length === 0;
  return success({ series: isEmpty && options.emptyMap === "array" ? [] : series });
}

/** Workouts, from the first on. */
export function getWorkouts(call: BearerCall): Answer {
  const { parameters, context } = call;
  const { options, data } = context;
  const offset = readOffset(parameters);
  if (typeof offset !== "number") return offset;
  const life = lifeOf(call);
  const now = data.now();
  const days = readDays(life, parameters, { what: "activity", now, options });
  const page = pageOf(
    changedRows(days, (day) => workoutRows(life, day, now)),
    { offset, size: options.workoutsPerPage },
  );
  const fields = wantedFields(workoutFields, { parameters, options });
  return success({
    series: page.rows.map((row) => row.write(fields)),
    more: page.more,
    offset: page.next,
  });
}
