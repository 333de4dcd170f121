import type { Context } from "hono";
import {
  type Check,
  flag,
  headerText,
  integer,
  InvalidInput,
  oneOf,
  someText,
  texts,
  timezone,
} from "../checks.js";
import { durationParts, isTime } from "../clock.js";
import { readText } from "../read-text.js";
import { stories } from "../state/index.js";

/**
 * The JSON object of a request; an empty body is an empty object.
 *
 * @throws {@link InvalidInput} when it is something else.
 */
export async function readObject(call: Context): Promise<Readonly<Record<string, unknown>>> {
  const body = await readText(call.req.raw);
  if (body === undefined) throw new InvalidInput("The body is too long: 1 MiB is allowed.");
  if (body.trim() === "") return {};
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new InvalidInput("The body is not JSON. Send a JSON object.");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new InvalidInput("The body is not a JSON object.");
  return json as Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, Check>>;

const time: Check = {
  allowed:
    "a time before the year 10000, in ISO 8601, as in 2026-12-24T18:00:00Z, or in milliseconds since 1970",
  holds: (value) =>
    (typeof value === "string" && isTime(Date.parse(value))) || (typeof value === "number" && isTime(value)),
};

const date: Check = {
  allowed: "a date, as in 1984-02-29",
  holds: (value) =>
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
};

const email: Check = {
  allowed: "an e-mail address",
  holds: (value) => typeof value === "string" && /^[^\s@]+@[^\s@]+$/.test(value),
};

const amount: Check = { allowed: "a number", holds: (value) => typeof value === "number" };

/** What can be said of the clock. */
export const clockFields: Fields = { now: time, flowing: flag };
/** How far it can be moved. */
export const advanceFields: Fields = Object.fromEntries(durationParts.map((name) => [name, amount]));
/** What can be said of a new application. */
export const applicationFields: Fields = {
  name: someText,
  description: someText,
  redirectUris: texts,
  clientID: headerText,
  clientSecret: headerText,
  contract: flag,
  restricted: flag,
  probe: flag,
};
const personId = integer(1, 999_999_999_999);

/** What can be said of a new person. */
export const personFields: Fields = {
  email,
  password: someText,
  id: personId,
  firstName: someText,
  lastName: someText,
  birthDate: date,
  gender: oneOf(0, 1),
  timezone,
  devices: { allowed: "a list of devices as getdevice answers them", holds: isDevices },
  ownedBy: someText,
  story: oneOf(...stories),
  heightCm: integer(10, 300),
  weightKg: amount,
};
const list: Check = { allowed: "a list", holds: Array.isArray };

/** What can be said of a weigh-in. */
export const weighInFields: Fields = { kg: amount, date: time };
/** What can be said of the measures of a group. */
export const measuresFields: Fields = { measures: list };
/** What can be said of a new group. */
export const groupFields: Fields = {
  ...measuresFields,
  date: time,
  deviceid: someText,
  attrib: integer(0, 99_999),
  category: oneOf(1, 2),
};
/** What can be said of a notification. */
export const notificationFields: Fields = {
  userid: personId,
  appli: integer(1, 999),
  startdate: integer(0, 99_999_999_999),
  enddate: integer(0, 99_999_999_999),
  date: someText,
  deviceid: someText,
  action: oneOf("delete", "unlink", "update"),
};
/** Which link a person ends. */
export const disconnectFields: Fields = { clientID: someText };
/** Which ECG a token is for. */
export const signalFields: Fields = { personId, signalId: integer(1, Number.MAX_SAFE_INTEGER) };
/** What a code can be for. */
export const codeFields: Fields = {
  personId,
  clientID: someText,
  redirectUri: someText,
  scopes: texts,
};

const deviceFields: Fields = {
  type: someText,
  model: { allowed: "a text", holds: (value) => typeof value === "string" },
  model_id: integer(0, 99_999),
  battery: oneOf("high", "medium", "low", "unknown"),
  deviceid: someText,
  hash_deviceid: someText,
  timezone: someText,
  first_session_date: { allowed: "seconds since 1970, or null", holds: isDateOrNull },
  last_session_date: { allowed: "seconds since 1970, or null", holds: isDateOrNull },
};

function isDevices(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (device: unknown) =>
        typeof device === "object" && device !== null && isDevice(new Map(Object.entries(device))),
    )
  );
}

function isDevice(given: ReadonlyMap<string, unknown>): boolean {
  const fields = Object.entries(deviceFields);
  return given.size === fields.length && fields.every(([name, check]) => check.holds(given.get(name)));
}

function isDateOrNull(value: unknown): boolean {
  return value === null || Number.isInteger(value);
}
