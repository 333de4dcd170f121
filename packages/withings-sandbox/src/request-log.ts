import { apiOperations } from "./operations.js";
import type { SandboxClock } from "./clock.js";

/** One request to the cloud. Secrets were masked when it was noted. */
export interface LoggedRequest {
  /** The sandbox's time, ISO 8601. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** As in `oauth2 requesttoken`; absent where the request is none that Withings knows. */
  readonly operation?: string;
  /** The parameters' names, with their values where these are no secrets and `***` where they are or may be. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The HTTP status; absent when the connection was dropped instead. */
  readonly httpStatus?: number;
  /** Withings' status in the envelope; absent where there was none. */
  readonly status?: number;
  /** The kind of the fault that was applied. */
  readonly fault?: string;
}

/** What the cloud was asked, newest last. */
export interface RequestLog {
  list(): readonly LoggedRequest[];
  clear(): void;
}

/** A request that is about to be noted, with its parameters as they came. */
export interface RequestNote extends Omit<LoggedRequest, "time" | "parameters"> {
  readonly parameters: Iterable<readonly [string, string]>;
}

/** A {@link RequestLog} that can be written. */
export interface WritableRequestLog extends RequestLog {
  note(request: RequestNote): void;
}

const mask = "***";
const longestValue = 200;

// Only what is known to be harmless is shown: a secret in a misspelled parameter stays one.
const secrets = new Set(["client_secret", "code", "nonce", "refresh_token", "signature", "state"]);
const shown = new Set(
  [
    ...apiOperations.flatMap(({ parameters }) => Object.keys(parameters)),
    ...["action", "mode", "response_type", "scope", "selecteduser"],
  ].filter((name) => !secrets.has(name)),
);

/** A log of the last `size` requests. */
export function createRequestLog(clock: SandboxClock, size = 1000): WritableRequestLog {
  let entries: (Omit<LoggedRequest, "time"> & { readonly atMs: number })[] = [];
  return {
    note: ({ parameters, ...request }) => {
      if (size <= 0) return;
      entries.push({ ...request, atMs: clock.nowMs(), parameters: maskSecrets(parameters) });
      // Twice the size at the most, so that the oldest are moved out rarely.
      if (entries.length >= size * 2) entries = entries.slice(-size);
    },
    list: () =>
      entries.slice(-size).map(({ atMs, ...entry }) => ({ time: new Date(atMs).toISOString(), ...entry })),
    clear: () => {
      entries = [];
    },
  };
}

function maskSecrets(parameters: Iterable<readonly [string, string]>): Record<string, string> {
  // Without a prototype, since the names are anybody's.
  const masked = Object.create(null) as Record<string, string>;
  for (const [name, value] of parameters)
    masked[name.slice(0, longestValue)] = shown.has(name) ? value.slice(0, longestValue) : mask;
  return masked;
}
