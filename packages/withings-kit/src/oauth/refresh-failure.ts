import {
  explained,
  type OldRefreshToken,
  WithingsDecodingError,
  WithingsError,
  WithingsTokenError,
  WithingsTransportError,
} from "../errors.js";

const sentences: Readonly<Record<OldRefreshToken, string>> = {
  good: "The refresh token was not spent and is still good.",
  unknown:
    "Whether the refresh token was spent is unknown: keep it, Withings accepts it for 8 hours more, so retry with it within that time.",
};

// With these the connection never stood, so nothing was sent.
const neverSent = [
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
];

/**
 * Adds to an error of a refresh what it means for the refresh token.
 *
 * @param error - what the request ended with.
 * @param sent - whether the refresh token can have reached Withings.
 */
export function explainRefreshFailure(error: unknown, sent: boolean): unknown {
  const fromTheWire =
    WithingsTokenError.isInstance(error) ||
    WithingsTransportError.isInstance(error) ||
    WithingsDecodingError.isInstance(error);
  if (!fromTheWire) return error;
  const oldRefreshToken = sent ? oldRefreshTokenAfter(error) : "good";
  return explained(error, sentences[oldRefreshToken], { oldRefreshToken });
}

function oldRefreshTokenAfter({ code, statusFamily, systemCode }: WithingsError): OldRefreshToken {
  switch (code) {
    case "client_rejected":
    case "rate_limited":
    case "redirected":
      return "good";
    case "token_request_rejected":
      return statusFamily === "invalid_params" || statusFamily === "not_implemented" ? "good" : "unknown";
    case "network_failed":
      return systemCode !== undefined && neverSent.includes(systemCode) ? "good" : "unknown";
    default:
      return "unknown";
  }
}
