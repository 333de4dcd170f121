import { array, integer, object, time, unknown } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { userid } from "./parameters.js";
import { signed } from "./signed.js";

/** What users answered. */
export const get: Operation = {
  service: "answers v2",
  operationId: "answersv2-get",
  action: "get",
  method: "POST",
  host: "api",
  path: "/v2/answers",
  authentication: "signature",
  access: "contract",
  scopes: [],
  effect: "reads",
  parameters: {
    ...signed,
    userid,
    startdate: { type: "time", required: true, summary: "from when" },
    enddate: { type: "time", required: false, summary: "until when" },
    surveyid: { type: "id", required: false, summary: "one survey" },
  },
  answer: {
    answers: array(
      object(
        {
          surveyid: integer("the survey's id"),
          grpid: integer("the measure group that was made at the same time"),
          answers: array(unknown("an answer; not documented"), { summary: "the answers" }),
          timestamp: time("when they were given"),
        },
        { name: "SurveyAnswers", summary: "answers to a survey" },
      ),
      { summary: "the answers" },
    ),
  },
  summary: "a user's answers to surveys",
  source: reference("answersv2-get"),
};
