import type { StoredCredentials } from "withings-kit";
import type { Client } from "./orders.ts";

/** Whoever keeps connections alive: the library, or one of the ordinary strategies. */
export interface Contestant {
  /** Takes over a person's credentials. */
  keep(credentials: StoredCredentials): Promise<void>;
  /** Makes one call for a person, whose credentials are renewed first if need be. @returns Withings' status. */
  call(person: string, signal: AbortSignal): Promise<number>;
}

/** What every contestant is given. */
export interface Surroundings {
  readonly client: Client;
  /** The gate's address. */
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
  readonly timeoutMs: number;
}

/** The call that everybody makes. */
export const callPath = "/v2/user";

/** Its form, which is new each time since a form can be read once. */
export function callForm(): URLSearchParams {
  return new URLSearchParams({ action: "getdevice" });
}
