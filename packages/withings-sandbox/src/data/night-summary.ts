import { normal, within } from "./draws.js";
import type { Life } from "./life.js";
import { type MinuteField, wholeCurve } from "./night-minutes.js";
import { type Night, segmentsOf, type SleepSegment, sleepState } from "./night.js";
import type { SleepRecording } from "./sleep-recording.js";

/** A value of a night's summary. */
export type SummaryValue = number | string | null | Readonly<Record<string, readonly number[]>> | readonly [];

/**
 * What the summary of a night says in some of its fields, by the names of `sleep v2 getsummary`. Fields that the device does not find are
 * absent.
 */
export function summaryOf(
  life: Life,
  recording: SleepRecording,
  fields: Iterable<string>,
): Readonly<Record<string, SummaryValue>> {
  const summary: Record<string, SummaryValue> = {};
  const night = recording.night();
  if (recording.recorder.kind === "phone") {
    for (const field of fields) {
      const value = ofPhone(night, field);
      if (value !== undefined) summary[field] = value;
    }
    return summary;
  }
  const curves = new Map<MinuteField, readonly number[]>();
  const sleep: Sleep = {
    life,
    ...recording,
    night,
    ...measured(night),
    curve: (field) => {
      const known = curves.get(field) ?? wholeCurve(life, night, field);
      curves.set(field, known);
      return known;
    },
  };
  for (const field of fields) {
    const value = Object.hasOwn(values, field) ? values[field]?.(sleep) : undefined;
    if (value !== undefined) summary[field] = value;
  }
  return summary;
}

interface Durations {
  readonly segments: readonly SleepSegment[];
  /** Minutes in each state. */
  readonly minutes: readonly number[];
  readonly asleep: number;
  readonly latency: number;
  readonly lingering: number;
}

interface Sleep extends Omit<SleepRecording, "night">, Durations {
  readonly life: Life;
  readonly night: Night;
  readonly curve: (field: MinuteField) => readonly number[];
}

function measured(night: Night): Durations {
  const segments = segmentsOf(night);
  const minutes = [0, 0, 0, 0];
  for (const { from, to, state } of segments) minutes[state] = (minutes[state] ?? 0) + to - from;
  const [first, last] = [segments.at(0), segments.at(-1)];
  const isAwake = (segment: SleepSegment | undefined): segment is SleepSegment =>
    segment?.state === sleepState.awake;
  return {
    segments,
    minutes,
    asleep: night.minutes - (minutes[sleepState.awake] ?? 0),
    latency: isAwake(first) ? first.to - first.from : 0,
    lingering: segments.length > 1 && isAwake(last) ? last.to - last.from : 0,
  };
}

const secondsIn =
  (state: number) =>
  ({ minutes }: Sleep): number =>
    60 * (minutes[state] ?? 0);

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** What is made of the minutes of a field, where the device finds it. */
const of =
  (field: MinuteField, make: (values: readonly number[], sleep: Sleep) => number) =>
  (sleep: Sleep): number | undefined =>
    sleep.recorder.fields.includes(field) ? make(sleep.curve(field), sleep) : undefined;

const mean = (values: readonly number[]): number => Math.round(average(values));
const least = (values: readonly number[]): number => Math.min(...values);
const most = (values: readonly number[]): number => Math.max(...values);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const episodes = (values: readonly number[]): number =>
  values.filter((value, index) => value > 0 && !((values[index - 1] ?? 0) > 0)).length;
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

const breathingDisturbances = (sleep: Sleep): number | undefined =>
  sleep.recorder.kind === "mat"
    ? Math.round(within(sleep.life.body.apneas * (1 + 0.35 * normal(sleep.night.key, 40)), 0, 60))
    : undefined;

const temperature =
  (above: number) =>
  ({ recorder, life, night }: Sleep): number | undefined =>
    recorder.temperature
      ? oneDecimal(
          life.body.temperature + 0.1 + above + 1.3 * life.sickness(night.day) + 0.08 * normal(night.key, 41),
        )
      : undefined;

const awakenings = ({ segments }: Sleep): readonly SleepSegment[] =>
  segments.slice(1, -1).filter(({ state }) => state === sleepState.awake);

const values: Readonly<Record<string, (sleep: Sleep) => SummaryValue | undefined>> = {
  total_timeinbed: ({ night }) => 60 * night.minutes,
  total_sleep_time: ({ asleep }) => 60 * asleep,
  lightsleepduration: secondsIn(sleepState.light),
  remsleepduration: secondsIn(sleepState.rem),
  deepsleepduration: secondsIn(sleepState.deep),
  sleep_efficiency: ({ asleep, night }) => Math.round((100 * asleep) / night.minutes) / 100,
  sleep_latency: ({ latency }) => 60 * latency,
  wakeup_latency: ({ lingering }) => 60 * lingering,
  wakeupduration: secondsIn(sleepState.awake),
  wakeupcount: (sleep) => awakenings(sleep).length - sleep.night.risings.length,
  waso: ({ minutes, latency, lingering }) => 60 * ((minutes[sleepState.awake] ?? 0) - latency - lingering),
  nb_rem_episodes: ({ segments }) => segments.filter(({ state }) => state === sleepState.rem).length,
  durationtosleep: ({ latency }) => 60 * latency,
  durationtowakeup: ({ lingering }) => 60 * lingering,
  out_of_bed_count: ({ night }) => night.risings.length,
  night_events: nightEvents,
  sleep_score: (sleep) => (sleep.recorder.kind === "mat" ? score(sleep) : undefined),
  hr_average: of("hr", mean),
  hr_min: of("hr", least),
  hr_max: of("hr", most),
  rr_average: of("rr", mean),
  rr_min: of("rr", least),
  rr_max: of("rr", most),
  snoring: of("snoring", sum),
  snoringepisodecount: of("snoring", episodes),
  breathing_sounds: of("breathing_sounds", sum),
  breathing_sounds_episode_count: of("breathing_sounds", episodes),
  breathing_disturbances_intensity: breathingDisturbances,
  apnea_hypopnea_index: breathingDisturbances,
  breathing_quality_assessment: (sleep) =>
    sleep.life.story === "everything" ? breathingDisturbances(sleep) : undefined,
  withings_index: of("withings_index", (values, { asleep }) =>
    asleep < 300 ? 0 : Math.round(sum(values) / asleep),
  ),
  mvt_score_avg: of("mvt_score", mean),
  mvt_active_duration: of("mvt_score", (values) => 60 * values.filter((value) => value > 50).length),
  rmssd_start_avg: of("rmssd", (values) => oneDecimal(average(values.slice(0, 120)))),
  rmssd_end_avg: of("rmssd", (values) => oneDecimal(average(values.slice(-120)))),
  chest_movement_rate_wellness_average: of("chest_movement_rate", mean),
  chest_movement_rate_wellness_min: of("chest_movement_rate", least),
  chest_movement_rate_wellness_max: of("chest_movement_rate", most),
  chest_movement_rate_average: of("chest_movement_rate", mean),
  chest_movement_rate_min: of("chest_movement_rate", least),
  chest_movement_rate_max: of("chest_movement_rate", most),
  core_body_temperature_min: temperature(-0.4),
  core_body_temperature_max: temperature(0.35),
  core_body_temperature_avg: temperature(0),
  core_body_temperature_status: (sleep) =>
    sleep.recorder.temperature
      ? sleep.life.sickness(sleep.night.day) > 0.3
        ? "elevated"
        : "usual"
      : undefined,
};

/** Withings' numbers of what happens in a night: 1 into bed, 2 asleep, 3 awake, 4 out of bed. Seconds from its beginning. */
function nightEvents({ night, segments, latency, completed }: Sleep): SummaryValue {
  const wakings = segments.filter(({ state }, index) => index > 0 && state === sleepState.awake);
  const seconds = (minutes: number): number => 60 * minutes;
  const risings = night.risings.map(seconds);
  const returns = awakeningsAfter(segments, night.risings).map(seconds);
  return {
    1: [0, ...returns],
    2: [seconds(latency), ...wakings.flatMap(({ to }) => (to < night.minutes ? [seconds(to)] : []))],
    3: wakings.map(({ from }) => seconds(from)),
    4: [...risings, ...(completed ? [seconds(night.minutes)] : [])],
  };
}

/** When somebody who got up lies down again: in the middle of the time awake. */
function awakeningsAfter(segments: readonly SleepSegment[], risings: readonly number[]): readonly number[] {
  return risings.flatMap((minute) => {
    const segment = segments.find(({ from, to }) => from <= minute && minute < to);
    return segment === undefined ? [] : [Math.floor((segment.from + segment.to) / 2)];
  });
}

/** Half of it for the length, the rest for depth and quiet: Withings does not say how its own is made. */
function score({ asleep, minutes, night, segments }: Sleep): number {
  const deepAndRem = (minutes[sleepState.deep] ?? 0) + (minutes[sleepState.rem] ?? 0);
  const length = within(asleep / 480, 0, 1);
  const depth = within(deepAndRem / (0.46 * asleep + 1), 0, 1);
  const quiet = within(asleep / night.minutes - 0.02 * segments.length ** 0.5, 0, 1);
  return Math.round(52 * length ** 1.5 + 24 * depth + 24 * quiet);
}

/** A phone knows when somebody slept, and no phases: those are null. */
function ofPhone(night: Night, field: string): SummaryValue | undefined {
  const { asleep } = measured(night);
  switch (field) {
    case "total_timeinbed":
      return 60 * night.minutes;
    case "asleepduration":
    case "total_sleep_time":
      return 60 * asleep;
    case "lightsleepduration":
    case "deepsleepduration":
    case "remsleepduration":
      return null;
    case "night_events":
      return [];
    default:
      return undefined;
  }
}
