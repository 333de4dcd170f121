// Printed from contract/survey.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

/**
 * Starts a survey for users.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/survey/operation/surveyv2-activate
 */
export const activate: WireOperation<ActivateParameters, ActivateBody, "signature"> = {
  service: "survey v2",
  action: "activate",
  path: "/v2/survey",
  authentication: "signature",
  parameters: {
    surveyid: { type: "id", required: true },
    userids: { type: "json", required: true, shape: ["integer"] },
  },
};

/** What {@link activate} takes. */
export interface ActivateParameters {
  /** The survey's id. */
  readonly surveyid: number | string;
  /** Withings' ids of the users. */
  readonly userids: readonly number[];
}

/** What {@link activate} answers: nothing. */
export type ActivateBody = EmptyBody;

/**
 * Ends a survey for users.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/survey/operation/surveyv2-deactivate
 */
export const deactivate: WireOperation<DeactivateParameters, DeactivateBody, "signature"> = {
  service: "survey v2",
  action: "deactivate",
  path: "/v2/survey",
  authentication: "signature",
  parameters: {
    surveyid: { type: "id", required: true },
    userids: { type: "json", required: true, shape: ["integer"] },
  },
};

/** What {@link deactivate} takes. */
export interface DeactivateParameters {
  /** The survey's id. */
  readonly surveyid: number | string;
  /** Withings' ids of the users. */
  readonly userids: readonly number[];
}

/** What {@link deactivate} answers: nothing. */
export type DeactivateBody = EmptyBody;

/**
 * One survey with its questions.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/survey/operation/surveyv2-get
 */
export const get: WireOperation<GetParameters, GetBody, "signature"> = {
  service: "survey v2",
  action: "get",
  path: "/v2/survey",
  authentication: "signature",
  reads: true,
  parameters: { surveyid: { type: "id", required: true }, lang: "string" },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** The survey's id. */
  readonly surveyid: number | string;
  /** Language of the texts; en where it is left out. */
  readonly lang?: string | undefined;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The survey. */
  readonly survey: SurveyDetail;
}

/**
 * The surveys that there are.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/survey/operation/surveyv2-list
 */
export const list: WireOperation<ListParameters, ListBody, "signature"> = {
  service: "survey v2",
  action: "list",
  path: "/v2/survey",
  authentication: "signature",
  reads: true,
  rows: "surveys",
  parameters: { offset: "integer" },
};

/** What {@link list} takes. */
export interface ListParameters {
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link list} answers. */
export interface ListBody {
  /** The surveys of this page. */
  readonly surveys: readonly Survey[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/**
 * The users for whom a survey was started.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/survey/operation/surveyv2-listusers
 */
export const listUsers: WireOperation<ListUsersParameters, ListUsersBody, "signature"> = {
  service: "survey v2",
  action: "listusers",
  path: "/v2/survey",
  authentication: "signature",
  reads: true,
  parameters: { surveyid: { type: "id", required: true } },
};

/** What {@link listUsers} takes. */
export interface ListUsersParameters {
  /** The survey's id. */
  readonly surveyid: number | string;
}

/** What {@link listUsers} answers. */
export interface ListUsersBody {
  /** The users. */
  readonly users: readonly SurveyUser[];
}

/** The survey. */
export interface SurveyDetail {
  /** The survey's id. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** What it is about. */
  readonly description: string;
  /** What makes it appear; the numbers are not documented. */
  readonly trigger_type: number;
  /** When it appears. */
  readonly trigger_conditions: readonly unknown[];
  /** Kind of survey; the numbers are not documented. */
  readonly category: number;
  /** Kind of answers; the numbers are not documented. In `survey v2 list` it is called answers_type. */
  readonly answer_type: number;
  /** The questions. */
  readonly data: readonly unknown[];
}

/** A survey. */
export interface Survey {
  /** The survey's id. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** What it is about. */
  readonly description: string;
  /** What makes it appear; the numbers are not documented. */
  readonly trigger_type: number;
  /** When it appears. */
  readonly trigger_conditions: readonly unknown[];
  /** Kind of survey; the numbers are not documented. */
  readonly category: number;
  /** Kind of answers; the numbers are not documented. */
  readonly answers_type: number;
}

/** A user. */
export interface SurveyUser {
  /** The user's id. */
  readonly userid: number;
  /** Since when the user is asked (Unix s). */
  readonly activation_date: number;
}
