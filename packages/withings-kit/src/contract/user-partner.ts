import { array, boolean, integer, object, text, timezone } from "./fields.js";
import { installedDevice } from "./linked-device.js";
import { type Operation, reference } from "./operation.js";
import type { Parameters } from "./parameter.js";
import { userid } from "./parameters.js";
import { moreOfNewUser, newUser } from "./profile.js";
import { signed } from "./signed.js";

const post = {
  service: "user v2",
  method: "POST",
  host: "api",
  path: "/v2/user",
  authentication: "signature",
  access: "contract",
  scopes: [],
  effect: "writes",
} as const;

/** Makes an account, with devices that were sent in bulk. */
export const activate: Operation = {
  ...post,
  operationId: "userv2-activate",
  action: "activate",
  parameters: {
    ...signed,
    ...newUser,
    mac_addresses: {
      type: "json",
      required: true,
      json: array(text("a MAC address"), { summary: "MAC addresses" }),
      summary: "MAC addresses of the devices, the hub's among them",
    },
    ...moreOfNewUser,
    redirect_uri: { type: "string", required: false, summary: "a registered callback URL" },
  },
  answer: {
    user: object(
      {
        code: text("an authorization code, valid for 10 minutes"),
        external_id: text("the partner's own id of the user"),
      },
      { name: "NewUser", summary: "the user" },
    ),
    devices: array(installedDevice, { summary: "the devices that were linked" }),
  },
  summary: "makes an account, links devices and starts their cellular service",
  notes: ["Withings must have authorized the devices for the partner."],
  source: reference("userv2-activate"),
};

const membership: Parameters = {
  programid: {
    type: "integer",
    required: true,
    summary: "the care team, whose number is in the address of its dashboard",
  },
  sms_onboarding: {
    type: "boolean",
    required: false,
    summary: "whether text messages lead the user through the set-up",
  },
  assistance_onboarding: {
    type: "boolean",
    required: false,
    summary: "whether Withings calls users who are stuck in the set-up",
  },
  icdcodeids: {
    type: "json",
    required: false,
    json: array(integer("an id of the programme's ICD codes"), { summary: "ids of ICD codes" }),
    summary: "ids of the programme's ICD codes",
  },
  external_ids: {
    type: "json",
    required: false,
    json: array(
      object(
        { type: text("kind of id, such as MRN"), identifier: text("the id") },
        { name: "NewExternalId", summary: "an id elsewhere" },
      ),
      { summary: "the user's ids elsewhere" },
    ),
    summary: "the user's ids elsewhere",
  },
  category: {
    type: "integer",
    required: false,
    values: ["0", "-6"],
    summary: "0 in the programme without an alert, -6 awaiting validation by hand",
  },
};

/** Adds a user to Withings' remote patient monitoring. */
export const addToRpm: Operation = {
  ...post,
  operationId: "userv2-addtorpm",
  action: "addtorpm",
  parameters: { ...signed, userid, ...membership },
  answer: {
    user: object(
      {
        preflang: text("language, such as en_US"),
        height: object(
          {
            value_measure: integer("the height in m: real value = value_measure x 10^unit_measure"),
            unit_measure: integer("the power of ten", { unit: "power of ten" }),
            type_measure: integer("4, height", { enumeration: "measureType" }),
          },
          { summary: "height" },
        ),
        sms_reminder: boolean("whether text messages remind the user"),
        sms_onboarding: boolean("whether text messages lead the user through the set-up"),
        assistance_onboarding: boolean("whether Withings calls users who are stuck in the set-up"),
        category: integer("0 in the programme without an alert, -6 awaiting validation by hand"),
        device_types: array(integer("a kind of device"), { summary: "kinds of devices" }),
        device_models: array(integer("a model", { enumeration: "deviceModel" }), { summary: "models" }),
        external_ids: array(
          object(
            { type: text("kind of id, such as MRN"), identifier: text("the id") },
            { name: "ExternalId", summary: "an id elsewhere" },
          ),
          { summary: "the user's ids elsewhere" },
        ),
        sms_notification: boolean("whether text messages notify the user"),
        icd_codes: array(integer("an id of an ICD code"), { summary: "ids of ICD codes" }),
        userid: integer("the user's id"),
      },
      { name: "MonitoredUser", summary: "the user" },
    ),
    program: object(
      {
        id: integer("the programme's id"),
        cohortid: integer("the cohort's id"),
        name: text("its name"),
        timezone: timezone("where it is"),
      },
      { name: "Program", summary: "the programme" },
    ),
  },
  summary: "adds a user to Withings' remote patient monitoring",
  source: reference("userv2-addtorpm"),
};
