import { WithingsDecodingError, WithingsTransportError } from "../errors.js";

/** What Withings' API answers: HTTP 200 means nothing until `status` is 0. */
export interface Envelope {
  readonly status: number;
  /** Empty unless the answer has an object there: Withings sends `{}` or `[]` with errors. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly error: string;
}

/**
 * Reads the envelope out of an answer. The content type is not looked at: Withings has been seen to send `text/plain`.
 *
 * @throws {@link WithingsTransportError} `http_error` when the answer has an HTTP error and no envelope.
 * @throws {@link WithingsDecodingError} `answer_unreadable` when it is not JSON, `answer_invalid` when it is not an envelope.
 */
export function readEnvelope(httpStatus: number, text: string): Envelope {
  const answer = parseJson(text);
  const ok = httpStatus >= 200 && httpStatus < 300;
  const hasStatus = isRecord(answer) && "status" in answer;
  // Withings' refusals come with HTTP 200. A server that fails may have done anything, whatever its body says.
  if (httpStatus >= 500 || (!ok && !hasStatus)) throw httpError(httpStatus);
  if (answer === undefined)
    throw new WithingsDecodingError("answer_unreadable", "Withings' answer is not JSON. Try again later.");
  if (!hasStatus) throw notAnEnvelope("it has no status");
  const status = Number(answer["status"]);
  if (answer["status"] === null || answer["status"] === "" || !Number.isInteger(status))
    throw notAnEnvelope("its status is not an integer");
  if (status === 0 && !ok) throw httpError(httpStatus);
  return {
    status,
    body: isRecord(answer["body"]) ? answer["body"] : {},
    error: typeof answer["error"] === "string" ? answer["error"] : "",
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function httpError(httpStatus: number): WithingsTransportError {
  return new WithingsTransportError(
    "http_error",
    `Withings answered with HTTP ${httpStatus}. Try again later.`,
    {
      httpStatus,
    },
  );
}

function notAnEnvelope(problem: string): WithingsDecodingError {
  return new WithingsDecodingError(
    "answer_invalid",
    `Withings' answer is not in the form of its API: ${problem}. Try again later.`,
    { field: "status" },
  );
}
