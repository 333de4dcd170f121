import { WithingsError } from "../errors.js";
import { type HttpOptions, postForm } from "../http/call.js";
import { type Envelope, readEnvelope } from "../http/envelope.js";
import { stopwatch } from "../http/stopwatch.js";
import { throwIfAborted, untilAborted } from "../http/until-aborted.js";
import { checkOptions } from "../option.js";
import type { ApiCall, Proof } from "./api-call.js";
import type { CallHooks, RequestEvent } from "./hooks.js";
import { callOptions, checkKnown } from "./known-options.js";
import type { RequestBudget } from "./request-budget.js";
import { createSharedAnswers } from "./shared-answers.js";

/** How a call may behave. */
export interface CallOptions {
  /** Ends this call; another that shares its answer goes on. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that the call may wait in all: for its turn in the budget, before repetitions, and because Withings said so. Where an equal
   * call is under way, its answer may take as long as that one waits; `signal` ends the wait for it earlier.
   * @defaultValue 120,000
   */
  readonly maxWaitMs?: number | undefined;
}

/** What all calls of an application share. */
export interface CallerContext {
  readonly http: HttpOptions;
  readonly apiUrl: string;
  /** The client id. */
  readonly application: string;
  readonly budget: RequestBudget;
  readonly hooks: CallHooks | undefined;
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Makes calls.
 *
 * @returns the answer's body, as Withings sends it.
 * @throws {@link WithingsApiError} when Withings refuses, or the budget is spent for longer than the call may wait.
 * @throws {@link WithingsTransportError} or {@link WithingsDecodingError} when there is no usable answer.
 */
export type Caller = (call: ApiCall, options?: CallOptions) => Promise<Envelope["body"]>;

/** Makes the caller of an application. */
export function createCaller(context: CallerContext): Caller {
  const { http, apiUrl, application, budget, hooks = {}, clock } = context;
  // Called as a function: those of browsers throw as methods.
  const { fetch } = http;
  const shared = createSharedAnswers(clock);

  const tell = <E>(hook: ((event: E) => void) | undefined, event: E): void => {
    if (hook)
      queueMicrotask(() => {
        hook(event);
      });
  };

  // What logs people in has no headers of its own, and should not carry the means for them.
  const withHeaders =
    ({ headers }: Proof): typeof fetch =>
    (input, init) =>
      fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers } });

  /** Sends one request, in its turn. */
  const send = async (call: ApiCall, proof: Proof, turn: Turn): Promise<Envelope> => {
    const place = await budget.take({ application, person: call.userID ?? "", ...turn });
    const { request, signal } = turn;
    const durationMs = stopwatch();
    let end: Pick<WithingsError, "status" | "code"> | object = {};
    tell(hooks.onRequest, request);
    try {
      const form = { ...call.form, ...proof.form };
      const envelope = await postForm(
        { url: apiUrl + call.path, form },
        { ...http, fetch: withHeaders(proof), signal },
      ).catch(bare401);
      end = { status: envelope.status };
      return envelope;
    } catch (error) {
      if (WithingsError.isInstance(error)) end = { code: error.code };
      throw error;
    } finally {
      place.leave();
      tell(hooks.onResponse, { ...request, ...end, durationMs: durationMs() });
    }
  };

  /** Makes a call, again and again while that can help and there is time. */
  const run = async (call: ApiCall, leftMs: () => number, signal: AbortSignal): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      const request = {
        operation: call.operation,
        ...(call.userID !== undefined && { userID: call.userID }),
        attempt,
      };
      const limits = (): Omit<Turn, "request"> => ({ signal, maxWaitMs: Math.max(0, leftMs()) });
      try {
        let secrets: readonly string[] = [];
        const envelope = await call.prove((proof) => {
          secrets = Object.values({ ...proof.headers, ...proof.form });
          return send(call, proof, { request, ...limits() });
        }, limits());
        if (envelope.status === 0) return { body: envelope.body, text: envelope.text };
        const { explainApiRefusal } = await import("./api-refusal.js");
        throw explainApiRefusal(envelope, { ...call, secrets });
      } catch (error) {
        if (signal.aborted || !WithingsError.isInstance(error)) throw error;
        const { waitBefore } = await import("./retry.js");
        const waitMs = await waitBefore(error, {
          effect: call.effect,
          attempt,
          leftMs,
          pause: (ms) => budget.pause(application, ms),
        });
        tell(hooks.onRetry, { ...request, code: error.code, waitMs });
        // A failure of its own is this call's affair.
        if (error.code !== "rate_limited")
          await untilAborted(new Promise((resolve) => setTimeout(resolve, waitMs)), signal);
      }
    }
  };

  return async (call, options = {}) => {
    const { signal, maxWaitMs = 120_000 } = options;
    await checkKnown(options, callOptions);
    await checkOptions({ maxWaitMs: typeof maxWaitMs === "number" && maxWaitMs >= 0 });
    throwIfAborted(signal);
    const waited = stopwatch();
    const leftMs = (): number => maxWaitMs - waited();
    const person = `${application}/${call.userID ?? ""}/`;
    if (call.effect === "writes") {
      const forget = (): void => {
        shared.forget(person);
      };
      forget();
      // Once more when it is over: what was read meanwhile may be from before.
      const written = run(call, leftMs, signal ?? new AbortController().signal).finally(forget);
      return bodyOf(await untilAborted(written, signal));
    }
    const key = person + JSON.stringify([call.path, call.form]);
    const own = { began: false };
    for (;;) {
      const make = (ownSignal: AbortSignal): Promise<Answer> => {
        own.began = true;
        return run(call, leftMs, ownSignal);
      };
      try {
        return bodyOf(await shared.share(key, { make, check: call.check, signal }));
      } catch (error) {
        // It may have been given up by one that could not wait as long as this.
        const { isOutOfTime } = await import("./retry.js");
        if (own.began || !isOutOfTime(error)) throw error;
      }
    }
  };
}

/** An answer, for one or for several. */
interface Answer {
  body: Envelope["body"] | undefined;
  readonly text: string;
}

/**
 * The body of an answer, to whom it belongs alone: the first gets what was read, others read it again. What several had in their hands could
 * be changed by one of them; and ten thousand objects that are kept for ten seconds cost more than the text of which they were made.
 */
function bodyOf(answer: Answer): Envelope["body"] {
  const { body = readEnvelope(200, answer.text).body } = answer;
  answer.body = undefined;
  return body;
}

/** What a proxy in front of Withings may answer to a token that it does not take means the same as Withings' own 401. */
function bare401(error: unknown): Envelope {
  if (WithingsError.isInstance(error) && error.httpStatus === 401)
    return { status: 401, body: {}, error: "", text: "" };
  throw error;
}

interface Turn {
  readonly request: RequestEvent;
  readonly signal: AbortSignal;
  readonly maxWaitMs: number;
}
