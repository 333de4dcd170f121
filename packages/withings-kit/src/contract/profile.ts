import { array, integer, object } from "./fields.js";
import type { Parameters } from "./parameter.js";

/** What a partner must tell of somebody for whom an account is made. */
export const newUser: Parameters = {
  mailingpref: { type: "boolean", required: true, summary: "whether the user accepts advertising by mail" },
  birthdate: { type: "time", required: true, summary: "birthday" },
  measures: {
    type: "json",
    required: true,
    json: array(
      object(
        {
          value: integer("the number: real value = value x 10^unit"),
          unit: integer("the power of ten, such as -3"),
          type: integer("1 weight in kg, 4 height in m"),
        },
        { name: "NewMeasure", summary: "weight or height" },
      ),
      { summary: "one weight and one height" },
    ),
    summary: "one weight (1 to 600 kg) and one height (0.1 to 3 m), whatever units the user prefers",
  },
  gender: { type: "integer", required: true, values: ["0", "1"], summary: "0 man, 1 woman" },
  preflang: { type: "string", required: true, summary: "language, such as en_US or fr_FR" },
  unit_pref: {
    type: "json",
    required: true,
    json: object(
      {
        weight: integer("1 kg, 2 lb, 14 stone and pounds"),
        height: integer("6 m, 7 in"),
        distance: integer("6 km, 8 yd"),
        temperature: integer("11 °C, 13 °F"),
      },
      { name: "NewUnitPreferences", summary: "units" },
    ),
    summary: "units in which the user wants to read values",
  },
  email: { type: "string", required: true, summary: "e-mail address" },
  timezone: { type: "string", required: true, summary: "where the user lives, such as Europe/Paris" },
  shortname: {
    type: "string",
    required: true,
    pattern: { source: "^[a-zA-Z0-9]{3}$", words: "three letters or digits" },
    summary: "three letters or digits that devices show",
  },
  external_id: { type: "string", required: true, summary: "the partner's own id of the user" },
};

/** What a partner may tell besides. */
export const moreOfNewUser: Parameters = {
  firstname: { type: "string", required: false, summary: "first name; the short name where it is left out" },
  lastname: { type: "string", required: false, summary: "last name; the short name where it is left out" },
  phonenumber: {
    type: "string",
    required: false,
    pattern: { source: "^\\+[1-9][0-9]{1,14}$", words: "a telephone number in E.164, such as +33123456789" },
    summary: "telephone number, for a second factor of the login",
  },
  recovery_code: {
    type: "string",
    required: false,
    summary: "a second factor that the partner hands out",
  },
  goals: {
    type: "json",
    required: false,
    json: object(
      {
        steps: integer("steps of a day", { optional: true }),
        sleep: integer("sleep of a night in seconds", { optional: true }),
        weight: object(
          {
            value: integer("the weight in kg: real value = value x 10^unit"),
            unit: integer("the power of ten"),
          },
          { summary: "weight", optional: true },
        ),
      },
      { name: "NewGoals", summary: "goals" },
    ),
    summary: "goals",
  },
};
