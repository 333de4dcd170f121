import type { FieldFacts, Fields } from "./field.js";
import {
  boolean,
  day,
  integer,
  array,
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
import { dataFields, daysOrChanges, daysOrChangesChoice, offset, period } from "./parameters.js";

const post = {
  service: "measure v2",
  method: "POST",
  host: "api",
  path: "/v2/measure",
  authentication: "bearer",
  access: "public",
  scopes: ["user.activity"],
  effect: "reads",
} as const;

const named = { asked: "named", optional: true } as const;

const heartRateDevices = ["Steel HR", "Pulse HR", "ScanWatch Light", "ScanWatch", "ScanWatch 2"] as const;
const withHeartRate = { ...named, needs: { devices: heartRateDevices } } satisfies Omit<
  FieldFacts,
  "summary"
>;

/** Of a day. Those that come without being asked for were seen in recorded answers. */
const dayFields: Fields = {
  ...withFacts(
    {
      steps: integer("steps", { unit: "count" }),
      distance: number("distance covered", { unit: "m" }),
      elevation: number("floors climbed, despite the name", { unit: "floors" }),
      soft: integer("time of light activity", { unit: "s" }),
      moderate: integer("time of moderate activity", { unit: "s" }),
      intense: integer("time of intense activity", { unit: "s" }),
      active: integer("time of moderate and intense activity together", { unit: "s" }),
      calories: number("energy spent by being active", { unit: "kcal" }),
      totalcalories: number("energy spent in all, rest included", { unit: "kcal" }),
    },
    { asked: "default", optional: true },
  ),
  ...withFacts(
    {
      hr_average: integer("average heart rate", { unit: "bpm" }),
      hr_min: integer("lowest heart rate", { unit: "bpm" }),
      hr_max: integer("highest heart rate", { unit: "bpm" }),
      hr_zone_0: integer("time in the light zone", { unit: "s" }),
      hr_zone_1: integer("time in the moderate zone", { unit: "s" }),
      hr_zone_2: integer("time in the intense zone", { unit: "s" }),
      hr_zone_3: integer("time in the maximal zone", { unit: "s" }),
    },
    withHeartRate,
  ),
};

const activityDay = object(
  {
    date: day("the day"),
    timezone: timezone("where the person was"),
    deviceid: text("the device; null for what another application counted", { nullable: true }),
    hash_deviceid: text("the device's id for this application", { nullable: true, optional: true }),
    brand: integer("whose device counted", {
      enumeration: "brand",
      note: "18 is data from elsewhere: adding it to Withings' own counts things twice.",
    }),
    is_tracker: boolean("whether a tracker counted, rather than a phone"),
    modified: time("when it was changed last", { optional: true, certainty: "observed" }),
    model: text("the device's model in words", { nullable: true, optional: true }),
    modelid: integer("the device's model", { enumeration: "deviceModel", nullable: true, optional: true }),
    ...dayFields,
  },
  { name: "ActivityDay", summary: "a day" },
);

/** The sums of days. */
export const getActivity: Operation = {
  ...post,
  operationId: "measurev2-getactivity",
  action: "getactivity",
  parameters: {
    ...daysOrChanges,
    offset,
    data_fields: dataFields(dayFields, "what is wanted of each day; left out, everything but heart rates"),
  },
  choices: [daysOrChangesChoice],
  answer: { activities: array(activityDay, { summary: "the days of this page" }), ...page },
  paging: { rows: "activities", observedPageSize: 200 },
  summary: "steps, distance, floors, energy and heart rates, by day",
  notes: ["Heart rates are absent, not null, on days without any."],
  source: reference("measurev2-getactivity"),
};

const advanced = { plan: "Advanced Biomarkers" } as const;
const onScanWatch2 = { ...named, needs: { ...advanced, devices: ["ScanWatch 2"] } } as const;

const momentFields: Fields = {
  ...withFacts(
    {
      steps: integer("steps", { unit: "count" }),
      elevation: number("floors climbed, despite the name", { unit: "floors" }),
      calories: number("energy spent by being active", { unit: "kcal" }),
      distance: number("distance covered", { unit: "m" }),
      stroke: integer("strokes of swimming", { unit: "count" }),
      pool_lap: integer("laps of a pool", { unit: "count" }),
      duration: integer("for how long", { unit: "s" }),
    },
    named,
  ),
  heart_rate: integer("heart rate", { ...withHeartRate, unit: "bpm" }),
  spo2_auto: number("oxygen saturation, measured by itself", {
    ...named,
    unit: "%",
    needs: { ...advanced, devices: ["ScanWatch", "ScanWatch 2"] },
  }),
  ...withFacts(
    {
      rmssd: number("heart rate variability: root mean square of successive differences", { unit: "ms" }),
      sdnn1: number("heart rate variability: standard deviation over one minute", {
        unit: "ms",
        note: "In `sleep v2 get` the same is called sdnn_1.",
      }),
      hrv_quality: integer("how good the heart rate variability is; the scale is not documented", {
        unit: "index",
      }),
      core_body_temperature: number("core temperature of the body", { unit: "°C" }),
      rr: integer("respiration rate", { unit: "breaths/min" }),
    },
    onScanWatch2,
  ),
  chest_movement_rate: integer("movements of the chest", {
    ...named,
    unit: "events/min",
    needs: advanced,
  }),
};

const activityMoment = object(
  {
    deviceid: text("the device", { nullable: true }),
    model: text("the device's model in words", { nullable: true, optional: true }),
    model_id: integer("the device's model", { enumeration: "deviceModel", nullable: true, optional: true }),
    ...momentFields,
  },
  { name: "ActivityMoment", summary: "a moment" },
);

/** What trackers counted and measured through the day. */
export const getIntradayActivity: Operation = {
  ...post,
  operationId: "measurev2-getintradayactivity",
  action: "getintradayactivity",
  parameters: {
    ...period,
    data_fields: dataFields(momentFields, "what is wanted of each moment; left out, nothing of it comes"),
  },
  answer: {
    series: map(activityMoment, {
      keys: "time",
      summary: "the moments, by Unix seconds",
      emptyAsArray: true,
      note: "That an empty one is `[]` is likely, not shown.",
    }),
  },
  windowSeconds: 86_400,
  summary: "steps, heart rate and other things through the day",
  notes: [
    "Of a period longer than 24 hours only the first 24 hours are returned.",
    "Without a period, the most recent data are returned.",
  ],
  source: reference("measurev2-getintradayactivity"),
};
