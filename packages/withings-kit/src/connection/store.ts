import type { WithingsStoreError } from "../errors.js";

/**
 * Where connections are kept: five methods over keys and texts. What a text holds is the library's matter; a store keeps it and gives it
 * back as it is. It holds tokens: a store must never log one, nor put it into an error.
 *
 * Connections are never lost because of {@link ConnectionStore.compareAndSwap}. Everything else may be slow, late or fail; a call that takes
 * longer than 20 seconds counts as one that failed, except for `list`. Whoever writes a store proves it with `withings-kit/store-conformance`.
 */
export interface ConnectionStore {
  /** What is stored under a key now: never older than what any process's latest finished write put there. */
  read(key: string): Promise<StoreReading>;

  /**
   * Stores a text if the key is still at the expected generation, in one step: of all that try with one generation, in whatever process,
   * one wins. When it resolves with a generation, the text outlives a crash of this process, and as far as the store can do it a loss of
   * power.
   *
   * @returns the new generation, or `undefined` when the key was at another one; nothing was changed then.
   * @throws when it could not be stored, or it is not known whether it was.
   */
  compareAndSwap(key: string, change: StoreChange): Promise<number | undefined>;

  /**
   * Deletes what is stored, if the key is still at the expected generation.
   *
   * @returns whether it did.
   */
  delete(key: string, change: Pick<StoreChange, "expected">): Promise<boolean>;

  /** Everything stored under keys that begin with a prefix, in whatever order, each at most once. What changes meanwhile may be missing. */
  list(prefix: string): AsyncIterable<StoreEntry>;

  /**
   * Reserves a key for one caller for a while, so that others wait in place of sending the same request. Nothing depends on it: a store
   * that cannot do it always gives a lease.
   *
   * @returns the lease, or `undefined` as long as somebody else, in whatever process, has one whose time is not over.
   */
  lease(key: string, options: LeaseOptions): Promise<Lease | undefined>;
}

/** What {@link ConnectionStore.read} found. */
export interface StoreReading {
  /** 0 where nothing was ever stored. A number never comes back for its key, not even after a delete. */
  readonly generation: number;
  /** `undefined` where there is nothing, or no more. */
  readonly value: string | undefined;
  /**
   * The store's own clock, in milliseconds since 1970, where it has one that everybody who uses it shares. Times are kept by it then, so
   * that machines whose clocks differ agree on when a token expires.
   */
  readonly now?: number | undefined;
  /**
   * Why nobody can read what is stored, where it could not be decrypted; `value` is an empty text then. The generation holds: whoever means
   * to can put something in its place, or delete it.
   */
  readonly unreadable?: WithingsStoreError | undefined;
}

/** A change of {@link ConnectionStore}. */
export interface StoreChange {
  /** The generation that was read. */
  readonly expected: number;
  /** The new text: any characters, some kilobytes. */
  readonly value: string;
}

/** What {@link ConnectionStore.list} gives. */
export interface StoreEntry extends StoreReading {
  readonly key: string;
  readonly value: string;
}

/** Options of {@link ConnectionStore.lease}. */
export interface LeaseOptions {
  /** Milliseconds after which it ends by itself. A store may end it sooner when it knows that its holder has died. */
  readonly ttlMs: number;
}

/** What {@link ConnectionStore.lease} gives. */
export interface Lease {
  /** Lets the next one in. Harmless when the time was over and somebody else has it. */
  release(): Promise<void>;
}
