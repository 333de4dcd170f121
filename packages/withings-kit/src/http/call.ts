import { WithingsConfigurationError, WithingsTransportError } from "../errors.js";
import { type GivenUp, GivenUpError, withDeadline } from "./deadline.js";
import { encodeForm } from "./encode-form.js";
import { type Envelope, readEnvelope } from "./envelope.js";
import { limitedText, maxAnswerBytes } from "./limited-text.js";

/** How calls are made, the same for all calls of one operation. */
export interface HttpOptions {
  /** The `fetch` to use. @defaultValue the runtime's own */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until one call is given up. */
  readonly timeoutMs: number;
}

/**
 * One form POST and its envelope. Never repeated by itself, never redirected: a redirect would carry the secret elsewhere.
 *
 * @throws {@link WithingsTransportError} when there is no answer, too large a one, or an HTTP error.
 * @throws {@link WithingsDecodingError} when the answer is not an envelope.
 */
export async function postForm(
  target: { readonly url: string; readonly form: Readonly<Record<string, string | number | undefined>> },
  options: HttpOptions,
): Promise<Envelope> {
  const send = options.fetch ?? globalThis.fetch;
  if (typeof send !== "function")
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "This runtime has no fetch. Pass one as the option fetch.",
      { option: "fetch" },
    );
  let answer: { readonly httpStatus: number; readonly text: string | undefined };
  try {
    answer = await withDeadline(options, async (signal) => {
      const response = await send(target.url, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: encodeForm(target.form),
        redirect: "manual",
        signal,
      });
      // A browser hides what a redirect answered: its status is 0 there.
      if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
        await response.body?.cancel();
        throw new WithingsTransportError(
          "redirected",
          "Withings' API answered with a redirect, which is never followed. Check the option cloud.",
        );
      }
      return {
        httpStatus: response.status,
        text: await limitedText(response, { maxBytes: maxAnswerBytes, signal }),
      };
    });
  } catch (error) {
    throw WithingsTransportError.isInstance(error) ? error : transportError(error, options.timeoutMs);
  }
  if (answer.text === undefined)
    throw new WithingsTransportError(
      "answer_too_large",
      `Withings' answer is larger than ${maxAnswerBytes} bytes and was not read further. Try again later.`,
    );
  return readEnvelope(answer.httpStatus, answer.text);
}

const givenUpMessages: Readonly<Record<GivenUp, (timeoutMs: number) => string>> = {
  aborted: () => "The call to Withings was aborted by the program.",
  timed_out: (timeoutMs) =>
    `Withings did not answer within ${timeoutMs} ms. Check the connection and try again.`,
};

// What fetch throws may hold the request, so of it only the system's own code is kept.
function transportError(error: unknown, timeoutMs: number): WithingsTransportError {
  if (error instanceof GivenUpError)
    return new WithingsTransportError(error.why, givenUpMessages[error.why](timeoutMs));
  const systemCode = systemCodeOf(error);
  return new WithingsTransportError(
    "network_failed",
    `Withings could not be reached${systemCode === undefined ? "" : ` (${systemCode})`}. Check the connection and try again.`,
    systemCode === undefined ? {} : { systemCode },
  );
}

function systemCodeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 4; depth += 1) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z_]{2,40}$/.test(code)) return code;
    at = cause;
  }
  return undefined;
}
