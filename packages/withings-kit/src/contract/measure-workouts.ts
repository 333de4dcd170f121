import type { Fields } from "./field.js";
import { day, integer, array, object, page, text, time, timezone, withFacts } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { dataFields, daysOrChanges, daysOrChangesChoice, offset } from "./parameters.js";

const zeroMeansNone = { note: "0 where there are no heart data." } as const;

const workoutData: Fields = withFacts(
  {
    calories: integer("energy spent by being active", { unit: "kcal" }),
    intensity: integer("how intense it was", {
      unit: "0 to 100",
      note: "0 where the person did not say.",
    }),
    manual_intensity: integer("how intense the person said it was", {
      unit: "0 to 100",
      note: "0 where the person did not say.",
    }),
    manual_distance: integer("distance that the person entered", { unit: "m" }),
    manual_calories: integer("energy that the person entered", { unit: "kcal" }),
    hr_average: integer("average heart rate", { unit: "bpm", ...zeroMeansNone }),
    hr_min: integer("lowest heart rate", { unit: "bpm", ...zeroMeansNone }),
    hr_max: integer("highest heart rate", { unit: "bpm", ...zeroMeansNone }),
    hr_zone_0: integer("time in the light zone", { unit: "s" }),
    hr_zone_1: integer("time in the moderate zone", { unit: "s" }),
    hr_zone_2: integer("time in the intense zone", { unit: "s" }),
    hr_zone_3: integer("time in the maximal zone", { unit: "s" }),
    pause_duration: integer("pause that the person entered", { unit: "s" }),
    algo_pause_duration: integer("pause that the device found, of swimming only", {
      unit: "s",
      asked: "default",
    }),
    spo2_average: integer("average oxygen saturation", {
      unit: "%",
      needs: { plan: "Advanced Biomarkers", devices: ["ScanWatch", "ScanWatch 2"] },
    }),
    ...withFacts(
      {
        core_body_temperature_avg: integer("average core temperature of the body", { unit: "°C" }),
        core_body_temperature_min: integer("lowest core temperature of the body", { unit: "°C" }),
        core_body_temperature_max: integer("highest core temperature of the body", { unit: "°C" }),
        core_body_temperature_status: integer("how the core temperature was", {
          enumeration: "temperatureStatus",
          or: text("the status in a word, as a night's is"),
        }),
      },
      { needs: { plan: "Advanced Biomarkers", devices: ["ScanWatch 2"] } },
    ),
    steps: integer("steps", { unit: "count" }),
    distance: integer("distance covered", { unit: "m" }),
    elevation: integer("floors climbed, despite the name", { unit: "floors" }),
    pool_laps: integer("laps of a pool", { unit: "count" }),
    strokes: integer("strokes of swimming", { unit: "count" }),
    pool_length: integer("length of the pool", {
      unit: "m",
      certainty: "unconfirmed",
      note: "Withings names no unit.",
    }),
  },
  { asked: "named", optional: true, nullable: true },
);

const workout = object(
  {
    id: integer("the workout's id", { note: "Two rows with one id were seen." }),
    category: integer("the sport", { enumeration: "workoutCategory" }),
    timezone: timezone("where the person was"),
    model: integer("the device's model", { enumeration: "deviceModel" }),
    attrib: integer("how it came to be the person's", { enumeration: "attribution" }),
    startdate: time("when it began"),
    enddate: time("when it ended"),
    date: day("the day"),
    modified: time("when it was changed last"),
    created: time("when Withings stored it", { optional: true, certainty: "observed" }),
    deviceid: text("the device", { nullable: true }),
    hash_deviceid: text("the device's id for this application", {
      nullable: true,
      optional: true,
      certainty: "observed",
    }),
    data: object(workoutData, {
      name: "WorkoutData",
      summary: "what was asked for",
      emptyAsArray: true,
      note: "Without data_fields only algo_pause_duration comes.",
    }),
  },
  { name: "Workout", summary: "a workout" },
);

/** Workouts. */
export const getWorkouts: Operation = {
  service: "measure v2",
  operationId: "measurev2-getworkouts",
  action: "getworkouts",
  method: "POST",
  host: "api",
  path: "/v2/measure",
  authentication: "bearer",
  access: "public",
  scopes: ["user.activity"],
  effect: "reads",
  parameters: {
    ...daysOrChanges,
    offset,
    data_fields: dataFields(workoutData, "what is wanted of each workout; left out, workouts come empty"),
  },
  choices: [daysOrChangesChoice],
  answer: { series: array(workout, { summary: "the workouts of this page" }), ...page },
  paging: { rows: "series" },
  summary: "workouts with energy, distance, heart rates and more",
  source: reference("measurev2-getworkouts"),
};
