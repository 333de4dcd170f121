import { authorize, type AuthorizeOptions } from "./authorize.js";
import type { WithingsCredentials } from "./credentials.js";
import { refreshToken, type RefreshTokenOptions } from "./refresh-token.js";

/** The two calls that connect a Withings account and keep it connected. */
export interface WithingsConnector {
  /**
   * Shows Withings' login page, waits for the person, and exchanges what comes back for credentials. Nothing is stored.
   *
   * @returns the credentials, or `null` when the person closed the web view or refused.
   * @throws {@link WithingsConfigurationError} when an option cannot be used; nothing was opened or sent.
   * @throws {@link WithingsAuthorizationError} when the login did not come to its end: aborted, timed out, another one in progress, port
   *   in use, browser not found, callback invalid.
   * @throws {@link WithingsTokenError} when Withings refused the exchange; its message says what to mend.
   * @throws {@link WithingsTransportError} or {@link WithingsDecodingError} when the exchange had no usable answer.
   *
   * @example
   * ```ts
   * const credentials = await WithingsConnector.authorize({
   *   clientID,
   *   clientSecret,
   *   scope: "user.activity,user.metrics,user.sleepevents",
   *   redirectUri: "http://localhost:8765/callback",
   *   callbackUrlScheme: "http",
   * });
   * if (credentials !== null) await store(JSON.stringify(credentials));
   * ```
   *
   * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-web-flow/
   */
  readonly authorize: (options: AuthorizeOptions) => Promise<WithingsCredentials | null>;
  /**
   * Spends a refresh token for new credentials. Store them before you use them: the old refresh token dies 8 hours later, or when the
   * new access token is first used.
   *
   * @returns new credentials, or `null` when Withings definitely rejected the refresh token: the person must authorize again.
   * @throws {@link WithingsConfigurationError} when an option cannot be used; nothing was sent.
   * @throws {@link WithingsTokenError}, {@link WithingsTransportError} or {@link WithingsDecodingError} for everything else. Its
   *   `oldRefreshToken` says whether the token that was sent is still good (`"good"`) or may be (`"unknown"`): keep it either way.
   *
   * @example
   * ```ts
   * const renewed = await WithingsConnector.refreshToken({
   *   clientID,
   *   clientSecret,
   *   withingsRefreshToken: credentials.withingsRefreshToken,
   * });
   * ```
   *
   * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/access-and-refresh-tokens/
   */
  readonly refreshToken: (options: RefreshTokenOptions) => Promise<WithingsCredentials | null>;
}

/** The two calls that connect a Withings account and keep it connected. */
export const WithingsConnector: WithingsConnector = { authorize, refreshToken };
