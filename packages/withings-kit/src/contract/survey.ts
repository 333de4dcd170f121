import type { Fields } from "./field.js";
import { array, integer, object, page, text, time, unknown } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameter } from "./parameter.js";
import { offset } from "./parameters.js";
import { signed } from "./signed.js";

const post = {
  service: "survey v2",
  method: "POST",
  host: "api",
  path: "/v2/survey",
  authentication: "signature",
  access: "contract",
  scopes: [],
} as const;

const survey: Parameter = { type: "id", required: true, summary: "the survey's id" };
const users: Parameter = {
  type: "json",
  required: true,
  json: array(integer("a user's id"), { summary: "ids of users" }),
  summary: "Withings' ids of the users",
};

const facts: Fields = {
  id: integer("the survey's id"),
  name: text("its name"),
  description: text("what it is about"),
  trigger_type: integer("what makes it appear; the numbers are not documented"),
  trigger_conditions: array(unknown("a condition; not documented"), {
    summary: "when it appears",
  }),
  category: integer("kind of survey; the numbers are not documented"),
};

/** Has devices ask users. */
export const activate: Operation = {
  ...post,
  operationId: "surveyv2-activate",
  action: "activate",
  effect: "writes",
  parameters: { ...signed, surveyid: survey, userids: users },
  answer: {},
  summary: "starts a survey for users",
  source: reference("surveyv2-activate"),
};

/** Ends that. */
export const deactivate: Operation = {
  ...post,
  operationId: "surveyv2-deactivate",
  action: "deactivate",
  effect: "writes",
  parameters: { ...signed, surveyid: survey, userids: users },
  answer: {},
  summary: "ends a survey for users",
  source: reference("surveyv2-deactivate"),
};

/** One survey. */
export const get: Operation = {
  ...post,
  operationId: "surveyv2-get",
  action: "get",
  effect: "reads",
  parameters: {
    ...signed,
    surveyid: survey,
    lang: { type: "string", required: false, summary: "language of the texts; en where it is left out" },
  },
  answer: {
    survey: object(
      {
        ...facts,
        answer_type: integer("kind of answers; the numbers are not documented", {
          note: "In `survey v2 list` it is called answers_type.",
        }),
        data: array(unknown("a question; not documented"), { summary: "the questions" }),
      },
      { name: "SurveyDetail", summary: "the survey" },
    ),
  },
  summary: "one survey with its questions",
  source: reference("surveyv2-get"),
};

/** All surveys. */
export const list: Operation = {
  ...post,
  operationId: "surveyv2-list",
  action: "list",
  effect: "reads",
  parameters: { ...signed, offset },
  answer: {
    surveys: array(
      object(
        { ...facts, answers_type: integer("kind of answers; the numbers are not documented") },
        { name: "Survey", summary: "a survey" },
      ),
      { summary: "the surveys of this page" },
    ),
    ...page,
  },
  paging: { rows: "surveys" },
  summary: "the surveys that there are",
  source: reference("surveyv2-list"),
};

/** The users whom devices ask. */
export const listUsers: Operation = {
  ...post,
  operationId: "surveyv2-listusers",
  action: "listusers",
  effect: "reads",
  parameters: { ...signed, surveyid: survey },
  answer: {
    users: array(
      object(
        { userid: integer("the user's id"), activation_date: time("since when the user is asked") },
        { name: "SurveyUser", summary: "a user" },
      ),
      { summary: "the users" },
    ),
  },
  summary: "the users for whom a survey was started",
  source: reference("surveyv2-listusers"),
};
