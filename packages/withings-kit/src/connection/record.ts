import { type StoredCredentials, WithingsCredentials } from "../credentials.js";
import { type ReauthorizationReason, type WithingsErrorCode, WithingsStoreError } from "../errors.js";
import type { StoreEntry } from "./store.js";

/**
 * What is stored of one person's connection. All times are by the store's clock (`StoreReading.now`), in milliseconds since 1970; only
 * `obtainedAt` of the credentials is ISO 8601, by that clock too.
 */
export interface ConnectionRecord {
  readonly version: 1;
  /** When the person logged in, or the credentials were adopted. */
  readonly connectedAt: number;
  /**
   * The latest `obtainedAt` that credentials of this connection ever had. It says what is older than they, also when the newest were obtained
   * by a clock that was behind.
   */
  readonly newestAt: number;
  /** The token pair that everybody uses. */
  readonly current: StoredCredentials;
  /** Whether Withings has taken the access token once, which ends the life of the refresh token before it. */
  readonly confirmed: boolean;
  /** The refresh token that was spent for the current pair, as long as it may still be accepted. */
  readonly previous?: string | undefined;
  /** Others that live if the current one does not: of pairs that came for the same one and were not used, or of another login. */
  readonly spare?: readonly string[] | undefined;
  /** A refresh that was begun and of which no end is known. */
  readonly attempt?: Attempt | undefined;
  /** Refreshes that failed since the last that did not, and when the next may be tried, by whomever. */
  readonly cooldown?: Cooldown | undefined;
  /** Fingerprints of refresh tokens that Withings definitely refused: nobody sends them again. */
  readonly refused: readonly string[];
  /** Since when, and why, the person must log in again. */
  readonly reauthorization?: Reauthorization | undefined;
}

/** A refresh that is under way, or whose outcome is unknown. */
export interface Attempt {
  readonly startedAt: number;
  /** The fingerprint of the refresh token that was sent. */
  readonly token: string;
  /** Whether it may have been spent without an answer: then it is accepted for 8 hours from `startedAt`. */
  readonly unknown?: boolean | undefined;
}

/** How long nobody sends the refresh token. */
export interface Cooldown {
  readonly since: number;
  readonly until: number;
  readonly failures: number;
  /** What the last failure was. */
  readonly code: WithingsErrorCode;
}

/** Why a connection has come to its end. */
export interface Reauthorization {
  readonly since: number;
  readonly reason: ReauthorizationReason;
}

/** The person logged in, or credentials came from elsewhere. What was refused before stays known. */
export function connected(
  current: StoredCredentials,
  now: number,
  before?: ConnectionRecord,
): ConnectionRecord {
  const newestAt = newest(current, before);
  return {
    version: 1,
    connectedAt: now,
    newestAt,
    current,
    confirmed: false,
    refused: before?.refused ?? [],
  };
}

/** When the newest credentials were obtained. */
export function newest({ obtainedAt }: StoredCredentials, before: ConnectionRecord | undefined): number {
  return Math.max(Date.parse(obtainedAt), before?.newestAt ?? 0);
}

/** The access token has worked. */
export function confirmed({
  previous: _dead,
  spare: _needless,
  ...record
}: ConnectionRecord): ConnectionRecord {
  return { ...record, confirmed: true };
}

/** What a store gave of a record. */
export type StoredText = Pick<StoreEntry, "value" | "unreadable">;

/** The text that is stored. */
export function writeRecord(record: ConnectionRecord): string {
  return JSON.stringify(record);
}

/**
 * Reads what is stored.
 *
 * @throws {@link WithingsStoreError} `record_unreadable`, naming the field but no value, or `decryption_failed`; what is stored stays as it
 *   is.
 */
export async function readRecord(
  { value, unreadable }: StoredText,
  userID: string,
): Promise<ConnectionRecord> {
  if (unreadable) throw Object.assign(unreadable, { userID });
  let record: Partial<Omit<ConnectionRecord, "version">> & { readonly version?: unknown } = {};
  try {
    record = Object(JSON.parse(value)) as ConnectionRecord;
  } catch {
    // Told below: it has no version then. The parser's own words quote the text.
  }
  const { version, current, previous, spare, attempt, cooldown, refused, reauthorization } = record;
  const has = (part: object | undefined, ...times: string[]): boolean =>
    part === undefined ||
    times.every((name) => Number.isFinite((Object(part) as Readonly<Record<string, unknown>>)[name]));
  const checks: Readonly<Record<string, boolean>> = {
    version: version === 1,
    connectedAt: has(record, "connectedAt", "newestAt"),
    current: isCredentials(current),
    userID: current?.userID === userID,
    previous: previous === undefined || typeof previous === "string",
    spare: spare === undefined || Array.isArray(spare),
    attempt: has(attempt, "startedAt"),
    cooldown: has(cooldown, "since", "until"),
    refused: Array.isArray(refused),
    reauthorization: has(reauthorization, "since"),
  };
  const field = Object.keys(checks).find((name) => !checks[name]);
  if (field === undefined) return record as ConnectionRecord;
  const { explainUnusable } = await import("./connection-failure.js");
  throw new WithingsStoreError(...explainUnusable(record, { userID, field }));
}

function isCredentials(stored: unknown): boolean {
  try {
    return !!WithingsCredentials.fromJSON(stored);
  } catch {
    return false;
  }
}
