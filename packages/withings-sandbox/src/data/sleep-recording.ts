import type { Device } from "../state/index.js";
import { type Arrival, arrivalAt, nextSynchronization, rowKey } from "./arrivals.js";
import { type Day } from "./calendar.js";
import { uniform } from "./draws.js";
import { can } from "./gear.js";
import type { Life } from "./life.js";
import type { MinuteField } from "./night-minutes.js";
import { type Night, nightOf, timeInBed } from "./night.js";

/** A night as a device recorded it. */
export interface SleepRecording {
  /** The night, as far as it was sent. Made when it is asked for. */
  readonly night: () => Night;
  readonly recorder: Recorder;
  readonly arrival: Arrival;
  /** Whether the person got up already. */
  readonly completed: boolean;
}

/** What watched over a night. */
export interface Recorder {
  readonly kind: "mat" | "tracker" | "phone";
  readonly device: Device;
  /** What it finds in each minute. */
  readonly fields: readonly MinuteField[];
  /** Whether a watch on the wrist found the core temperature too. */
  readonly temperature: boolean;
}

/** The recording of the night before a day, as far as Withings has it at a moment. */
export function sleepRecording(life: Life, day: Day, now: number): SleepRecording | undefined {
  const { start, minutes } = timeInBed(life, day);
  if (start > now) return undefined;
  const recorder = recorderOf(life, day, start);
  if (recorder === undefined) return undefined;
  const end = start + minutes * 60;
  const key = rowKey(life, "night rows", { day });
  const ready =
    recorder.kind === "mat"
      ? end + 120 + Math.floor(uniform(key, 0) * 600)
      : nextSynchronization(life, end + 600);
  const arrival = arrivalAt(life, { day, ready, key }, now);
  if (arrival !== undefined) return { night: () => nightOf(life, day), recorder, arrival, completed: true };
  return recorder.kind === "mat" && life.story !== "late" ? running(life, day, { recorder, now }) : undefined;
}

/** After how much of a night a mat sends what it has. */
const soonest = 3600;

function running(
  life: Life,
  day: Day,
  { recorder, now }: { readonly recorder: Recorder; readonly now: number },
): SleepRecording | undefined {
  const { start, minutes } = timeInBed(life, day);
  const passed = Math.min(minutes, Math.floor((now - start) / 60));
  if (passed * 60 < soonest) return undefined;
  const sent = Math.floor(passed / 10) * 10;
  return {
    night: () => {
      const night = nightOf(life, day);
      const states = night.states.subarray(0, sent);
      return { ...night, minutes: sent, states, risings: night.risings.filter((minute) => minute < sent) };
    },
    recorder,
    arrival: { created: start + soonest, modified: start + sent * 60, edited: false, deleted: false },
    completed: false,
  };
}

const ofMats: readonly MinuteField[] = [
  "hr",
  "rr",
  "snoring",
  "sdnn_1",
  "rmssd",
  "hrv_quality",
  "mvt_score",
  "chest_movement_rate",
];
const ofVitals: readonly MinuteField[] = [
  "hr",
  "rr",
  "sdnn_1",
  "rmssd",
  "hrv_quality",
  "chest_movement_rate",
];

function recorderOf(life: Life, day: Day, start: number): Recorder | undefined {
  const { gear, story } = life;
  const key = life.key("recorders");
  const owned = (device: Device | undefined): device is Device =>
    device !== undefined && (device.first_session_date ?? Infinity) <= start;
  const worn = owned(gear.tracker) && uniform(key, 2 * day) < 0.94;
  const temperature = worn && can(gear.tracker, "vitals");
  if (owned(gear.mat) && !life.away(day) && uniform(key, 2 * day + 1) < 0.98)
    return {
      kind: "mat",
      device: gear.mat,
      // What only Sleep Rx finds, whose number is that of the other mats: somebody has all of it.
      fields: story === "everything" ? [...ofMats, "withings_index", "breathing_sounds"] : ofMats,
      temperature,
    };
  if (worn)
    return {
      kind: "tracker",
      device: gear.tracker,
      fields: can(gear.tracker, "vitals") ? ofVitals : can(gear.tracker, "heartRate") ? ["hr"] : [],
      temperature,
    };
  if (owned(gear.phone) && uniform(key, 2 * day) < 0.8)
    return { kind: "phone", device: gear.phone, fields: [], temperature: false };
  return undefined;
}
