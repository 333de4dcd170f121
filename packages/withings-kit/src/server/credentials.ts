import type { Connection } from "../api/connection.js";
import type { StoredCredentials } from "../credentials.js";
import type { AppsOptions } from "./options.js";

/** What an app gets of somebody's credentials; `undefined` where it gets none. */
export async function appCredentials(
  connection: Connection,
  { credentials: permitted = false }: AppsOptions = {},
): Promise<StoredCredentials | Omit<StoredCredentials, "withingsRefreshToken"> | undefined> {
  if (permitted === false) return undefined;
  const { withingsRefreshToken, ...rest } = (await connection.credentials()).toJSON();
  return permitted === "with-refresh-token" ? { ...rest, withingsRefreshToken } : rest;
}
