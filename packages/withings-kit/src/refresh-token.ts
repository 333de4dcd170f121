import { checkClient, type ClientOptions } from "./client-options.js";
import type { WithingsCredentials } from "./credentials.js";
import { WithingsDecodingError, WithingsError } from "./errors.js";
import { explainRefreshFailure } from "./oauth/refresh-failure.js";
import { requestToken } from "./oauth/token-request.js";
import { isVisible } from "./option.js";

/** The options of `WithingsConnector.refreshToken`. */
export interface RefreshTokenOptions extends ClientOptions {
  /** The refresh token of the newest credentials. */
  readonly withingsRefreshToken: string;
  /** Whose refresh token it is. Tokens of anybody else are refused, and it stands in where Withings leaves the id out. */
  readonly userID?: string | undefined;
  /** Milliseconds after which a request is given up. @defaultValue 30,000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Spends a refresh token for new credentials. Store them before you use them: the old refresh token dies 8 hours later, or when the new
 * access token is first used.
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
export async function refreshToken(options: RefreshTokenOptions): Promise<WithingsCredentials | null> {
  const { withingsRefreshToken: refresh_token, userID } = options;
  const call = await checkClient(options, {
    withingsRefreshToken: isVisible(refresh_token),
    userID: userID === undefined || isVisible(userID),
  });
  let sent = false;
  const onSend = (): void => {
    sent = call.signal?.aborted !== true;
  };
  try {
    const expected = { scope: "", userID, onSend };
    const renewed = await requestToken({ grant_type: "refresh_token", refresh_token }, call, expected);
    if (userID !== undefined && renewed.userID !== userID) throw anotherPerson();
    return renewed;
  } catch (error) {
    if (!WithingsError.isInstance(error)) throw error;
    if (error.code === "refresh_token_rejected") return null;
    throw explainRefreshFailure(error, sent);
  }
}

function anotherPerson(): WithingsDecodingError {
  return new WithingsDecodingError(
    "answer_invalid",
    "Withings answered with the credentials of another person than userID, so they were not taken. Check whose refresh token you store with which userID.",
    { field: "userID" },
  );
}
