import { WithingsError, WithingsTransportError } from "../errors.js";
import { type Limits, withDeadline } from "./deadline.js";
import { encodeForm } from "./encode-form.js";
import { type Envelope, readEnvelope } from "./envelope.js";
import { limitedText } from "./limited-text.js";

/** How a call is made. */
export interface HttpOptions extends Limits {
  readonly fetch: typeof globalThis.fetch;
  /** How much is read of an answer, in bytes. @defaultValue 1 MiB */
  readonly maxBytes?: number | undefined;
}

/** A form and where it is posted to. */
export interface FormPost {
  readonly url: string;
  readonly form: Readonly<Record<string, string | number | undefined>>;
}

/**
 * One form POST and its envelope. Never repeated by itself, never redirected: a redirect would carry the secret elsewhere.
 *
 * @throws {@link WithingsTransportError} when there is no answer, too large a one, or an HTTP error.
 * @throws {@link WithingsDecodingError} when the answer is not an envelope.
 */
export async function postForm({ url, form }: FormPost, options: HttpOptions): Promise<Envelope> {
  const { fetch, timeoutMs } = options;
  try {
    return await withDeadline(
      {
        ...options,
        givenUp: (why) =>
          new WithingsTransportError(
            why,
            why === "aborted"
              ? abortedByProgram
              : `Withings' answer took more than ${timeoutMs} ms. Try again later.`,
          ),
      },
      async (signal) => {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: encodeForm(form),
          redirect: "manual",
          signal,
        });
        return readEnvelope(response.status, await limitedText(response, { ...options, signal }));
      },
    );
  } catch (error) {
    // What fetch throws may hold the request, so of it only the system's own code is kept.
    throw WithingsError.isInstance(error) ? error : unreachable(error, url);
  }
}

const abortedByProgram = "The program aborted the call.";

/** The error for a call that its caller aborted. The caller's own reason is its cause, and in no message. */
export function aborted(signal: AbortSignal): WithingsTransportError {
  const error = new WithingsTransportError("aborted", abortedByProgram);
  return Object.defineProperty(error, "cause", { value: signal.reason });
}

/** The error for what `fetch` threw, of which only the system's code is kept. */
export function unreachable(error: unknown, url: string): WithingsTransportError {
  // Node puts the system's error into the cause.
  const { code, cause } = Object(error) as {
    readonly code?: unknown;
    readonly cause?: { readonly code?: unknown };
  };
  const [systemCode] = /^[A-Z_]{3,40}$/.exec((cause?.code ?? code) as string) ?? [];
  return new WithingsTransportError(
    "network_failed",
    // Not by URL: React Native's has no host.
    `${url.split("/")[2] ?? "Withings"} could not be reached${systemCode ? ` (${systemCode})` : ""}. Check the network and the option cloud.`,
    systemCode ? { systemCode } : {},
  );
}
