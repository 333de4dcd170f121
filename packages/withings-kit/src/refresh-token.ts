import { checkClient, checkOption, checkTimeout, type ClientOptions } from "./client-options.js";
import type { WithingsCredentials } from "./credentials.js";
import { exchangeRefreshToken } from "./oauth/token-request.js";

/** Milliseconds after which one request to the token endpoint is given up. */
export const requestTimeoutMs: number = 30_000;

/** The options of `WithingsConnector.refreshToken`. */
export interface RefreshTokenOptions extends ClientOptions {
  /** The refresh token of the newest credentials. */
  readonly withingsRefreshToken: string;
  /** Whose refresh token it is. Tokens of anybody else are refused, and it stands in where Withings leaves the id out. */
  readonly userID?: string | undefined;
  /** Milliseconds after which a request is given up. @defaultValue 30,000 */
  readonly timeoutMs?: number | undefined;
}

export async function refreshToken(options: RefreshTokenOptions): Promise<WithingsCredentials | null> {
  const { client, clock } = checkClient(options);
  const { withingsRefreshToken, userID, signal, fetch } = options;
  checkOption(
    "withingsRefreshToken",
    typeof withingsRefreshToken === "string" && /^[\x21-\x7e]+$/.test(withingsRefreshToken),
    "the withingsRefreshToken of the newest credentials",
  );
  const timeoutMs = checkTimeout(options.timeoutMs, requestTimeoutMs);
  return exchangeRefreshToken(
    { refreshToken: withingsRefreshToken, userID },
    { client, clock, http: { fetch, signal, timeoutMs } },
  );
}
