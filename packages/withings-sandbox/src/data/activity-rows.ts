import type { Device } from "../state/index.js";
import { type ActiveDay, activeDay, counterOf } from "./active-day.js";
import { restingEnergy, sumOf, type Sums } from "./activity-sums.js";
import { type Arrival, arrivalAt, lastSynchronization, nextSynchronization, rowKey } from "./arrivals.js";
import { type Day, dayText } from "./calendar.js";
import type { Life } from "./life.js";
import type { Row } from "./row.js";
import { dayTwists } from "./strange-rows.js";

/** A day of `measure v2 getactivity`, before it is known which fields are wanted. */
export interface ActivityRow {
  readonly date: Day;
  readonly modified: number;
  readonly write: (fields: ReadonlySet<string>) => Row;
}

/** The sums of a day, as far as they have come at a moment: one row; more for somebody whose days are counted twice. */
export function activityRows(life: Life, day: Day, now: number): readonly ActivityRow[] {
  const device = counterOf(life, day);
  const arrival = device && dayArrival(life, day, now);
  if (device === undefined || arrival === undefined) return [];
  const { modified } = arrival;
  const write = (fields: ReadonlySet<string>): Row => {
    const active = activeDay(life, day, device);
    const to = arrivedMinutes(life, active, now);
    return {
      ...sumFields(sumOf(life, active, { from: 0, to }), restingEnergy(life, day, to), fields),
      ...origin(device),
      timezone: life.zone(day),
      date: dayText(day),
      modified,
      brand: isPhone(device) ? 18 : 1,
      is_tracker: !isPhone(device),
    };
  };
  const twists = life.story === "strange" ? dayTwists(life, day) : [(row: Row) => row];
  return twists.map((twist) => ({ date: day, modified, write: (fields) => twist(write(fields)) }));
}

/** Another application's device has no id at Withings. */
export const isPhone = (device: Device): boolean => device.type.startsWith("HealthKit");

const origin = (device: Device): Row => ({
  deviceid: isPhone(device) ? null : device.deviceid,
  hash_deviceid: isPhone(device) ? null : device.hash_deviceid,
  modelid: device.model_id,
  model: device.model,
});

/** A day that is not over is there too, as far as it was synchronized. */
function dayArrival(life: Life, day: Day, now: number): Arrival | undefined {
  const ready = nextSynchronization(life, life.start(day + 1));
  const arrival = arrivalAt(life, { day, ready, key: rowKey(life, "day rows", { day }) }, now);
  if (arrival !== undefined || life.story === "late") return arrival;
  const synchronized = lastSynchronization(life, now);
  return synchronized <= life.start(day)
    ? undefined
    : {
        created: nextSynchronization(life, life.start(day) + 1),
        modified: synchronized,
        edited: false,
        deleted: false,
      };
}

/** How many minutes of a day have been handed over. */
export function arrivedMinutes(life: Life, { start, minutes }: ActiveDay, now: number): number {
  if (life.story === "late") return minutes;
  return Math.max(0, Math.min(minutes, Math.floor((lastSynchronization(life, now) - start) / 60)));
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

function sumFields(sums: Sums, passive: number, fields: ReadonlySet<string>): Row {
  const { heart } = sums;
  const all: Row = {
    steps: sums.steps,
    distance: sums.distance,
    elevation: sums.floors,
    soft: sums.soft,
    moderate: sums.moderate,
    intense: sums.intense,
    active: sums.moderate + sums.intense,
    calories: sums.energy,
    totalcalories: thousandths(sums.energy + passive),
    // Absent, not null, where there are no heart data.
    ...(heart && {
      hr_average: heart.average,
      hr_min: heart.least,
      hr_max: heart.most,
      hr_zone_0: heart.zones[0],
      hr_zone_1: heart.zones[1],
      hr_zone_2: heart.zones[2],
      hr_zone_3: heart.zones[3],
    }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => fields.has(name)));
}
