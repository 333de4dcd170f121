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
  /** Withings' status for what was done before the fault spoiled the answer; absent where nothing was done. */
  readonly committed?: number;
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
const longestText = 200;
const mostParameters = 50;

// Only what is known to be harmless is shown: a secret in a misspelled parameter stays one.
const secrets = new Set([
  ...["client_secret", "code", "nonce", "refresh_token", "signature", "state"],
  // Notifications are not signed: what proves one is a secret anywhere in the URL that it comes to.
  ...["callbackurl", "new_callbackurl"],
]);
const shown = new Set(
  [
    ...apiOperations.flatMap(({ parameters }) => Object.keys(parameters)),
    ...["action", "mode", "response_type", "scope", "selecteduser"],
  ].filter((name) => !secrets.has(name)),
);

/** What a log stands on. */
export interface RequestLogParts {
  readonly clock: SandboxClock;
  /** Tells a client id from a secret that was sent in its place. */
  readonly isClientId: (value: string) => boolean;
  /** How many requests it keeps. Default 1000. */
  readonly size?: number | undefined;
}

/** A log of the last requests. */
export function createRequestLog({ clock, isClientId, size = 1000 }: RequestLogParts): WritableRequestLog {
  const maskValue = (name: string, value: string): string => {
    if (!shown.has(name) || (looksSecret.test(value) && !(name === "client_id" && isClientId(value))))
      return mask;
    const [harmless = "", ...query] = value.split("?");
    return (harmless + (query.length === 0 ? "" : `?${mask}`)).slice(0, longestText);
  };
  const maskParameters = (parameters: RequestNote["parameters"]): Record<string, string> => {
    // Without a prototype, since the names are anybody's.
    const masked = Object.create(null) as Record<string, string>;
    for (const [name, value] of [...parameters].slice(0, mostParameters))
      masked[isPlain(name) ? name : mask] = maskValue(name, value);
    return masked;
  };

  let entries: (Omit<LoggedRequest, "time"> & { readonly atMs: number })[] = [];
  return {
    note: ({ method, path, operation, parameters, ...outcome }) => {
      if (size <= 0) return;
      entries.push({
        atMs: clock.nowMs(),
        method,
        path: maskPath(path),
        ...(operation === undefined ? {} : { operation: maskPath(operation) }),
        parameters: maskParameters(parameters),
        ...outcome,
      });
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

// Requests go wrong in ways that carry secrets where none belong: a body sent as another type than it is becomes one long name, a
// forgotten question mark puts the query into the path, and the id and the secret of a client change places.
const isPlain = (text: string): boolean => /^[\w .[\]-]{0,32}$/.test(text);
const looksSecret = /[0-9a-f]{32}|[{}]/i;

function maskPath(path: string): string {
  return path
    .slice(0, longestText)
    .split("/")
    .map((part) => (isPlain(part) ? part : mask))
    .join("/");
}
