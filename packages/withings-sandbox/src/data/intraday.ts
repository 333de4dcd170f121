import type { Device } from "../state/index.js";
import { type ActiveDay, activeDay, counterOf } from "./active-day.js";
import { activityRows, arrivedMinutes, isPhone } from "./activity-rows.js";
import { normal, under, wave } from "./draws.js";
import { can } from "./gear.js";
import { daysBetween, type Life } from "./life.js";
import { minuteCurve } from "./night-minutes.js";
import { nightOf } from "./night.js";
import type { Row } from "./row.js";

/** A stretch of time in Unix seconds. */
export interface Period {
  readonly from: number;
  /** Not part of it. */
  readonly to: number;
}

/** What is wanted of the moments of a period. */
export interface WantedMoments extends Period {
  readonly fields: ReadonlySet<string>;
  /** The sandbox's time, in Unix seconds. */
  readonly now: number;
}

/** The moments of `measure v2 getintradayactivity`, in the order of time. */
export function* moments(life: Life, wanted: WantedMoments): Generator<readonly [time: number, row: Row]> {
  const [first, last] = daysBetween(wanted.from, wanted.to);
  for (let day = first; day <= last; day++) {
    const start = life.start(day);
    if (start >= wanted.to || life.start(day + 1) <= wanted.from) continue;
    const device = counterOf(life, day);
    if (device === undefined || activityRows(life, day, wanted.now).length === 0) continue;
    yield* momentsOf(life, activeDay(life, day, device), wanted);
  }
}

function* momentsOf(
  life: Life,
  active: ActiveDay,
  { from, to, fields, now }: WantedMoments,
): Generator<readonly [time: number, row: Row]> {
  const origin = originOf(active.device);
  const arrived = arrivedMinutes(life, active, now);
  const vitals = can(active.device, "vitals") ? vitalsOf(life, active) : () => ({});
  const oxygen = can(active.device, "oxygen") ? oxygenOf(life, active) : () => ({});
  for (let minute = 0; minute < arrived; minute++) {
    const time = active.start + minute * 60;
    if (time < from || time >= to) continue;
    const found: Row = { ...counted(active, minute), ...oxygen(minute), ...vitals(minute) };
    const asked = Object.entries(found).filter(([name]) => fields.has(name));
    // What has nothing of what was asked for is no row; who asked for nothing sees when there is something.
    if (fields.size === 0 ? Object.keys(found).length > 0 : asked.some(([name]) => name !== "duration"))
      yield [time, { ...Object.fromEntries(asked), ...origin }];
  }
}

const originOf = (device: Device): Row => ({
  deviceid: isPhone(device) ? null : device.deviceid,
  model: device.model,
  model_id: device.model_id,
});

function counted(active: ActiveDay, minute: number): Row {
  const at = (values: Uint8Array | Uint16Array | Uint32Array): number => values[minute] ?? 0;
  const steps = at(active.steps);
  const rate = at(active.heartRate);
  const swims = at(active.strokes) > 0;
  const moves = steps > 0 || swims || at(active.energy) > 0;
  return {
    ...(moves && {
      steps,
      elevation: at(active.floors),
      calories: at(active.energy) / 1000,
      distance: at(active.distance) / 1000,
      duration: 60,
    }),
    ...(swims && { stroke: at(active.strokes), pool_lap: at(active.laps) }),
    ...(rate > 0 && { heart_rate: rate }),
  };
}

/** Oxygen saturation every half an hour of the night. */
function oxygenOf(life: Life, { day, waking, key }: ActiveDay): (minute: number) => Row {
  const level = 96.6 - 1.5 * life.sickness(day);
  const own = under(key, "oxygen");
  return (minute) =>
    minute % 30 === 7 && (minute < waking.from || minute >= waking.to)
      ? { spo2_auto: Math.round(Math.min(99, level + 0.9 * normal(own, minute))) }
      : {};
}

/** Breathing and the heart's variability by night, the temperature every five minutes. */
function vitalsOf(life: Life, active: ActiveDay): (minute: number) => Row {
  const { day, start, waking, key } = active;
  const warmth = under(key, "warmth");
  const level = life.body.temperature + 1.3 * life.sickness(day);
  const nights = [nightOf(life, day), nightOf(life, day + 1)].map((night) => {
    const curves = {
      rmssd: minuteCurve(life, night, "rmssd"),
      sdnn1: minuteCurve(life, night, "sdnn_1"),
      hrv_quality: minuteCurve(life, night, "hrv_quality"),
      rr: minuteCurve(life, night, "rr"),
      chest_movement_rate: minuteCurve(life, night, "chest_movement_rate"),
    };
    return (time: number): Row => {
      const index = Math.floor((time - night.start) / 60);
      const state = night.states[index];
      if (state === undefined) return {};
      return Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, curve(index, state)]));
    };
  });
  return (minute) => {
    const awake = minute >= waking.from && minute < waking.to;
    const temperature = level + (awake ? 0.35 : -0.15) + 0.2 * wave(warmth, minute / 70);
    const asleep = awake ? [] : nights.map((at) => at(start + minute * 60));
    return {
      ...Object.assign({}, ...asleep),
      ...(minute % 5 === 0 && { core_body_temperature: Math.round(temperature * 100) / 100 }),
    } as Row;
  };
}
