// What a refresh does to a record, as pure functions: the refresh protocol without its waiting, sending and storing. The rules of Withings
// that they rest on: a refresh token that was spent is accepted for 8 hours more, or until the access token that it was spent for is used.
//
// https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/access-and-refresh-tokens/
import type { StoredCredentials } from "../credentials.js";
import type { WithingsErrorCode } from "../errors.js";
import { fingerprint } from "./fingerprint.js";
import { type ConnectionRecord, newest } from "./record.js";

// A connection's refused tokens in their order; those of long ago are nowhere any more.
const refusedKept = 8;

/**
 * The refresh token to send: the current one, or, where that was refused before its access token ever worked, a spare one, or the one
 * before it.
 * `undefined`: there is none, the person must log in again.
 */
export function tokenToSend(record: ConnectionRecord): string | undefined {
  const { current, spare = [], previous, refused } = record;
  const candidates = [current.withingsRefreshToken, ...spare, previous];
  return candidates.find((token) => token !== undefined && !refused.includes(fingerprint(token)));
}

/** A refresh is about to be sent: whoever comes after a crash finds that one was begun, and that nobody knows how it ended. */
export function begun(record: ConnectionRecord, token: string, now: number): ConnectionRecord {
  const { attempt } = record;
  const sent = fingerprint(token);
  return {
    ...record,
    attempt: attempt?.token === sent ? { ...attempt, unknown: true } : { startedAt: now, token: sent },
  };
}

/** New credentials came for a refresh token. It stays, until the new access token has worked. */
export function rotated(
  record: ConnectionRecord,
  spent: string,
  current: StoredCredentials,
): ConnectionRecord {
  const { version, connectedAt, refused } = record;
  const newestAt = newest(current, record);
  return { version, connectedAt, newestAt, refused, current, confirmed: false, previous: spent };
}

/**
 * New credentials came for a refresh token, and somebody may have been faster. While the pair is still there that was to be renewed, or one
 * that is dead, they take its place. Else the pair that is there is in use, and these never are. Only their refresh token is kept, as long as the pair that is
 * there has not worked: of two pairs that came for one refresh token Withings may have ended either.
 *
 * @param before - the refresh token of the pair that was to be renewed.
 * @returns what is to be stored, or nothing.
 */
export function settled(
  record: ConnectionRecord,
  {
    before,
    spent,
    current,
  }: { readonly before: string; readonly spent: string; readonly current: StoredCredentials },
): ConnectionRecord | undefined {
  if (record.current.withingsRefreshToken === before || record.reauthorization)
    return rotated(record, spent, current);
  const { withingsRefreshToken: token } = current;
  const mayBeNeeded = !record.confirmed && record.previous === spent && !record.spare?.includes(token);
  return mayBeNeeded ? spared(record, token) : undefined;
}

/** There is another pair. Its refresh token is tried if Withings refuses the current one before the access token has worked. */
export function spared(record: ConnectionRecord, token: string): ConnectionRecord {
  return { ...record, confirmed: false, spare: [...(record.spare ?? []), token] };
}

/** Withings definitely refused a refresh token. */
export function refused(record: ConnectionRecord, token: string, now: number): ConnectionRecord {
  const { attempt: _over, cooldown: _ended, ...rest } = record;
  const next = { ...rest, refused: [...record.refused, fingerprint(token)].slice(-refusedKept) };
  return tokenToSend(next) === undefined ? ended(next, now) : next;
}

/** There is no refresh token any more that Withings has not refused. */
export function ended(record: ConnectionRecord, now: number): ConnectionRecord {
  return { ...record, reauthorization: { since: now, reason: "refresh_token_rejected" } };
}

/** What is known of a refresh that failed. */
export interface Failure {
  readonly code: WithingsErrorCode;
  /** Milliseconds for which nobody may try again. */
  readonly waitMs: number;
  /** Whether the refresh token may have been spent. */
  readonly unknown: boolean;
}

/** A refresh failed: the credentials stay as they are, and everybody waits. */
export function failed(
  record: ConnectionRecord,
  { code, waitMs, unknown }: Failure,
  now: number,
): ConnectionRecord {
  const { attempt, cooldown, ...rest } = record;
  return {
    ...rest,
    ...(attempt && (unknown || attempt.unknown) && { attempt: { ...attempt, unknown: true } }),
    cooldown: { since: now, until: now + waitMs, failures: (cooldown?.failures ?? 0) + 1, code },
  };
}
