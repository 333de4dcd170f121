import type { ReauthorizationReason } from "../errors.js";
import { splitScope } from "../model/scope.js";
import { inDoubt } from "./freshness.js";
import type { Held } from "./shelf.js";

/** How it stands with a person's connection. */
export interface ConnectionStatus {
  /** The person's id at Withings. */
  readonly userID: string;
  /**
   * - `"connected"`: all is well.
   * - `"expiring"`: it will be lost unless it is refreshed soon. Either the refresh token has not been used for eleven months (it ends after
   *   twelve), or a refresh went out whose answer was lost (the old refresh token is accepted for 8 hours). Any call refreshes it.
   * - `"needsReauthorization"`: the person must log in again; `reason` says why.
   */
  readonly status: "connected" | "expiring" | "needsReauthorization";
  /** Since when it stands so, by this machine's clock. */
  readonly since: Date;
  readonly reason?: ReauthorizationReason;
  /** When the person logged in, or the credentials were adopted. */
  readonly connectedAt: Date;
  /** When the newest credentials were asked for. */
  readonly refreshedAt: Date;
  /** When the access token expires. That is routine: a new one is fetched by itself. */
  readonly expiresAt: Date;
  /** The granted scopes. */
  readonly scopes: readonly string[];
}

const dayMs = 24 * 60 * 60 * 1000;
const quietMs = 335 * dayMs;

/** Reads it out of a record. */
export function statusOf(held: Held): ConnectionStatus {
  const { record, credentials, now, shift } = held;
  const { attempt, reauthorization, connectedAt } = record;
  const { userID, obtainedAt, expiresAt, scope } = credentials;
  const local = (time: number): Date => new Date(time + shift);
  const quietSince = Date.parse(record.current.obtainedAt) + quietMs;
  const expiringSince =
    attempt && inDoubt(held) ? attempt.startedAt : now >= quietSince ? quietSince : undefined;
  const state = reauthorization
    ? ({ status: "needsReauthorization", since: reauthorization.since } as const)
    : expiringSince === undefined
      ? ({ status: "connected", since: connectedAt } as const)
      : ({ status: "expiring", since: expiringSince } as const);
  return {
    userID,
    ...state,
    since: local(state.since),
    ...(reauthorization && { reason: reauthorization.reason }),
    connectedAt: local(connectedAt),
    refreshedAt: obtainedAt,
    expiresAt,
    scopes: splitScope(scope),
  };
}
