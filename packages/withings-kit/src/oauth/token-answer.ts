import { WithingsCredentials } from "../credentials.js";
import { WithingsDecodingError } from "../errors.js";
import { splitScope } from "../model/scope.js";

/** What is known before the answer of the token endpoint is read. */
export interface TokenContext {
  /** When the request was sent: the token's life is counted from here, so that it never seems longer than it is. */
  readonly requestedAt: Date;
  /** The scopes to assume where the answer names none: those asked for (RFC 6749 section 5.1). */
  readonly scope: string;
  /** The person whose refresh token was sent, where the caller said so: nobody else's tokens are taken. */
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
  try {
    return new WithingsCredentials({
      userID: userID(body["userid"], context.userID),
      withingsAccessToken: body["access_token"] as string,
      withingsRefreshToken: body["refresh_token"] as string,
      expires: seconds(body["expires_in"]),
      scope: scope(body["scope"], context.scope),
      tokenType: body["token_type"] as string,
      obtainedAt: context.requestedAt,
    });
  } catch (error) {
    if (!WithingsDecodingError.isInstance(error) || error.code !== "credentials_invalid") throw error;
    const field = wireNames[error.field ?? ""] ?? "body";
    throw new WithingsDecodingError(
      "answer_invalid",
      `Withings' token answer has no usable ${field}, so nothing of it was taken. Try again; if it stays so, Withings has changed its API.`,
      { field },
    );
  }
}

const wireNames: Readonly<Record<string, string>> = {
  userID: "userid",
  withingsAccessToken: "access_token",
  withingsRefreshToken: "refresh_token",
  expires: "expires_in",
  tokenType: "token_type",
  scope: "scope",
};

// A string at the code exchange, a number at a refresh, and reported to be absent from some refreshes.
function userID(value: unknown, expected: string | undefined): string {
  const sent = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? String(value) : value;
  if (expected === undefined) return sent as string;
  if ((sent ?? expected) === expected) return expected;
  throw new WithingsDecodingError(
    "answer_invalid",
    "Withings answered with the tokens of another person, so nothing of it was taken. Let the person authorize again.",
    { field: "userid" },
  );
}

function seconds(value: unknown): number {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : (value as number);
}

function scope(value: unknown, asked: string): string {
  if (value === undefined || value === null) return asked;
  return typeof value === "string" ? splitScope(value).join(",") : (value as string);
}
