import {
  WithingsAuthorizationError,
  WithingsConnectionError,
  WithingsDecodingError,
  type WithingsError,
  type WithingsErrorCode,
  type WithingsErrorFields,
  WithingsTransportError,
} from "../errors.js";
import type { GivenUp } from "../http/deadline.js";

/** What went wrong with a request to a backend. */
export type BackendFailure =
  | { readonly type: "givenUp"; readonly why: GivenUp }
  | { readonly type: "unreachable" }
  | { readonly type: "unusable"; readonly field: string }
  | { readonly type: "refused"; readonly httpStatus: number; readonly word: string };

/** Its error. Apart, since a page that logs people in seldom needs it. */
export function failureOf(failure: BackendFailure): WithingsError {
  const [code, ...why] = explain(failure);
  const types = {
    another_person: WithingsConnectionError,
    callback_invalid: WithingsAuthorizationError,
    answer_invalid: WithingsDecodingError,
  };
  const { [code as keyof typeof types]: type = WithingsTransportError } = types;
  return new type(code, ...why);
}

function explain(
  failure: BackendFailure,
): [code: WithingsErrorCode, message: string, fields?: WithingsErrorFields] {
  switch (failure.type) {
    case "givenUp":
      return failure.why === "aborted"
        ? ["aborted", "The program aborted the call."]
        : ["timed_out", "The backend did not answer in time. Try again later."];
    case "unreachable":
      return [
        "network_failed",
        "The backend could not be reached. Check the network, the option backend and, from a page of another origin, the backend's option origins.",
      ];
    case "unusable": {
      const { field } = failure;
      return [
        "answer_invalid",
        `The backend's answer has no usable ${field}. Check that the option backend leads to the handlers of withings-kit/server.`,
        { field },
      ];
    }
    case "refused":
      return explainRefusal(failure.httpStatus, failure.word);
  }
}

/** Why a backend links nobody, by its words for it. */
const notLinked: ReadonlyMap<string, string> = new Map([
  [
    "already_linked",
    "This Withings account is linked with another user of the application. Log in with another one, or disconnect it there first.",
  ],
  [
    "another_person",
    "The user is linked with another Withings account. Log in with that one, or disconnect it first.",
  ],
]);

function explainRefusal(
  httpStatus: number,
  word: string,
): [code: WithingsErrorCode, message: string, fields?: WithingsErrorFields] {
  const whyNot = notLinked.get(word);
  if (whyNot !== undefined) return ["another_person", whyNot];
  if (word === "ticket_invalid")
    return [
      "callback_invalid",
      "The backend did not take the ticket: it works once, for two minutes, and for the user who began the login. Start the login again.",
    ];
  const next =
    httpStatus === 401
      ? "It does not know who is signed in: sign the person in first, or give headers or cookies that say so."
      : "Start the login again; if it stays so, look into the backend's log.";
  return [
    "http_error",
    `The backend refused: HTTP ${httpStatus}${word && ` (${word})`}. ${next}`,
    { httpStatus },
  ];
}
