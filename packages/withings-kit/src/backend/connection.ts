import type { StoredCredentials } from "../credentials.js";

/** What an app gets of a connection that its backend keeps. */
export interface BackendConnection {
  /** The person's id at Withings. */
  readonly userID: string;
  /** How it stands with the connection; see `ConnectionStatus`. */
  readonly status: "connected" | "expiring" | "needsReauthorization";
  /** The granted scopes. */
  readonly scopes: readonly string[];
  /** The application's own id of the user, where the backend tells it. */
  readonly user?: string;
  /**
   * Only where the backend permits it. They are secrets: not enumerable, so that neither a log nor `JSON.stringify` of the connection shows
   * them.
   */
  readonly credentials?: BackendCredentials;
}

/** What a backend lets an app have: an access token, and the refresh token only where the backend is set up to give it away. */
export interface BackendCredentials extends Omit<StoredCredentials, "withingsRefreshToken"> {
  readonly withingsRefreshToken?: string;
}

const states = /^(connected|expiring|needsReauthorization)$/;

/** Reads what a backend answered. @returns the name of a field that cannot be used, where there is one */
export function readConnection({
  userID,
  status,
  scopes,
  user,
  credentials,
}: Readonly<Record<string, unknown>>): BackendConnection | string {
  if (typeof userID !== "string" || !userID) return "userID";
  if (!states.test(String(status))) return "status";
  const connection: BackendConnection = {
    userID,
    status: status as BackendConnection["status"],
    scopes: [scopes ?? []].flat().map(String),
    ...(typeof user === "string" && { user }),
  };
  return credentials ? Object.defineProperty(connection, "credentials", { value: credentials }) : connection;
}
