import type { Fields } from "./field.js";
import {
  array,
  boolean,
  day,
  integer,
  map,
  number,
  object,
  page,
  text,
  time,
  timezone,
  withFacts,
} from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { dataFields, daysOrChanges, daysOrChangesChoice, offset } from "./parameters.js";

const advanced = { plan: "Advanced Biomarkers" } as const;
const mats = ["Sleep", "Sleep Analyzer", "Sleep Rx"] as const;

/** What comes of a night even where nothing is asked for, as recorded in 2021; in 2020 it was less. */
const usual: Fields = withFacts(
  {
    total_timeinbed: integer("time in bed", { unit: "s" }),
    total_sleep_time: integer("time asleep: light, deep and REM sleep", { unit: "s" }),
    lightsleepduration: integer("time of light sleep", { unit: "s" }),
    remsleepduration: integer("time of REM sleep", { unit: "s" }),
    deepsleepduration: integer("time of deep sleep", { unit: "s" }),
    sleep_efficiency: number("time asleep by time in bed", { unit: "ratio" }),
    sleep_latency: integer("time in bed before falling asleep", { unit: "s" }),
    wakeup_latency: integer("time in bed after waking up", { unit: "s" }),
    wakeupduration: integer("time awake", { unit: "s" }),
    wakeupcount: integer("times of waking up, leaving the bed not counted", { unit: "count" }),
    waso: integer("time awake after having fallen asleep", { unit: "s" }),
    nb_rem_episodes: integer("phases of REM sleep", { unit: "count" }),
    durationtosleep: integer("time until falling asleep", { unit: "s", deprecated: true }),
    durationtowakeup: integer("time until getting up", { unit: "s", deprecated: true }),
    out_of_bed_count: integer("times of leaving the bed", { unit: "count" }),
  },
  { asked: "default" },
);

const breathing: Fields = {
  breathing_disturbances_intensity: integer(
    "how disturbed the breathing was, by an index; the scale is not documented",
    {
      unit: "index",
      needs: { ...advanced, devices: ["Sleep", "Sleep Analyzer"] },
    },
  ),
  breathing_quality_assessment: integer(
    "how disturbed the breathing was, by another index; the scale is not documented",
    {
      unit: "index",
      needs: { ...advanced, devices: ["Sleep"] },
    },
  ),
  apnea_hypopnea_index: integer("apneas and hypopneas", {
    unit: "events/h",
    needs: {
      ...advanced,
      devices: ["Sleep Analyzer"],
      region: "Europe or Australia",
      also: "the detection of sleep apnea switched on",
    },
  }),
  withings_index: integer("breathing events: up to 15 none or mild, up to 30 moderate, above severe", {
    unit: "events/h",
    needs: { ...advanced, devices: ["Sleep Rx"], also: "five hours of sleep" },
  }),
  snoring: integer("time of snoring", { unit: "s", needs: { ...advanced, devices: mats } }),
  snoringepisodecount: integer("times of snoring for a minute or longer", {
    unit: "count",
    needs: { ...advanced, devices: mats },
  }),
  ...withFacts(
    {
      breathing_sounds: integer("time of breathing sounds", { unit: "s" }),
      breathing_sounds_episode_count: integer("times of breathing sounds for a minute or longer", {
        unit: "count",
      }),
    },
    { needs: { ...advanced, devices: ["Sleep Rx"] } },
  ),
  ...withFacts(
    {
      rr_average: integer("average respiration rate", { unit: "breaths/min" }),
      rr_min: integer("lowest respiration rate", { unit: "breaths/min" }),
      rr_max: integer("highest respiration rate", { unit: "breaths/min" }),
      chest_movement_rate_wellness_average: integer("average respiration rate", { unit: "breaths/min" }),
      chest_movement_rate_wellness_min: integer("lowest respiration rate", { unit: "breaths/min" }),
      chest_movement_rate_wellness_max: integer("highest respiration rate", { unit: "breaths/min" }),
      chest_movement_rate_average: integer("average of the chest's movements", { unit: "events/min" }),
      chest_movement_rate_min: integer("fewest movements of the chest", { unit: "events/min" }),
      chest_movement_rate_max: integer("most movements of the chest", { unit: "events/min" }),
    },
    { needs: advanced },
  ),
};

const heartAndMovement: Fields = {
  ...withFacts(
    {
      hr_average: integer("average heart rate", { unit: "bpm" }),
      hr_min: integer("lowest heart rate", { unit: "bpm" }),
      hr_max: integer("highest heart rate", { unit: "bpm" }),
    },
    { needs: advanced, note: "Trackers' is in every plan." },
  ),
  ...withFacts(
    {
      rmssd_start_avg: number("heart rate variability (RMSSD) at the beginning of the night", { unit: "ms" }),
      rmssd_end_avg: number("heart rate variability (RMSSD) at the end of the night", { unit: "ms" }),
    },
    { needs: { ...advanced, devices: ["Sleep", "Sleep Analyzer", "ScanWatch 2"] } },
  ),
  ...withFacts(
    {
      mvt_score_avg: integer("how much the person moved in bed", { unit: "0 to 255" }),
      mvt_active_duration: integer("time of moving", { unit: "s" }),
    },
    { needs: { ...advanced, devices: ["Sleep Analyzer", "Sleep Rx"] } },
  ),
  ...withFacts(
    {
      core_body_temperature_min: number("lowest core temperature of the body", { unit: "°C" }),
      core_body_temperature_max: number("highest core temperature of the body", { unit: "°C" }),
      core_body_temperature_avg: number("average core temperature of the body", { unit: "°C" }),
      core_body_temperature_status: text("how the core temperature was", {
        enumeration: "temperatureStatus",
      }),
    },
    { needs: { ...advanced, devices: ["ScanWatch 2"] } },
  ),
};

const nightData: Fields = withFacts(
  {
    ...usual,
    asleepduration: integer("time asleep of a night from another application, which knows no phases", {
      unit: "s",
    }),
    sleep_score: integer("Withings' score of the night", {
      unit: "0 to 100",
      needs: { ...advanced, devices: mats },
    }),
    night_events: map(
      array(integer("when, from the beginning of the night", { unit: "s" }), { summary: "when" }),
      {
        keys: "nightEvent",
        summary: "what happened, by kind of event",
        emptyAsArray: true,
        note: "Withings' document declares an array.",
      },
    ),
    ...heartAndMovement,
    ...breathing,
  },
  { asked: "named", optional: true, nullable: true },
);

const night = object(
  {
    id: integer("the night's id"),
    timezone: timezone("where the person was"),
    model: integer("what kind of device watched", { enumeration: "sleepDevice" }),
    model_id: integer("the device's model", { enumeration: "deviceModel", optional: true }),
    startdate: time("when it began"),
    enddate: time("when it ended"),
    date: day("the day of waking up"),
    created: time("when Withings stored it", { optional: true }),
    modified: time("when it was changed last"),
    hash_deviceid: text("the device's id for this application", { nullable: true, optional: true }),
    completed: boolean("whether the night is over", { optional: true }),
    data: object(nightData, {
      name: "NightData",
      summary: "what was asked for",
      emptyAsArray: true,
      note: "null is reported of the phases of nights from other applications, and was seen in workouts.",
    }),
  },
  { name: "Night", summary: "a night" },
);

/** Nights, one row each. */
export const getSummary: Operation = {
  service: "sleep v2",
  operationId: "sleepv2-getsummary",
  action: "getsummary",
  method: "POST",
  host: "api",
  path: "/v2/sleep",
  authentication: "bearer",
  access: "public",
  scopes: ["user.activity"],
  effect: "reads",
  parameters: {
    ...daysOrChanges,
    offset: { ...offset, certainty: "unconfirmed" },
    data_fields: dataFields(nightData, "what is wanted of each night; left out, durations and counts only"),
  },
  choices: [daysOrChangesChoice],
  answer: { series: array(night, { summary: "the nights of this page" }), ...page },
  paging: { rows: "series", observedPageSize: 300, certainty: "unconfirmed" },
  summary: "nights with durations, phases, heart rate, breathing and score",
  notes: [
    "Answers have `more` and `offset`, but Withings' document does not list `offset` as a parameter.",
    "The scope is user.activity; user.sleepevents is for notifications.",
  ],
  source: reference("sleepv2-getsummary"),
};
