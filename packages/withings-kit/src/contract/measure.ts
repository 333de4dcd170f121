import { integer, array, object, page, text, time, timezone } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { offset, period } from "./parameters.js";

export { getActivity, getIntradayActivity } from "./measure-activity.js";
export { getWorkouts } from "./measure-workouts.js";

const measure = object(
  {
    value: integer("the number: real value = value x 10^unit"),
    type: integer("what was measured", { enumeration: "measureType" }),
    unit: integer("the power of ten, such as -3", { unit: "power of ten" }),
    position: integer("the part of the body", {
      enumeration: "bodyPosition",
      optional: true,
      note: "Body Scan repeats the types 173 to 175 for each part, and the types 5 and 8, where 7 is the whole body.",
    }),
    algo: integer("of no use any more", { optional: true, deprecated: true }),
    fm: integer("of no use any more", { optional: true, deprecated: true }),
    apppfmid: integer("of unknown meaning", { optional: true, certainty: "observed" }),
    appliver: integer("of unknown meaning", { optional: true, certainty: "observed" }),
    algo_params: object(
      {},
      { summary: "of unknown meaning; sent by Body Scan", optional: true, certainty: "observed" },
    ),
  },
  { name: "Measure", summary: "one value" },
);

const measureGroup = object(
  {
    grpid: integer("the group's id", {
      note: "Two groups with one id were seen, with different `attrib`.",
    }),
    attrib: integer("how it came to be the person's", { enumeration: "attribution" }),
    date: time("when it was measured"),
    created: time("when Withings stored it"),
    modified: time("when it was changed last"),
    category: integer("whether it is a measurement or an objective", { enumeration: "measureCategory" }),
    deviceid: text("the device: 40 hexadecimal digits", {
      nullable: true,
      or: integer("an older id", { certainty: "reported" }),
      note: "null for what was entered by hand, as are hash_deviceid, modelid and model.",
    }),
    hash_deviceid: text("the device's id for this application", { nullable: true }),
    measures: array(measure, { summary: "what was measured at once" }),
    modelid: integer("the device's model", {
      enumeration: "deviceModel",
      nullable: true,
      optional: true,
      certainty: "observed",
      note: "Withings' document calls it model_id.",
    }),
    model: text("the device's model in words", { nullable: true }),
    comment: text("always null", { nullable: true, optional: true, deprecated: true }),
    timezone: timezone("where the person was", { optional: true, certainty: "observed" }),
    probability: integer("only in an example about members of a programme", {
      optional: true,
      certainty: "unconfirmed",
    }),
  },
  { name: "MeasureGroup", summary: "what was measured at one moment" },
);

/** Weight, blood pressure, temperature and all else that is measured at a moment. */
export const getMeas: Operation = {
  service: "measure",
  operationId: "measure-getmeas",
  action: "getmeas",
  method: "POST",
  host: "api",
  path: "/measure",
  authentication: "bearer",
  access: "public",
  scopes: ["user.metrics"],
  effect: "reads",
  parameters: {
    meastype: { type: "integer", required: false, enumeration: "measureType", summary: "one measure type" },
    meastypes: {
      type: "integers",
      required: false,
      enumeration: "measureType",
      summary: "several measure types",
    },
    category: {
      type: "integer",
      required: false,
      values: ["1", "2"],
      summary: "1 for measurements, 2 for objectives that a person set",
    },
    ...period,
    lastupdate: {
      type: "time",
      required: false,
      summary:
        "only groups that were created or changed since, in place of a period. For a copy that is kept current: the greatest `modified` in it",
    },
    offset,
  },
  choices: [
    [["meastype"], ["meastypes"]],
    [["startdate", "enddate"], ["lastupdate"]],
  ],
  answer: {
    updatetime: time("when Withings answered", {
      note: "Withings' document declares a string. It is a number.",
      certainty: "observed",
    }),
    timezone: timezone("where the person is"),
    measuregrps: array(measureGroup, { summary: "the groups of this page" }),
    ...page,
  },
  paging: { rows: "measuregrps" },
  summary: "weight, body composition, blood pressure, temperature and other measurements, in groups",
  notes: [
    "Measurements arrive when a device is synchronized, which can be months after they were taken: a copy that is kept current goes by `modified`.",
    "A deleted group is no longer returned; whether `lastupdate` tells of it is not documented.",
  ],
  source: reference("measure-getmeas"),
};

/** Accepts or rejects a group of which Withings is not sure whose it is. */
export const confirmUser: Operation = {
  service: "measure v2",
  operationId: "measurev2-confirmuser",
  action: "confirmuser",
  method: "POST",
  host: "api",
  path: "/v2/measure",
  authentication: "bearer",
  access: "public",
  scopes: ["user.metrics"],
  effect: "writes",
  parameters: {
    grpid: { type: "integer", required: true, summary: "the group, whose `attrib` is 1" },
    is_confirmed: { type: "boolean", required: true, summary: "whether it is this person's" },
  },
  answer: {},
  summary: "says whether an ambiguous group is the person's",
  source: reference("measurev2-confirmuser"),
};
