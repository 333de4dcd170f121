import type { WithingsErrorCode, WithingsErrorFields } from "../errors.js";
import type { GivenUp } from "../http/deadline.js";

/** What went wrong with a request to a backend. */
export type BackendFailure =
  | { readonly type: "givenUp"; readonly why: GivenUp }
  | { readonly type: "unreachable" }
  | { readonly type: "unusable"; readonly field: string }
  | { readonly type: "refused"; readonly httpStatus: number; readonly word: string };

/** Explains it. Apart, since a page that logs people in seldom needs it. */
export function explain(
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

function explainRefusal(
  httpStatus: number,
  word: string,
): [code: WithingsErrorCode, message: string, fields?: WithingsErrorFields] {
  if (word === "already_linked")
    return [
      "another_person",
      "This Withings account is linked with another user of the application. Log in with another one, or disconnect it there first.",
    ];
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
