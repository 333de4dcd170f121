import { WithingsDecodingError, WithingsTransportError } from "../errors.js";

/** What Withings' API answers: HTTP 200 means nothing until `status` is 0. */
export interface Envelope {
  readonly status: number;
  /** Empty where the answer has no object: Withings sends `{}`, `[]` or nothing with errors. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly error: string;
  /** All of it, as it came. */
  readonly text: string;
}

/**
 * Reads the envelope out of an answer. The content type is not looked at: Withings has been seen to send `text/plain`.
 *
 * @throws {@link WithingsTransportError} `http_error` when the answer is a redirect, a server's failure, or refused without an envelope.
 * @throws {@link WithingsDecodingError} `answer_unreadable` when it is not JSON, `answer_invalid` when it is not an envelope.
 */
export function readEnvelope(httpStatus: number, text: string): Envelope {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // Told apart below: no JSON value is undefined.
  }
  const { status, body, error } = Object(answer) as Readonly<Record<string, unknown>>;
  const known = typeof status !== "object" && /^\d+$/.test(status as string);
  // Withings refuses with HTTP 200, perhaps 4xx. A server that fails may have done anything, whatever its body says.
  const http = String(httpStatus);
  if (!/^2/.test(http) && !(/^4/.test(http) && known && Number(status)))
    throw new WithingsTransportError("http_error", `Withings answered with HTTP ${httpStatus}. ${advice}`, {
      httpStatus,
    });
  if (!known)
    throw new WithingsDecodingError(
      answer === undefined ? "answer_unreadable" : "answer_invalid",
      `Withings' answer has no usable status. ${advice}`,
      { field: "status" },
    );
  return {
    status: Number(status),
    body: Object(body) as Envelope["body"],
    error: typeof error === "string" ? error : "",
    text,
  };
}

const advice = "Check the option cloud. Try again later.";
