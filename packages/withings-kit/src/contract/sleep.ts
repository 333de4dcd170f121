import type { Field, FieldFacts, Fields, MapField } from "./field.js";
import { array, integer, map, number, object, text, time } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { dataFields } from "./parameters.js";

export { getSummary } from "./sleep-summary.js";

const advanced = { plan: "Advanced Biomarkers" } as const;

/** A value by the minute. */
function byMinute(value: Field, facts: Pick<FieldFacts, "needs" | "note">): MapField {
  const { summary, unit } = value;
  return map(value, {
    keys: "time",
    summary: `${summary}, by Unix seconds`,
    ...(unit && { unit }),
    asked: "named",
    optional: true,
    emptyAsArray: true,
    ...facts,
  });
}

const variability = { needs: { ...advanced, devices: ["Sleep", "Sleep Analyzer", "ScanWatch 2"] } } as const;

const minutes: Fields = {
  hr: byMinute(integer("heart rate", { unit: "bpm" }), {
    needs: advanced,
    note: "Trackers' is in every plan.",
  }),
  rr: byMinute(integer("respiration rate", { unit: "breaths/min" }), { needs: advanced }),
  snoring: byMinute(integer("time of snoring", { unit: "s" }), {
    needs: { ...advanced, devices: ["Sleep", "Sleep Analyzer", "Sleep Rx"] },
  }),
  sdnn_1: byMinute(number("heart rate variability: standard deviation over one minute", { unit: "ms" }), {
    ...variability,
    note: "In `measure v2 getintradayactivity` the same is called sdnn1.",
  }),
  rmssd: byMinute(
    number("heart rate variability: root mean square of successive differences", { unit: "ms" }),
    variability,
  ),
  hrv_quality: byMinute(
    integer("how good the heart rate variability is; the scale is not documented", { unit: "index" }),
    variability,
  ),
  mvt_score: byMinute(integer("how much the person moved in bed", { unit: "0 to 255" }), {
    needs: { ...advanced, devices: ["Sleep Analyzer", "Sleep Rx"] },
  }),
  chest_movement_rate: byMinute(integer("movements of the chest", { unit: "events/min" }), {
    needs: advanced,
  }),
  withings_index: byMinute(
    integer("breathing events: up to 15 none or mild, up to 30 moderate, above severe", { unit: "events/h" }),
    { needs: { ...advanced, devices: ["Sleep Rx"], also: "five hours of sleep" } },
  ),
  breathing_sounds: byMinute(integer("time of breathing sounds", { unit: "s" }), {
    needs: { ...advanced, devices: ["Sleep Rx"] },
  }),
};

const segment = object(
  {
    startdate: time("when it began"),
    enddate: time("when it ended"),
    state: integer("the state of sleep", {
      enumeration: "sleepState",
      note: "15, out of bed, needs a plan that Withings does not name.",
    }),
    model: text("the device's model in words", { optional: true }),
    model_id: integer("the device's model", { enumeration: "deviceModel", optional: true }),
    hash_deviceid: text("the device's id for this application", {
      nullable: true,
      optional: true,
      certainty: "observed",
    }),
    ...minutes,
  },
  { name: "SleepSegment", summary: "a segment" },
);

/** Sleep in segments of one state, with values by the minute. */
export const get: Operation = {
  service: "sleep v2",
  operationId: "sleepv2-get",
  action: "get",
  method: "POST",
  host: "api",
  path: "/v2/sleep",
  authentication: "bearer",
  access: "public",
  scopes: ["user.activity"],
  effect: "reads",
  parameters: {
    startdate: { type: "time", required: true, summary: "from when" },
    enddate: { type: "time", required: true, summary: "until when" },
    data_fields: dataFields(minutes, "what is wanted by the minute; left out, only the segments come"),
    meastypes: {
      type: "integers",
      required: false,
      summary: "measure types. What they bring is not documented",
    },
  },
  answer: {
    series: array(segment, {
      summary: "the segments",
      note: "Withings' document declares an object. It is an array.",
      certainty: "observed",
    }),
    model: integer("what kind of device watched", { enumeration: "sleepDevice", optional: true }),
  },
  windowSeconds: 86_400,
  summary: "sleep as segments of one state, with heart rate and other things by the minute",
  notes: [
    "Of a period longer than 24 hours only the first 24 hours are returned. Another sentence of the same page says seven days.",
    "The scope is user.activity; user.sleepevents is for notifications.",
  ],
  source: reference("sleepv2-get"),
};
