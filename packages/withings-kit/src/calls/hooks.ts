import type { WithingsErrorCode } from "../errors.js";

/**
 * Told of every request to the API, for logs and measurements. They get no token, no parameter and nothing of an answer but its status.
 * A hook that throws ends nothing: what it throws is an uncaught exception.
 */
export interface CallHooks {
  /** A request goes out. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  /** It was answered, or failed. */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** It will be sent again. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** Which request. */
export interface RequestEvent {
  /** Service and action, such as `measure getmeas`. */
  readonly operation: string;
  /** The person's id; absent for requests of the application itself. */
  readonly userID?: string;
  /** 1 for the first time, 2 for the first repetition, and so on. */
  readonly attempt: number;
}

/** How a request ended. */
export interface ResponseEvent extends RequestEvent {
  readonly durationMs: number;
  /** Withings' status; absent where there was no answer that could be read. */
  readonly status?: number;
  /** What kept it from an answer. */
  readonly code?: WithingsErrorCode;
}

/** Why a request is sent again, and when. */
export interface RetryEvent extends RequestEvent {
  readonly code: WithingsErrorCode;
  readonly waitMs: number;
}
