import type { ClientAuthentication, StoredCredentials } from "withings-kit";
import type { Place } from "./place.ts";
import type { Deed } from "./points.ts";

export const strategies = ["withings-kit", "use-then-save", "save-then-use", "lock-file"] as const;
export type Strategy = (typeof strategies)[number];

/** The application. */
export interface Client {
  readonly clientID: string;
  readonly clientSecret: string;
}

/** What a process is started with. */
export interface Setup {
  readonly strategy: Strategy;
  readonly place: Place;
  readonly client: Client;
  /** The gate's address. */
  readonly url: string;
  readonly journal: string;
  /** Which process this is, and in which of its lives. */
  readonly name: string;
}

/** How the instances of a process are made. */
export interface Terms {
  readonly timeoutMs: number;
  readonly waitMs: number;
  readonly clientAuthentication: ClientAuthentication;
  /** How many share the process, and in it the store. */
  readonly instances: number;
}

/** What a process is told to do, and answers with an {@link Answer} for each person and instance. */
export interface Order {
  readonly terms: Terms;
  /** Whether instances are made anew. */
  readonly fresh: boolean;
  /** Whose connections are called, all at once. */
  readonly persons: readonly string[];
  /** Credentials to take over first. */
  readonly keep: readonly StoredCredentials[];
  readonly deeds: readonly Deed[];
  /** What the clocks are ahead of the machine's: the process's own, and that of a store that has one. */
  readonly aheadMs: { readonly process: number; readonly store: number };
}

/** What came of a call: Withings' status, or why there was none. */
export interface Answer {
  readonly person: string;
  readonly by: string;
  readonly status?: number;
  /** The code of one of the library's errors; `unexpected` and words for anything else that was thrown. */
  readonly error?: string;
}
