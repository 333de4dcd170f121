import { WithingsCredentials } from "../credentials.js";
import type { ReauthorizationReason } from "../errors.js";
import { splitScope } from "../model/scope.js";
import type { ConnectionRecord } from "./record.js";

/** How it stands with a person's connection. */
export interface ConnectionStatus {
  /** The person's id at Withings. */
  readonly userID: string;
  /**
   * - `"connected"`: all is well.
   * - `"expiring"`: it will be lost unless it is refreshed soon. Either the refresh token has not been used for eleven months (it ends after
   *   twelve), or a refresh went out whose answer was lost (the old refresh token is accepted for 8 hours).
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

/**
 * Reads it out of a record.
 *
 * @param now - the store's clock, and `shift`, what this machine's is ahead of it.
 */
export function connectionStatus(
  record: ConnectionRecord,
  { now, shift }: { readonly now: number; readonly shift: number },
): ConnectionStatus {
  const { attempt, reauthorization, connectedAt } = record;
  const { userID, obtainedAt, expiresAt, scope } = new WithingsCredentials(record.current);
  const local = (time: number | Date): Date => new Date(Number(time) + shift);
  const quietSince = Number(obtainedAt) + quietMs;
  const expiringSince = attempt?.unknown ? attempt.startedAt : now >= quietSince ? quietSince : undefined;
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
    refreshedAt: local(obtainedAt),
    expiresAt: local(expiresAt),
    scopes: splitScope(scope),
  };
}
