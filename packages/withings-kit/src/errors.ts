import type { StatusFamily } from "./model/status.js";

/**
 * What went wrong, in a word that programs can rely on. Messages may change from version to version, codes do not.
 */
export type WithingsErrorCode =
  // configuration
  | "configuration_invalid"
  // authorization
  | "authorization_aborted"
  | "authorization_in_progress"
  | "authorization_timed_out"
  | "browser_failed"
  | "browser_not_found"
  | "callback_invalid"
  | "popup_blocked"
  | "port_in_use"
  // token endpoint
  | "client_rejected"
  | "code_rejected"
  | "rate_limited"
  | "redirect_uri_rejected"
  | "refresh_token_rejected"
  | "token_request_rejected"
  | "withings_unavailable"
  // transport
  | "aborted"
  | "answer_too_large"
  | "http_error"
  | "network_failed"
  | "timed_out"
  // decoding
  | "answer_invalid"
  | "answer_unreadable"
  | "credentials_invalid"
  // connections
  | "another_person"
  | "not_connected"
  | "reauthorization_required"
  | "refresh_delayed"
  // data calls
  | "api_refused"
  | "budget_exhausted"
  | "scope_missing"
  // stores
  | "decryption_failed"
  | "key_unavailable"
  | "record_unreadable"
  | "store_failed"
  | "store_unsafe";

/**
 * What a failed refresh means for the refresh token that was sent.
 *
 * - `"good"`: Withings did not take it. Keep it, use it again.
 * - `"unknown"`: Withings may have rotated it and the answer was lost. It is still accepted for 8 hours, or until the new access token is
 *   used (which nobody holds): keep it and retry with it.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/access-and-refresh-tokens/
 */
export type OldRefreshToken = "good" | "unknown";

/**
 * Why a person must log in again.
 *
 * - `"refresh_token_rejected"`: Withings no longer takes the refresh token: the person ended the link, it was not used for a year, or it
 *   was rotated and the answer was lost for longer than Withings' grace.
 */
export type ReauthorizationReason = "refresh_token_rejected";

/**
 * The fields that an error may carry. Nothing else ever enters one, so no token, secret, code or state can; `cause` is the reason of the
 * caller's own signal, where that ended a call.
 */
export interface WithingsErrorFields {
  /** The option that is wrong. */
  readonly option?: string;
  /** The port that is taken. */
  readonly port?: number;
  /** Withings' `status` from the envelope. */
  readonly status?: number;
  /** The family of `status`. */
  readonly statusFamily?: StatusFamily;
  /** Seconds that Withings asks to wait before the same request is sent again. */
  readonly waitSeconds?: number;
  /** The HTTP status, where it is not 200. */
  readonly httpStatus?: number;
  /** The operating system's or runtime's own code, such as `ECONNREFUSED`. */
  readonly systemCode?: string;
  /** The field of the answer that is missing or has the wrong type. */
  readonly field?: string;
  /** Whether the refresh token that was sent may still be good. Only on errors of a refresh. */
  readonly oldRefreshToken?: OldRefreshToken;
  /** The person whose connection it is about. */
  readonly userID?: string;
  /** Why the person must log in again. */
  readonly reason?: ReauthorizationReason;
  /** The operation that was called, such as `measure getmeas`. */
  readonly operation?: string;
  /** The scopes of which the access token must have one. */
  readonly scopes?: readonly string[];
  /** The file or folder that a store could not use. */
  readonly path?: string;
}

/**
 * The base of every error that this library throws. Its message says what happened, why, and what to do next.
 *
 * @example
 * ```ts
 * try {
 *   await WithingsConnector.refreshToken({ clientID, clientSecret, withingsRefreshToken });
 * } catch (error) {
 *   if (WithingsError.isInstance(error) && error.code === "rate_limited") await wait(error.waitSeconds ?? 60);
 *   else throw error;
 * }
 * ```
 */
export class WithingsError extends Error implements WithingsErrorFields {
  declare readonly code: WithingsErrorCode;
  declare readonly option?: string;
  declare readonly port?: number;
  declare readonly status?: number;
  declare readonly statusFamily?: StatusFamily;
  declare readonly waitSeconds?: number;
  declare readonly httpStatus?: number;
  declare readonly systemCode?: string;
  declare readonly field?: string;
  declare readonly oldRefreshToken?: OldRefreshToken;
  declare readonly userID?: string;
  declare readonly reason?: ReauthorizationReason;
  declare readonly operation?: string;
  declare readonly scopes?: readonly string[];
  declare readonly path?: string;

  constructor(code: WithingsErrorCode, message: string, fields?: WithingsErrorFields) {
    super(message);
    Object.assign(this, fields, { code, name: `Withings${new.target.kind}Error` });
  }

  /** @internal What stands between `Withings` and `Error` in the name. */
  static readonly kind: string = "";

  /**
   * Like `instanceof`, and also true for an error that another copy of this package made, which happens when two dependencies of a
   * program each bring their own: the name decides.
   */
  static isInstance<T extends WithingsError>(
    this: { readonly kind: string; readonly prototype: T },
    value: unknown,
  ): value is T {
    return RegExp(`^Withings${this.kind || "\\w*"}Error$`).test(
      String((Object(value) as { readonly name?: unknown }).name),
    );
  }
}

/** The program was set up wrongly: an option is missing or cannot be right. Thrown before anything is sent or opened. */
export class WithingsConfigurationError extends WithingsError {
  static override readonly kind: string = "Configuration";
}

/** The login in the web view did not come to its end. */
export class WithingsAuthorizationError extends WithingsError {
  static override readonly kind: string = "Authorization";
}

/** Withings' token endpoint said no: {@link WithingsError.status} and {@link WithingsError.statusFamily} tell what it said. */
export class WithingsTokenError extends WithingsError {
  static override readonly kind: string = "Token";
}

/** Withings could not be reached, or what came back was not an answer of its API. */
export class WithingsTransportError extends WithingsError {
  static override readonly kind: string = "Transport";
}

/** Something could be read but is not what it should be: an answer of Withings, or stored credentials. */
export class WithingsDecodingError extends WithingsError {
  static override readonly kind: string = "Decoding";
}

/** Withings refused a call of its API, or the request was not sent because the application's budget is spent. */
export class WithingsApiError extends WithingsError {
  static override readonly kind: string = "Api";
}

/** A store could not keep or give back a connection. What was stored before is still there. */
export class WithingsStoreError extends WithingsError {
  static override readonly kind: string = "Store";
}

/** A connection cannot be used as it was asked for: nobody is connected, it is another person's, or its renewal must wait. */
export class WithingsConnectionError extends WithingsError {
  static override readonly kind: string = "Connection";
}

/**
 * Withings takes this connection's refresh token no longer, so the person must log in again: {@link WithingsError.userID} says who,
 * {@link WithingsError.reason} why. What is stored stays, and the token is not sent again.
 */
export class ReauthorizationRequired extends WithingsError {
  static override readonly kind: string = "ReauthorizationRequired";
}
