import type { Field, Unit } from "./field.js";
import { array, integer, object, page, text, time } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameter } from "./parameter.js";
import { offset } from "./parameters.js";

const post = {
  service: "rawdata v2",
  method: "POST",
  host: "api",
  path: "/v2/rawdata",
  authentication: "bearer",
  access: "contract",
  // Which scope it takes is not documented.
  scopes: [],
} as const;

const device: Parameter = {
  type: "string",
  required: true,
  summary: "the device's `hash_deviceid`, from `user v2 getdevice`",
};

const kind: Parameter = {
  type: "integer",
  required: true,
  values: ["1", "2"],
  summary: "1 accelerometer, 2 optical sensor",
};

const battery =
  "Only on ScanWatch. Its other features stop, and its battery lasts a quarter to a seventh as long.";

/** Has a watch record what its sensors see. */
export const activate: Operation = {
  ...post,
  operationId: "rawdatav2-activate",
  action: "activate",
  effect: "writes",
  parameters: {
    hash_deviceid: device,
    rawdata_type: kind,
    enddate: { type: "time", required: false, summary: "until when" },
  },
  answer: {},
  summary: "starts the recording of raw sensor data",
  notes: [battery],
  source: reference("rawdatav2-activate"),
};

/** Ends that. */
export const deactivate: Operation = {
  ...post,
  operationId: "rawdatav2-deactivate",
  action: "deactivate",
  effect: "writes",
  parameters: { hash_deviceid: device, rawdata_type: { ...kind, required: false } },
  answer: {},
  summary: "ends the recording of raw sensor data",
  source: reference("rawdatav2-deactivate"),
};

const samples = (summary: string, unit?: Unit): Field =>
  array(integer("a sample", unit === undefined ? {} : { unit }), { summary, optional: true });

const colours = ["green", "ir", "red"] as const;
const lights = { green: "green", ir: "infrared", red: "red" } as const;

const data = object(
  {
    id: samples("numbers of the samples"),
    timestamp: array(time("when a sample was taken"), {
      summary: "when the samples were taken",
      optional: true,
    }),
    ...Object.fromEntries(
      ["x", "y", "z"].map((axis) => [
        `acc_${axis}`,
        samples(`acceleration along the axis ${axis}, up to 4 g either way; a step is some 2 mg`),
      ]),
    ),
    ...Object.fromEntries(
      colours.map((colour) => [
        `ppg_${colour}`,
        samples(`how much ${lights[colour]} light came back; the scale is not documented`),
      ]),
    ),
    ...Object.fromEntries(
      colours.flatMap((colour) => [
        [
          `agc_${colour}_adc_range`,
          samples(`range to which the gain control set the converter for ${lights[colour]} light`),
        ],
        [
          `agc_${colour}_current_ua`,
          samples(`current that the gain control gave the ${lights[colour]} lamp`, "µA"),
        ],
      ]),
    ),
  },
  {
    name: "RawSamples",
    summary: "lists of equal length: acceleration or light",
    or: text("a string, as Withings' document declares"),
  },
);

/** What was recorded. */
export const get: Operation = {
  ...post,
  operationId: "rawdatav2-get",
  action: "get",
  effect: "reads",
  parameters: {
    hash_deviceid: device,
    rawdata_type: kind,
    startdate: { type: "time", required: true, summary: "from when" },
    enddate: { type: "time", required: true, summary: "until when" },
    offset,
  },
  answer: {
    rawdata: array(
      object(
        {
          data,
          hash_deviceid: text("the device's id for this application"),
          type: integer("1 accelerometer, 2 optical sensor"),
          format_version: integer("version of the format"),
          firmware_version: integer("version of the firmware"),
          sensor_name: text("the sensor"),
          startdate: time("when it began"),
          enddate: time("when it ended"),
        },
        { name: "RawChunk", summary: "a piece of a recording" },
      ),
      { summary: "the pieces of this page" },
    ),
    ...page,
  },
  paging: { rows: "rawdata" },
  summary: "raw sensor data",
  source: reference("rawdatav2-get"),
};
