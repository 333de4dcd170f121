import type { Device } from "../state/index.js";
import type { Day } from "./calendar.js";
import { type Key, under, uniform } from "./draws.js";
import { type EcgFormat } from "./ecg.js";
import { can } from "./gear.js";
import { type Life } from "./life.js";
import { positions } from "./measure.js";
import { timeInBed, wakeTime } from "./night.js";

/** An ECG that somebody recorded. */
export interface EcgOccasion {
  readonly day: Day;
  /** Unix seconds. */
  readonly at: number;
  /** Which of the day's it is: 0 or 1. */
  readonly turn: number;
  readonly device: Device;
  readonly key: Key;
}

/** The ECGs of a day: in the morning by the cuff, in the evening by the watch or the thermometer. Who is ill of the heart records more. */
export function ecgOccasions(life: Life, day: Day): readonly EcgOccasion[] {
  const { cuff, tracker, thermometer } = life.gear;
  const own = life.key("ecg");
  const often = life.story === "fibrillation" ? 0.5 : 0.13;
  const held = can(tracker, "ecg") ? tracker : can(thermometer, "ecg") ? thermometer : undefined;
  const occasion = (turn: number, device: Device | undefined, at: () => number): EcgOccasion[] => {
    const key = under(under(own, day), turn);
    if (device === undefined || uniform(key, 0) >= often) return [];
    const time = at() + Math.floor(uniform(key, 9) * 1500);
    return (device.first_session_date ?? Infinity) <= time ? [{ day, at: time, turn, device, key }] : [];
  };
  return [
    ...occasion(0, can(cuff, "ecg") ? cuff : undefined, () => wakeTime(life, day) + 2400),
    ...occasion(1, held, () => timeInBed(life, day + 1).start - 7200),
  ];
}

/** A cuff records 20 seconds with 500 samples each, everything else 30 with 300. */
export function ecgFormat({ type }: Device): EcgFormat {
  return type === "Blood Pressure Monitor"
    ? { frequency: 500, seconds: 20 }
    : { frequency: 300, seconds: 30 };
}

/** Where a device is worn or held, in Withings' numbers. */
export function wearPosition({ type }: Device): number {
  if (type === "Blood Pressure Monitor") return positions.leftArm;
  return type === "Activity Tracker" ? positions.leftWrist : 29;
}
