/**
 * Where a system keeps secrets for a user. {@link keyringKey} brings the one that reaches the operating system's; give your own where there
 * is something else, such as Electron's `safeStorage`.
 */
export interface Keyring {
  /** The secret that is kept under a name, or `undefined`. Fails when it cannot be told. */
  read(entry: KeyringEntry): Promise<string | undefined>;
  /** Keeps a secret under a name that has none. */
  write(entry: KeyringEntry & { readonly secret: string }): Promise<void>;
  /** Forgets what is kept under a name, if there is something. */
  remove(entry: KeyringEntry): Promise<void>;
}

/** A name in a keyring, and what gives up waiting for the answer. */
export interface KeyringEntry {
  readonly service: string;
  readonly account: string;
  readonly signal: AbortSignal;
}

/**
 * Why a keyring's key cannot be had.
 *
 * - `"failed"`: the keyring failed.
 * - `"key_missing"`: the keyring works, but does not hold the key with which the store was begun.
 * - `"locked"`: it is locked, and was not unlocked.
 * - `"not_installed"`: the package `@napi-rs/keyring`, 2.1 or later, is not there.
 * - `"timed_out"`: it did not answer in time.
 * - `"unavailable"`: there is none, as on a server without a desktop.
 * - `"unreliable"`: it gave back something else than it was given.
 * - `"unsupported"`: this runtime cannot start the small program that asks the keyring, as Electron and single executables cannot.
 */
export type KeyringFailureReason =
  | "failed"
  | "key_missing"
  | "locked"
  | "not_installed"
  | "timed_out"
  | "unavailable"
  | "unreliable"
  | "unsupported";

/** A keyring could not do what it was asked for. Only its reason goes further: what a keyring says may hold what it keeps. */
export class KeyringFailure extends Error {
  readonly reason: KeyringFailureReason;

  constructor(reason: KeyringFailureReason) {
    super(reason);
    this.reason = reason;
  }
}
