import { type StoredCredentials, WithingsCredentials } from "../credentials.js";
import { WithingsConnectionError, WithingsError, WithingsStoreError } from "../errors.js";
import { stopwatch } from "../http/stopwatch.js";
import type { Clock } from "../oauth/token-request.js";
import { type ConnectionRecord, readRecord, type StoredText, writeRecord } from "./record.js";
import type { ConnectionStore } from "./store.js";

/** When something was read, and at which generation it was. */
export interface Moment {
  readonly generation: number;
  /** The time by the store's clock. */
  readonly now: number;
  /** What this machine's clock is ahead of the store's, in milliseconds. */
  readonly shift: number;
  /** Milliseconds since `now`, whatever becomes of clocks. */
  readonly age: () => number;
}

/** One person's record as it was read. */
export interface Held extends Moment {
  readonly record: ConnectionRecord;
  /** The credentials, with their times by this machine's clock. */
  readonly credentials: WithingsCredentials;
  /** Milliseconds that the access token has left; 0 when it has expired or its times make no sense. */
  readonly leftMs: number;
}

/** One person's place in a store. */
export interface Shelf {
  readonly key: string;
  readonly userID: string;
  /** What is there, as it is. */
  readonly look: () => Promise<Moment & { readonly text: StoredText | undefined }>;
  /**
   * What is there, read.
   *
   * @throws {@link WithingsConnectionError} `not_connected` when there is nothing.
   * @throws {@link WithingsStoreError} `record_unreadable` or `decryption_failed`; what is stored stays as it is.
   */
  readonly load: () => Promise<Held>;
  /** Puts a record in the place of what was read, and gives it, or `undefined` when somebody else was faster. */
  readonly replace: (read: Moment, record: ConnectionRecord) => Promise<Held | undefined>;
  /** Empties the place, and tells whether there was what was read. */
  readonly empty: (read: Moment) => Promise<boolean>;
}

/** Milliseconds by which a clock may be wrong without something seeming to come from the future. */
export const toleranceMs: number = 5 * 60_000;

/** The beginning of the keys of one application in one cloud. */
export function keyPrefix({
  apiUrl,
  clientID,
}: {
  readonly apiUrl: string;
  readonly clientID: string;
}): string {
  return `${encodeURIComponent(apiUrl)}/${encodeURIComponent(clientID)}/`;
}

/** A person's place in a store. */
export function shelfOf(
  userID: string,
  {
    store,
    prefix,
    clock,
  }: { readonly store: ConnectionStore; readonly prefix: string; readonly clock: Clock },
): Shelf {
  const key = prefix + encodeURIComponent(userID);
  // Every call looks at what is stored, which is mostly what it was: checking it anew would be half of a call's own work.
  let last: { readonly value: string; readonly held: Held } | undefined;
  const look: Shelf["look"] = async () => {
    const age = stopwatch();
    const { generation, value, unreadable, now } = await inTime(() => store.read(key), "read");
    const text = value === undefined ? undefined : { value, unreadable };
    // When the store looked at its clock is not known: rather too early.
    return { generation, text, ...timeOf(now, clock), ...(now !== undefined && { age }) };
  };
  return {
    key,
    userID,
    look,
    load: async () => {
      const { text, ...moment } = await look();
      if (text && !text.unreadable && last?.value === text.value && last.held.shift === moment.shift)
        return heldAt(last.held, moment);
      last = undefined;
      if (text) {
        const held = hold(await readRecord(text, userID), moment);
        last = { value: text.value, held };
        return held;
      }
      const { explainNotConnected } = await import("./connection-failure.js");
      throw new WithingsConnectionError(...explainNotConnected(userID));
    },
    replace: async ({ generation: expected, now, shift, age }, record) => {
      const value = writeRecord(record);
      const generation = await inTime(() => store.compareAndSwap(key, { expected, value }), "stored");
      return generation === undefined ? undefined : hold(record, { generation, now, shift, age });
    },
    empty: ({ generation: expected }) => inTime(() => store.delete(key, { expected }), "deleted"),
  };
}

/** The time by a store's clock, or by this machine's where a store has none. */
export function timeOf(storeTime: number | undefined, clock: Clock): Omit<Moment, "generation"> {
  const local = clock();
  const now = storeTime ?? local;
  return { now, shift: local - now, age: stopwatch() };
}

/** A record as it was read. */
export function hold(record: ConnectionRecord, time: Moment): Held {
  return heldAt({ record, credentials: new WithingsCredentials(shifted(record.current, time.shift)) }, time);
}

function heldAt({ record, credentials }: Pick<Held, "record" | "credentials">, time: Moment): Held {
  const { expires } = record.current;
  const leftMs = Date.parse(record.current.obtainedAt) + expires * 1000 - time.now;
  return {
    ...time,
    record,
    credentials,
    // A token that was obtained in the future: the clock was turned back, and nothing is known of its age.
    leftMs: leftMs > expires * 1000 + toleranceMs ? 0 : Math.max(leftMs, 0),
  };
}

/** Credentials with their time by another clock. */
export function shifted(credentials: StoredCredentials, byMs: number): StoredCredentials {
  const obtainedAt = new Date(Date.parse(credentials.obtainedAt) + byMs).toISOString();
  return { ...credentials, obtainedAt };
}

// A database that is gone may leave a call without an end. Whether it was done is not known then, as with any failure of a store.
const patienceMs = 20_000;

/**
 * Calls a store, and waits only so long for what it does.
 *
 * @throws {@link WithingsStoreError}
 */
export async function inTime<T>(call: () => Promise<T>, done: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(), { code: "ETIMEDOUT" }));
    }, patienceMs);
  });
  try {
    return await stored(() => Promise.race([call(), late]), done);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls a store. What somebody else's store throws may quote what it stores, so of it only the system's own code is kept.
 *
 * @throws {@link WithingsStoreError}
 */
export async function stored<T>(call: () => Promise<T>, done: string): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (WithingsError.isInstance(error)) throw error;
    const { code } = Object(error) as { readonly code?: unknown };
    const [systemCode] = /^[A-Z0-9_]{3,40}$/.exec(code as string) ?? [];
    throw new WithingsStoreError(
      "store_failed",
      `The connection could not be ${done}${systemCode ? ` (${systemCode})` : ""}: the store failed. What was stored before is untouched. Check the store, then try again.`,
      systemCode ? { systemCode } : {},
    );
  }
}
