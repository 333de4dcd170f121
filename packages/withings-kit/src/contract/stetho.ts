import { array, integer, object, page, text, time, timezone } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { offset, period } from "./parameters.js";

const post = {
  service: "stetho v2",
  method: "POST",
  host: "api",
  path: "/v2/stetho",
  authentication: "bearer",
  access: "public",
  scopes: ["user.metrics"],
  effect: "reads",
} as const;

const valves = integer("what it says of the heart's valves; the numbers are not documented", {
  optional: true,
});

/** One sound of a stethoscope. */
export const get: Operation = {
  ...post,
  operationId: "stethov2-get",
  action: "get",
  parameters: {
    signalid: { type: "integer", required: true, summary: "the recording, from `stetho v2 list`" },
  },
  answer: {
    signal: array(integer("a byte of A-law (G.711)", { unit: "0 to 255" }), {
      summary: "the sound, as A-law",
      needs: { plan: "Advanced Biomarkers", devices: ["BeamO", "BPM Core"] },
    }),
    frequency: integer("samples a second, usually 4000", { unit: "Hz" }),
    duration: integer("how long it is", { unit: "s" }),
    format: integer("how it is encoded; the numbers are not documented"),
    size: integer("how long the signal is; of what is not documented"),
    resolution: integer("how fine a sample is; in what is not documented"),
    channel: integer("channel"),
    model: integer("the device's model", { enumeration: "deviceModel" }),
    position: integer("where on the body", { enumeration: "bodyPosition" }),
    vhd: valves,
  },
  summary: "one stethoscope sound",
  source: reference("stethov2-get"),
};

const recording = object(
  {
    hash_deviceid: text("the device's id for this application", { nullable: true }),
    signalid: integer("for `stetho v2 get`"),
    vhd: valves,
    timestamp: time("when it was recorded"),
    timezone: timezone("where the person was"),
  },
  { name: "StethoRecording", summary: "a recording" },
);

/** The recordings of a stethoscope. */
export const list: Operation = {
  ...post,
  operationId: "stethov2-list",
  action: "list",
  parameters: { ...period, offset },
  answer: { series: array(recording, { summary: "the recordings of this page" }), ...page },
  paging: { rows: "series" },
  summary: "stethoscope recordings",
  source: reference("stethov2-list"),
};
