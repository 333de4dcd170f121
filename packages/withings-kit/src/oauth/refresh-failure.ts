import type { OldRefreshToken, WithingsError, WithingsErrorCode, WithingsErrorFields } from "../errors.js";

// With these the connection never stood, so nothing was sent. EHOSTUNREACH and ENETUNREACH are not among them: a route can also be lost
// when the answer is on its way.
const neverSent = /^(EAI_AGAIN|ECONNREFUSED|ENOTFOUND|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * The error of a refresh, and what it means for the refresh token.
 *
 * @param error - what the request ended with.
 * @param sent - whether the refresh token was on its way.
 */
export function explainRefreshFailure(error: WithingsError, sent: boolean): WithingsError {
  const oldRefreshToken: OldRefreshToken = sent && maybeSpent(error) ? "unknown" : "good";
  const type = error.constructor as new (
    code: WithingsErrorCode,
    message: string,
    fields: WithingsErrorFields,
  ) => WithingsError;
  const meaning =
    oldRefreshToken === "good"
      ? "The refresh token is still good."
      : "Keep the refresh token and retry with it: if it was spent, it is accepted for 8 hours more.";
  return new type(error.code, `${error.message} ${meaning}`, Object.assign({}, error, { oldRefreshToken }));
}

function maybeSpent({ code, statusFamily, systemCode = "" }: WithingsError): boolean {
  if (/rejected|rate_limited/.test(code)) return statusFamily === "error";
  return !neverSent.test(systemCode);
}
