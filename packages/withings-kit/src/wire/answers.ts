// Printed from contract/answers.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

/**
 * A user's answers to surveys.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/answers/operation/answersv2-get
 */
export const get: WireOperation<GetParameters, GetBody, "signature"> = {
  service: "answers v2",
  action: "get",
  path: "/v2/answers",
  authentication: "signature",
  reads: true,
  parameters: {
    userid: { type: "id", required: true },
    startdate: { type: "time", required: true },
    enddate: "time",
    surveyid: "id",
  },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** Withings' id of the user. */
  readonly userid: number | string;
  /** From when. */
  readonly startdate: Date | number;
  /** Until when. */
  readonly enddate?: Date | number | undefined;
  /** One survey. */
  readonly surveyid?: number | string | undefined;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The answers. */
  readonly answers: readonly SurveyAnswers[];
}

/** Answers to a survey. */
export interface SurveyAnswers {
  /** The survey's id. */
  readonly surveyid: number;
  /** The measure group that was made at the same time. */
  readonly grpid: number;
  /** The answers. */
  readonly answers: readonly unknown[];
  /** When they were given (Unix s). */
  readonly timestamp: number;
}
