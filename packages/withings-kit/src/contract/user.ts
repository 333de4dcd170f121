import { array, boolean, integer, object, text, time, timezone } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { macAddress } from "./parameters.js";
import { device, installedDevice } from "./linked-device.js";
import { signed } from "./signed.js";

export { activate, addToRpm } from "./user-partner.js";

const post = { service: "user v2", method: "POST", host: "api", path: "/v2/user" } as const;

/** The devices that a person linked. */
export const getDevice: Operation = {
  ...post,
  operationId: "userv2-getdevice",
  action: "getdevice",
  authentication: "bearer",
  access: "public",
  scopes: ["user.info"],
  effect: "reads",
  parameters: {},
  answer: { devices: array(device, { summary: "the devices" }) },
  summary: "devices linked to the account",
  notes: ["`last_session_date` tells whether a device has been synchronized."],
  source: reference("userv2-getdevice"),
};

/** What the person wants to reach. */
export const getGoals: Operation = {
  ...post,
  operationId: "userv2-getgoals",
  action: "getgoals",
  authentication: "bearer",
  access: "public",
  scopes: ["user.metrics", "user.info"],
  effect: "reads",
  parameters: {},
  answer: {
    goals: object(
      {
        steps: integer("steps of a day", { unit: "count", optional: true }),
        sleep: integer("sleep of a night", { unit: "s", optional: true }),
        weight: object(
          {
            value: integer("the weight in kg: real value = value x 10^unit"),
            unit: integer("the power of ten", { unit: "power of ten" }),
          },
          { summary: "weight", optional: true },
        ),
      },
      { name: "Goals", summary: "the goals", emptyAsArray: true, note: "`[]` for somebody without goals." },
    ),
  },
  summary: "the goals that a person set: steps, sleep, weight",
  source: reference("userv2-getgoals"),
};

/** Links devices to a user. */
export const link: Operation = {
  ...post,
  operationId: "userv2-link",
  action: "link",
  authentication: "bearer",
  access: "contract",
  scopes: ["user.info"],
  effect: "writes",
  parameters: {
    mac_addresses: {
      type: "json",
      required: true,
      json: array(text("a MAC address"), { summary: "MAC addresses" }),
      summary: "MAC addresses of the devices",
    },
  },
  answer: { devices: array(installedDevice, { summary: "the devices that were linked" }) },
  summary: "links devices to the user by their MAC addresses",
  notes: ["Withings must have authorized the devices for the partner."],
  source: reference("userv2-link"),
};

/** Takes a device off a user's account. */
export const unlink: Operation = {
  ...post,
  operationId: "userv2-unlink",
  action: "unlink",
  authentication: "bearer",
  access: "public",
  scopes: ["user.info"],
  effect: "writes",
  parameters: { mac_address: macAddress },
  answer: {},
  summary: "unlinks a device",
  source: reference("userv2-unlink"),
};

/** The profile of a user whose account the partner made. */
export const get: Operation = {
  ...post,
  operationId: "userv2-get",
  action: "get",
  authentication: "signature",
  access: "contract",
  scopes: [],
  effect: "reads",
  parameters: {
    ...signed,
    email: { type: "string", required: false, summary: "the user's e-mail address" },
    userid: { type: "id", required: false, summary: "Withings' id of the user" },
  },
  answer: {
    user: object(
      {
        email: text("e-mail address"),
        firstname: text("first name"),
        lastname: text("last name"),
        shortname: text("three characters that devices show"),
        gender: integer("gender", { enumeration: "gender" }),
        birthdate: time("birthday"),
        preflang: text("language, such as en_US"),
        timezone: timezone("where the user lives"),
        mailingpref: boolean("whether the user accepts advertising by mail"),
        unit_pref: object(
          {
            weight: integer("1 kg, 2 lb, 14 stone and pounds"),
            height: integer("6 m, 7 in"),
            distance: integer("6 km, 8 yd"),
            temperature: integer("11 °C, 13 °F"),
          },
          { name: "UnitPreferences", summary: "units in which the user wants to read values" },
        ),
        phonenumber: text("telephone number", { optional: true }),
      },
      { name: "User", summary: "the user" },
    ),
  },
  summary: "the profile of a user whose account the partner made",
  notes: ["Fails for users who made their account themselves: status 503 was seen."],
  source: reference("userv2-get"),
};
