import { checkCredentials, type StoredCredentials, WithingsCredentials } from "../credentials.js";
import { WithingsDecodingError } from "../errors.js";
import { splitScope } from "../model/scope.js";

/** What is known before the answer of the token endpoint is read. */
export interface TokenContext {
  /** When the request was sent: the token's life is counted from here, so that it never seems longer than it is. ISO 8601. */
  readonly obtainedAt: string;
  /** The scopes to assume where the answer names none. */
  readonly scope: string;
  /** The person whose refresh token was sent, where the caller said so: taken where the answer leaves the id out. */
  readonly userID?: string | undefined;
}

/**
 * Reads the body of a successful token answer. A missing or strange value fails the whole: half an answer is worth nothing.
 *
 * @throws {@link WithingsDecodingError} `answer_invalid`, naming the field but never its value.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-getaccesstoken
 */
export function readTokenAnswer(
  body: Readonly<Record<string, unknown>>,
  context: TokenContext,
): WithingsCredentials {
  const { expires_in: expires } = body;
  const userid = body["userid"] ?? context.userID;
  const scope = body["scope"] ?? context.scope;
  const values = {
    version: 1,
    // A string at the code exchange, a number at a refresh, and reported to be absent from some refreshes.
    userID: typeof userid === "number" ? String(userid) : userid,
    withingsAccessToken: body["access_token"],
    withingsRefreshToken: body["refresh_token"],
    expires: typeof expires === "string" ? Number(expires) : expires,
    scope: typeof scope === "string" ? splitScope(scope).join() : scope,
    tokenType: body["token_type"],
    obtainedAt: context.obtainedAt,
  } as StoredCredentials;
  checkCredentials(values, unusable);
  return new WithingsCredentials(values);
}

/** The error for an answer in which something is missing or wrong. */
function unusable(field: string): WithingsDecodingError {
  return new WithingsDecodingError(
    "answer_invalid",
    `Withings' answer has no usable ${field}. Try again later.`,
    { field },
  );
}
