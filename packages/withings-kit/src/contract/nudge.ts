import type { ArrayField, Fields, PlainField } from "./field.js";
import { array, integer, json, object, page, text, time } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameter, Parameters } from "./parameter.js";
import { offset } from "./parameters.js";
import { signed } from "./signed.js";

const post = {
  service: "nudge v2",
  method: "POST",
  host: "api",
  path: "/v2/nudge",
  authentication: "signature",
  access: "contract",
  scopes: [],
} as const;

const nudgeid: Parameter = { type: "integer", required: true, summary: "the screen's id" };

/** A screen that a partner puts on scales. */
const screen: Parameters = {
  iconids: {
    type: "json",
    required: true,
    json: array(integer("an icon's id"), { summary: "ids of icons" }),
    summary: "ids of the icons",
  },
  content: {
    type: "json",
    required: true,
    json: array(text("a line"), { summary: "lines" }),
    summary: "two lines of text",
  },
  model: {
    type: "integer",
    required: true,
    enumeration: "deviceModel",
    summary: "the model of the devices that show it",
  },
  position: {
    type: "string",
    required: false,
    values: ["first", "last"],
    summary: "whether it comes before the device's own screens or after them",
  },
};

/** Withings' document calls these JSON, which may mean an array or its text. */
const listed = (item: PlainField, summary: string): ArrayField =>
  array(item, { summary, or: json(array(item, { summary }), { summary, certainty: "unconfirmed" }) });

const facts: Fields = {
  iconids: listed(integer("an icon's id"), "ids of the icons"),
  content: listed(text("a line"), "lines of text"),
  campaignids: listed(integer("a campaign's id"), "ids of the campaigns that show it"),
  model: integer("the model of the devices that show it", { enumeration: "deviceModel" }),
  position: text("first or last", { optional: true }),
  created: time("when it was made"),
  modified: time("when it was changed last"),
};

/** Makes a screen. */
export const create: Operation = {
  ...post,
  operationId: "nudgev2-create",
  action: "create",
  effect: "writes",
  parameters: { ...signed, ...screen },
  answer: { nudgeid: integer("the screen's id") },
  summary: "makes a screen that devices can show",
  source: reference("nudgev2-create"),
};

/** Deletes a screen. */
const remove: Operation = {
  ...post,
  operationId: "nudgev2-delete",
  action: "delete",
  effect: "writes",
  parameters: { ...signed, nudgeid },
  answer: {},
  summary: "deletes a screen",
  source: reference("nudgev2-delete"),
};
export { remove as delete };

/** One screen. */
export const get: Operation = {
  ...post,
  operationId: "nudgev2-get",
  action: "get",
  effect: "reads",
  parameters: { ...signed, nudgeid },
  answer: { nudge: object(facts, { name: "NudgeFacts", summary: "the screen" }) },
  summary: "one screen",
  source: reference("nudgev2-get"),
};

/** All screens. */
export const list: Operation = {
  ...post,
  operationId: "nudgev2-list",
  action: "list",
  effect: "reads",
  parameters: { ...signed, offset },
  answer: {
    nudges: array(
      object({ id: integer("the screen's id"), ...facts }, { name: "Nudge", summary: "a screen" }),
      { summary: "the screens of this page" },
    ),
    ...page,
  },
  paging: { rows: "nudges" },
  summary: "the application's screens",
  source: reference("nudgev2-list"),
};

const changes = Object.fromEntries(
  Object.entries(screen).map(([name, parameter]) => [name, { ...parameter, required: false }]),
);

/** Changes a screen. */
export const update: Operation = {
  ...post,
  operationId: "nudgev2-update",
  action: "update",
  effect: "writes",
  parameters: { ...signed, nudgeid, ...changes },
  answer: {},
  summary: "changes a screen",
  source: reference("nudgev2-update"),
};
