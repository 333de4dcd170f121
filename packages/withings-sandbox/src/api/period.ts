import { dayText, readDay } from "../data/calendar.js";
import { longestArrivalDays } from "../data/arrivals.js";
import { type Recordable, records } from "../data/gear.js";
import { daysBetween, type Life } from "../data/life.js";
import type { Behaviour } from "../options.js";
import type { Parameters } from "./parameters.js";

/** A stretch of time in Unix seconds, both ends included. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The parameters `startdate` and `enddate`; without them, all the time there is. */
export function readPeriod(parameters: Parameters, { periodEnd }: Pick<Behaviour, "periodEnd">): Period {
  const to = Number(parameters.get("enddate") || 99_999_999_999);
  return { from: Number(parameters.get("startdate") || 0), to: periodEnd === "included" ? to : to - 1 };
}

/** The moment from which a change counts as one since `lastupdate`; `undefined` where that is not asked. */
export function readChangedSince(
  parameters: Parameters,
  { lastUpdateMoment }: Pick<Behaviour, "lastUpdateMoment">,
): number | undefined {
  const given = parameters.get("lastupdate") || undefined;
  if (given === undefined) return undefined;
  return lastUpdateMoment === "included" ? Number(given) : Number(given) + 1;
}

/** Days to look at, and since when what is found must have changed. */
export interface Days {
  readonly first: number;
  readonly last: number;
  readonly changedSince: number;
}

/** What days are read for. */
export interface DaysQuestion {
  readonly what: Recordable;
  /** The sandbox's time, in Unix seconds. */
  readonly now: number;
  readonly options: Behaviour;
}

/** The parameters `startdateymd` and `enddateymd`, or `lastupdate`, within the days of which there are data. */
export function readDays(life: Life, parameters: Parameters, { what, now, options }: DaysQuestion): Days {
  if (!records(life.gear, what)) return { first: 0, last: -1, changedSince: -Infinity };
  const [begun] = daysBetween(firstMoment(life), 0);
  const [, today] = daysBetween(0, now);
  const changedSince = readChangedSince(parameters, options);
  if (changedSince === undefined) {
    const first = readDay(parameters.get("startdateymd") || dayText(begun));
    const last = readDay(parameters.get("enddateymd") || dayText(today));
    return { first: Math.max(begun, first), last: Math.min(today, last), changedSince: -Infinity };
  }
  // What has long come does not change any more.
  const [changed] = daysBetween(changedSince, 0);
  return { first: Math.max(begun, changed - longestArrivalDays(life)), last: today, changedSince };
}

/** When the first of somebody's devices was first used; never, for somebody without any. */
export function firstMoment({ person }: Life): number {
  const times = person.devices.map((device) => device.first_session_date ?? Infinity);
  return Math.min(99_999_999_999, ...times);
}

/** Days from the last to the first. */
export function* backwards({ first, last }: Pick<Days, "first" | "last">): Generator<number> {
  for (let day = last; day >= first; day--) yield day;
}
