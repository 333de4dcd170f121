import {
  type OldRefreshToken,
  ReauthorizationRequired,
  WithingsConnectionError,
  WithingsDecodingError,
  type WithingsError,
  type WithingsErrorCode,
  WithingsStoreError,
} from "../errors.js";
import type { Held } from "./shelf.js";

// What may be over by itself in a while; everything else stays as it is until somebody mends it.
const passing =
  /^(network_failed|timed_out|http_error|answer_unreadable|answer_too_large|rate_limited|withings_unavailable)$/;

/**
 * Whether a refresh that failed so may succeed when it is sent again. Where nobody knows whether the token was spent, it must be, within
 * Withings' 8 hours.
 */
export function passes(code: WithingsErrorCode, oldRefreshToken: OldRefreshToken | undefined): boolean {
  return oldRefreshToken === "unknown" || passing.test(code);
}

/**
 * Milliseconds until a failed refresh is tried again, where Withings did not say: longer from failure to failure up to half a minute, and
 * a little by chance, so that many machines do not come back at one moment.
 */
export function backOffMs({ code, oldRefreshToken }: WithingsError, failures: number): number {
  if (code === "rate_limited") return 60_000;
  const longest = passes(code, oldRefreshToken) ? Math.min(1_000 * 2 ** failures, 30_000) : 30_000;
  return longest * (0.5 + Math.random() / 2);
}

/** The error for a connection that has come to its end. */
export function reauthorizationRequired({ credentials: { userID }, record }: Held): ReauthorizationRequired {
  return new ReauthorizationRequired(
    "reauthorization_required",
    `Withings no longer accepts the connection of ${userID}: the link was ended, was not used for a year, or a renewed token was lost. Let the person log in again with connect.`,
    { userID, reason: record.reauthorization?.reason ?? "refresh_token_rejected" },
  );
}

/** The error for a caller who cannot wait as long as is needed. */
export function refreshDelayed(
  { credentials: { userID }, record }: Held,
  waitMs: number,
): WithingsConnectionError {
  const waitSeconds = Math.ceil(waitMs / 1000);
  const why = record.cooldown ? `failed (${record.cooldown.code})` : "is under way elsewhere and takes long";
  return new WithingsConnectionError(
    "refresh_delayed",
    `The credentials of ${userID} must be renewed, which ${why}. Nothing is lost: try again in ${waitSeconds === 1 ? "a second" : `${waitSeconds} seconds`}.`,
    { userID, waitSeconds },
  );
}

/** The error for new credentials that could not be stored. */
export function saveFailed(error: WithingsError, userID: string): WithingsStoreError {
  const { systemCode, path } = error;
  return new WithingsStoreError(
    error.code,
    `Withings renewed the credentials of ${userID}, but they could not be stored and were thrown away unused. The refresh token that is stored is accepted for 8 hours more: mend the store, then try again. ${error.message}`,
    {
      userID,
      oldRefreshToken: "unknown",
      ...(systemCode !== undefined && { systemCode }),
      ...(path !== undefined && { path }),
    },
  );
}

/** The error for tokens of somebody else. */
export function anotherPersonsTokens(): WithingsDecodingError {
  return new WithingsDecodingError(
    "answer_invalid",
    "Withings answered with the credentials of another person, so they were not taken.",
    { field: "userID" },
  );
}
