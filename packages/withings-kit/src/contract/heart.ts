import { flag, integer, array, number, object, page, text, time, timezone } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { offset, period } from "./parameters.js";
import { signedInstead } from "./signed.js";

const post = {
  service: "heart v2",
  method: "POST",
  host: "api",
  path: "/v2/heart",
  access: "public",
  scopes: ["user.metrics"],
  effect: "reads",
} as const;

/** One ECG, sample by sample. */
export const get: Operation = {
  ...post,
  operationId: "heartv2-get",
  action: "get",
  authentication: "bearerOrSignature",
  signedWhen: { parameter: "signal_token" },
  parameters: {
    signalid: {
      type: "integer",
      required: "conditional",
      summary: "the recording, from `heart v2 list`; with a person's access token",
    },
    signal_token: {
      type: "string",
      required: "conditional",
      summary: "the recording, in a signed call. Where such tokens come from is not documented",
    },
    ...signedInstead,
    with_filtered: {
      type: "boolean",
      required: false,
      summary: "asks for the filtered signal too. Where it is put is not documented",
    },
    with_intervals: {
      type: "boolean",
      required: false,
      summary: "asks for features that are inactive too. What they are is not documented",
    },
  },
  choices: [[["signalid"], ["signal_token", "client_id", "nonce", "signature"]]],
  answer: {
    signal: array(number("a sample", { unit: "µV" }), {
      summary: "the samples",
      needs: {
        plan: "Advanced Biomarkers",
        devices: ["BPM Core", "BeamO", "Move ECG", "ScanWatch", "ScanWatch 2"],
      },
      note: "Empty was seen, with status 0.",
    }),
    sampling_frequency: integer("samples a second: 500 from BPM Core, 300 from watches", { unit: "Hz" }),
    wearposition: integer("where the device was", { enumeration: "bodyPosition" }),
    model: integer("the device's model", { enumeration: "deviceModel" }),
    heart_rate: integer("average heart rate", {
      unit: "bpm",
      optional: true,
      or: object(
        {
          grpid: integer("the measure group that it belongs to"),
          value: integer("average heart rate", { unit: "bpm" }),
          date: time("when it was measured"),
          is_deleted: flag("whether it was deleted"),
        },
        { name: "RecordedHeartRate", summary: "the heart rate as a row of its own", certainty: "reported" },
      ),
      note: "A number in Withings' document of August 2026, an object in that of October.",
    }),
  },
  summary: "one ECG as samples",
  notes: ["BPM Core records 20 seconds, Move ECG and ScanWatch record 30."],
  source: reference("heartv2-get"),
};

const recording = object(
  {
    deviceid: text("the device", { nullable: true }),
    model: integer("the device's model", {
      enumeration: "deviceModel",
      note: "Withings' table names 44 and 91 only; 93 and 94 record ECGs too.",
    }),
    ecg: object(
      {
        signalid: integer("for `heart v2 get`"),
        afib: integer("what it says of atrial fibrillation", {
          enumeration: "atrialFibrillation",
          optional: true,
          needs: { plan: "Advanced Biomarkers" },
        }),
      },
      { summary: "the ECG", optional: true, emptyAsArray: true },
    ),
    bloodpressure: object(
      {
        diastole: integer("diastolic blood pressure", { unit: "mmHg" }),
        systole: integer("systolic blood pressure", { unit: "mmHg" }),
      },
      { summary: "the blood pressure", optional: true, emptyAsArray: true, needs: { devices: ["BPM Core"] } },
    ),
    stetho: object(
      {
        signalid: integer("for `stetho v2 get`"),
        vhd: integer("what it says of the heart's valves; the numbers are not documented", {
          optional: true,
        }),
      },
      { summary: "the sound", optional: true, emptyAsArray: true, needs: { devices: ["BPM Core"] } },
    ),
    heart_rate: integer("average heart rate", { unit: "bpm", optional: true }),
    modified: time("when it was changed last"),
    timestamp: time("when it was recorded"),
    timezone: timezone("where the person was", { optional: true, certainty: "observed" }),
  },
  { name: "HeartRecording", summary: "a recording" },
);

/** The recordings of ECGs. */
export const list: Operation = {
  ...post,
  operationId: "heartv2-list",
  action: "list",
  authentication: "bearer",
  parameters: { ...period, offset },
  answer: { series: array(recording, { summary: "the recordings of this page" }), ...page },
  paging: { rows: "series" },
  summary: "ECG recordings, with the blood pressure that BPM Core measured beside",
  notes: ["Rows have `modified`, but `lastupdate` is no parameter."],
  source: reference("heartv2-list"),
};
