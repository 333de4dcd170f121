import { type ActiveDay, activeDay, counterOf, wakingOf } from "./active-day.js";
import { isPhone } from "./activity-rows.js";
import { sumOf } from "./activity-sums.js";
import { type Arrival, arrivalAt, nextSynchronization, rowKey } from "./arrivals.js";
import { type Day, dayText } from "./calendar.js";
import { normal, uniform } from "./draws.js";
import { can } from "./gear.js";
import { rowId } from "./ids.js";
import type { Life } from "./life.js";
import type { Row } from "./row.js";
import { workoutTwists } from "./strange-rows.js";
import { type PlannedWorkout, workoutsOf } from "./workout-plan.js";

/** A row of `measure v2 getworkouts`, before it is known which fields of its data are wanted. */
export interface WorkoutRow {
  readonly date: Day;
  readonly start: number;
  readonly modified: number;
  readonly write: (fields: ReadonlySet<string>) => Row;
}

/** The workouts of a day, as far as they have come at a moment. */
export function workoutRows(life: Life, day: Day, now: number): readonly WorkoutRow[] {
  const device = counterOf(life, day);
  if (device === undefined) return [];
  const dayStart = life.start(day);
  return workoutsOf(life, day, wakingOf(life, day)).flatMap((workout) => {
    const end = dayStart + workout.to * 60;
    const key = rowKey(life, "workout rows", { day, slot: workout.slot });
    const arrival = arrivalAt(life, { day, ready: nextSynchronization(life, end + 300), key }, now);
    if (arrival === undefined || arrival.deleted) return [];
    const id = rowId({ personId: life.person.id, day, slot: workout.slot });
    const twists = life.story === "strange" ? workoutTwists(life, id) : [(row: Row) => row];
    return twists.map((twist) => ({
      date: day,
      start: dayStart + workout.from * 60,
      modified: arrival.modified,
      write: (fields: ReadonlySet<string>): Row =>
        twist(write(life, { id, active: activeDay(life, day, device), workout, arrival }, fields)),
    }));
  });
}

interface DoneWorkout {
  readonly id: number;
  readonly active: ActiveDay;
  readonly workout: PlannedWorkout;
  readonly arrival: Arrival;
}

const other = 36;

function write(life: Life, done: DoneWorkout, fields: ReadonlySet<string>): Row {
  const { id, active, workout, arrival } = done;
  const { device, day, start } = active;
  const foreign = isPhone(device) || workout.manual;
  const data = workoutData(life, done);
  return {
    id,
    // Somebody who corrects a workout says that it was something else.
    category: arrival.edited ? other : workout.sport.category,
    timezone: life.zone(day),
    model: device.model_id,
    attrib: workout.manual ? 2 : arrival.edited ? 7 : 0,
    startdate: start + workout.from * 60,
    enddate: start + workout.to * 60,
    date: dayText(day),
    deviceid: foreign ? null : device.deviceid,
    hash_deviceid: foreign ? null : device.hash_deviceid,
    data: Object.fromEntries(
      Object.entries(data).filter(([name]) => name === "algo_pause_duration" || fields.has(name)),
    ),
    created: arrival.created,
    modified: arrival.modified,
  };
}

/** Zeros stand for what was not found, as recorded. */
function workoutData(life: Life, { active, workout }: DoneWorkout): Row {
  const { sport, from, to, key } = workout;
  const sums = sumOf(life, active, { from, to: Math.min(to, active.minutes) });
  const minutes = to - from;
  const distance = sport.ride === undefined ? sums.distance : sport.ride * minutes * workout.effort;
  const energy = Math.round(sums.energy);
  const { heart } = sums;
  const typed = workout.manual;
  return {
    calories: typed ? 0 : energy,
    intensity: typed ? 0 : Math.min(100, Math.round(sport.met * workout.effort * 9)),
    manual_intensity: typed ? 50 : 0,
    manual_distance: typed ? Math.round(distance / 100) * 100 : 0,
    manual_calories: typed ? Math.round(energy / 10) * 10 : 0,
    hr_average: heart?.average ?? 0,
    hr_min: heart?.least ?? 0,
    hr_max: heart?.most ?? 0,
    hr_zone_0: heart?.zones[0] ?? 0,
    hr_zone_1: heart?.zones[1] ?? 0,
    hr_zone_2: heart?.zones[2] ?? 0,
    hr_zone_3: heart?.zones[3] ?? 0,
    pause_duration: typed && uniform(key, 90) < 0.3 ? 600 : 0,
    steps: sums.steps,
    distance: typed ? 0 : Math.round(distance),
    elevation: sums.floors,
    algo_pause_duration: sport.pool === undefined ? null : Math.round(60 * minutes * 0.12),
    spo2_average: can(active.device, "oxygen") ? Math.round(96 + 0.8 * normal(key, 91)) : null,
    ...(can(active.device, "vitals") && warmth(life, workout)),
    ...(sport.pool !== undefined && {
      pool_laps: sums.laps,
      strokes: sums.strokes,
      pool_length: sport.pool,
    }),
  };
}

/** Whole degrees, as the specification has it; the status is 1 for usual and 2 for elevated, which nobody has shown. */
function warmth({ body }: Life, { sport, key }: PlannedWorkout): Row {
  const highest = body.temperature + 0.12 * sport.met + 0.2 * normal(key, 92);
  return {
    core_body_temperature_avg: Math.round(highest - 0.3),
    core_body_temperature_min: Math.round(body.temperature),
    core_body_temperature_max: Math.round(highest),
    core_body_temperature_status: highest > 38 ? 2 : 1,
  };
}
