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

const samples = array(integer("a sample"), { summary: "samples", optional: true });

const data = object(
  {
    id: array(integer("number of a sample"), { summary: "numbers of the samples", optional: true }),
    timestamp: array(time("when a sample was taken"), {
      summary: "when the samples were taken",
      optional: true,
    }),
    ...Object.fromEntries(
      [
        ...["acc_x", "acc_y", "acc_z", "ppg_green", "ppg_ir", "ppg_red"],
        ...["green", "ir", "red"].flatMap((colour) => [
          `agc_${colour}_adc_range`,
          `agc_${colour}_current_ua`,
        ]),
      ].map((name) => [name, samples]),
    ),
  },
  {
    name: "RawSamples",
    summary: "arrays of equal length: acceleration (4 g, some 2 mg a step) or light",
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
