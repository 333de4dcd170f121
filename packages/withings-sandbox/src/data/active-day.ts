import type { Device } from "../state/index.js";
import { type Day, isWeekend, seasonOf } from "./calendar.js";
import { highestRate } from "./body.js";
import { draws, type Key, normal, under, uniform, wave, within } from "./draws.js";
import { can } from "./gear.js";
import type { Life } from "./life.js";
import { minuteCurve } from "./night-minutes.js";
import { nightOf, timeInBed, wakeTime } from "./night.js";
import { type PlannedWorkout, type Waking, workoutsOf } from "./workout-plan.js";

/** How hard a minute was, as Withings counts them. */
export const effort = { none: 0, soft: 1, moderate: 2, intense: 3 } as const;

/** A day as a tracker or a phone counted it, minute by minute. What is 0 was not there. */
export interface ActiveDay {
  readonly day: Day;
  /** Unix seconds. */
  readonly start: number;
  readonly minutes: number;
  readonly device: Device;
  readonly steps: Uint16Array;
  /** In mm. */
  readonly distance: Uint32Array;
  /** In thousandths of a kcal. */
  readonly energy: Uint32Array;
  readonly floors: Uint8Array;
  readonly efforts: Uint8Array;
  readonly heartRate: Uint8Array;
  /** How many minutes a heart rate stands for, outside of workouts. */
  readonly heartRateEvery: number;
  readonly strokes: Uint8Array;
  readonly laps: Uint8Array;
  readonly workouts: readonly PlannedWorkout[];
  readonly waking: Waking;
  readonly key: Key;
}

/** What counted a day: `undefined` where nothing did, because it lay in a drawer or was not bought yet. */
export function counterOf(life: Life, day: Day): Device | undefined {
  const { tracker, phone } = life.gear;
  const start = life.start(day);
  const owned = (device: Device | undefined): device is Device =>
    device !== undefined && (device.first_session_date ?? Infinity) <= start;
  const drawer = uniform(life.key("drawer"), day) < 0.025;
  if (owned(tracker)) return drawer ? undefined : tracker;
  return owned(phone) ? phone : undefined;
}

/** When somebody is up on a day. */
export function wakingOf(life: Life, day: Day): Waking {
  const start = life.start(day);
  const minute = (time: number): number => Math.floor((time - start) / 60);
  return { from: Math.max(0, minute(wakeTime(life, day))), to: minute(timeInBed(life, day + 1).start) };
}

/** A whole day, minute by minute. */
export function activeDay(life: Life, day: Day, device: Device): ActiveDay {
  const start = life.start(day);
  const minutes = Math.round((life.start(day + 1) - start) / 60);
  const waking = wakingOf(life, day);
  const key = under(life.key("activity"), day);
  const active: ActiveDay = {
    day,
    start,
    minutes,
    device,
    steps: new Uint16Array(minutes),
    distance: new Uint32Array(minutes),
    energy: new Uint32Array(minutes),
    floors: new Uint8Array(minutes),
    efforts: new Uint8Array(minutes),
    heartRate: new Uint8Array(minutes),
    heartRateEvery: can(device, "vitals") ? 1 : 10,
    strokes: new Uint8Array(minutes),
    laps: new Uint8Array(minutes),
    // A phone lies in a locker during sports.
    workouts: workoutsOf(life, day, waking),
    waking: { from: waking.from, to: Math.min(minutes, waking.to) },
    key,
  };
  const met = new Float64Array(minutes).fill(1);
  walk(life, active, met);
  for (const workout of active.workouts) train(life, active, { workout, met });
  spend(life, active, met);
  // One day in thirty the watch sits too loosely to find a pulse.
  if (can(device, "heartRate") && uniform(key, 7) > 0.03) beat(life, active, met);
  return active;
}

/** Energy of walking, by the energy of sitting. */
const walkingMet = (cadence: number): number => 1 + 0.027 * cadence;

function walk(
  { body, sickness, away }: Life,
  { day, steps, waking, key }: ActiveDay,
  met: Float64Array,
): void {
  const draw = draws(under(key, "walks"));
  const season = 1 - 0.12 * Math.cos(2 * Math.PI * seasonOf(day));
  const mood = 1 + 0.22 * normal(key, 1) + 0.12 * wave(key, day / 9);
  const week = isWeekend(day) ? 0.82 : 1.06;
  const wanted = body.stepsADay * season * mood * week * (1 - 0.8 * sickness(day)) * (away(day) ? 1.35 : 1);
  const hours = isWeekend(day) ? weekendHours : weekdayHours;
  let left = Math.max(500, wanted) * 0.75;
  for (let bouts = 0; left > 0 && bouts < 60; bouts++) {
    const around = draw.chance(0.6)
      ? draw.pick(hours) * 60 + 25 * draw.normal()
      : draw.between(waking.from, waking.to);
    const cadence = within(96 + 16 * draw.normal(), 55, 128);
    const length = Math.round(within(3 + 16 * draw.next() ** 2, 3, 19));
    const from = Math.round(within(around, waking.from, waking.to - length));
    for (let minute = Math.max(waking.from, from); minute < from + length && minute < waking.to; minute++) {
      if ((steps[minute] ?? 0) > 0) continue;
      const taken = Math.round(cadence + 5 * draw.normal());
      steps[minute] = taken;
      left -= taken;
    }
  }
  // And here and there around the house.
  for (let minute = waking.from; minute < waking.to; minute++)
    if (steps[minute] === 0 && draw.chance(0.13)) steps[minute] = draw.integer(4, 38);
  for (let minute = 0; minute < steps.length; minute++) met[minute] = walkingMet(steps[minute] ?? 0);
}

const weekdayHours = [7.6, 8.2, 12.3, 12.9, 17.4, 18.1] as const;
const weekendHours = [10.2, 11.5, 14.5, 16, 18.5] as const;

function train(
  { body }: Life,
  { steps, strokes, laps, minutes }: ActiveDay,
  { workout, met }: { readonly workout: PlannedWorkout; readonly met: Float64Array },
): void {
  const { sport, from, to, key } = workout;
  // A lap for each so many strokes, at this person's pace.
  const lapMinutes = ((sport.pool ?? 0) / 25) * (0.62 - 0.002 * (body.vo2Max - 40));
  for (let minute = from; minute < Math.min(to, minutes); minute++) {
    const pace = workout.effort * (1 + 0.08 * wave(key, minute / 4));
    steps[minute] = sport.cadence === 0 ? 0 : Math.round(sport.cadence * (1 + 0.05 * normal(key, minute)));
    met[minute] = sport.met * pace;
    if (sport.pool === undefined) continue;
    const swum = Math.floor((minute + 1 - from) / lapMinutes) - Math.floor((minute - from) / lapMinutes);
    laps[minute] = swum;
    strokes[minute] = Math.round(26 * pace);
  }
}

function spend({ body }: Life, active: ActiveDay, met: Float64Array): void {
  const { steps, distance, energy, floors, efforts, waking, key } = active;
  const stairs = under(key, "stairs");
  const reaches = new Float64Array(active.minutes).fill(1);
  const climbs = new Float64Array(active.minutes).fill(4);
  for (const { sport, from, to } of active.workouts) {
    reaches.fill(sport.reach, from, to);
    climbs.fill(sport.climb ?? 0, from, to);
  }
  for (let minute = waking.from; minute < waking.to; minute++) {
    const load = met[minute] ?? 1;
    const taken = steps[minute] ?? 0;
    distance[minute] = Math.round(taken * body.strideMm * (reaches[minute] ?? 1));
    energy[minute] = Math.round(Math.max(0, load - 1) * body.weightKg * 17.5);
    efforts[minute] =
      load >= 6 ? effort.intense : load >= 3.5 ? effort.moderate : load >= 2.1 ? effort.soft : effort.none;
    const climbing = load >= 2.1 ? (climbs[minute] ?? 0) / 60 : 0;
    floors[minute] = uniform(stairs, minute) < climbing ? 1 : 0;
  }
}

/** The heart follows what is done with some delay; asleep it is the night's. */
function beat(life: Life, active: ActiveDay, met: Float64Array): void {
  const { day, start, minutes, heartRate, workouts, heartRateEvery, waking, key } = active;
  const { body } = life;
  const kept = (minute: number): boolean =>
    minute % heartRateEvery === 0 || workouts.some(({ from, to }) => from <= minute && minute < to);
  for (const night of [nightOf(life, day), nightOf(life, day + 1)]) {
    const curve = minuteCurve(life, night, "hr");
    const first = Math.max(0, Math.ceil((start - night.start) / 60));
    for (let index = first; index < night.minutes; index++) {
      const minute = Math.floor((night.start + index * 60 - start) / 60);
      if (minute >= minutes) break;
      if (kept(minute)) heartRate[minute] = curve(index, night.states[index] ?? 0);
    }
  }
  const calm = body.restingRate + 11 + 10 * life.sickness(day);
  // Who goes to bed after midnight is up in the first minutes of the day, and sits still.
  const upUntil = Math.floor((timeInBed(life, day).start - start) / 60);
  for (let minute = 0; minute < upUntil; minute++)
    if (kept(minute)) heartRate[minute] = Math.round(calm + 4 * wave(key, minute / 8));
  const reserve = highestRate(body, day) - calm;
  let rate = calm;
  for (let minute = waking.from; minute < waking.to; minute++) {
    const load = met[minute] ?? 1;
    const share = load <= 1 ? 0 : within(0.05 + 0.083 * load, 0, 0.94);
    rate += (calm + share * reserve + 4 * wave(key, minute / 8) - rate) * 0.34;
    if (kept(minute)) heartRate[minute] = Math.round(within(rate, 38, 215));
  }
}
