import { type WithingsErrorCode, WithingsTokenError } from "../errors.js";
import type { Envelope } from "../http/envelope.js";
import { familyMeaning, statusFamily } from "../model/status.js";

/** What was sent, as far as an error about it needs to know. */
export interface TokenRequestTraits {
  /** The redirect URI that was sent with the code; absent for a refresh. */
  readonly redirectUri?: string | undefined;
  /** Values that must never come out again, whatever Withings' error text quotes. */
  readonly secrets: readonly string[];
}

/**
 * Whether Withings says that the refresh token itself is bad. Only then is the person asked to authorize again: a wrong client secret,
 * a rate limit or a failing server says nothing about the token.
 */
export function rejectsRefreshToken({ status, error }: Envelope): boolean {
  const family = statusFamily(status);
  return (
    (family === "invalid_params" || family === "auth_failed" || family === "unauthorized") &&
    /\binvalid[ _](refresh[ _]?token|grant)\b|\brefresh[ _]?token\b.*\b(invalid|expired|revoked|not found)\b/i.test(
      error,
    )
  );
}

/** The error for an answer of the token endpoint whose status is not 0. */
export function tokenRefusal(envelope: Envelope, traits: TokenRequestTraits): WithingsTokenError {
  const { status } = envelope;
  const family = statusFamily(status);
  const [code, advice] = cause(envelope, traits);
  const waitSeconds = positive(envelope.body["wait_seconds"]);
  return new WithingsTokenError(
    code,
    `Withings refused the token request: status ${status}, ${familyMeaning(family)}${quoted(envelope.error, traits.secrets)}. ` +
      (code === "rate_limited" && waitSeconds !== undefined
        ? `Wait ${waitSeconds} seconds, then try again.`
        : advice),
    { status, statusFamily: family, ...(waitSeconds === undefined ? {} : { waitSeconds }) },
  );
}

function cause(
  { status, error }: Envelope,
  { redirectUri }: TokenRequestTraits,
): [WithingsErrorCode, string] {
  switch (statusFamily(status)) {
    case "too_many_requests":
      return ["rate_limited", "Wait a minute, then try again."];
    case "timeout":
    case "bad_state":
      return ["withings_unavailable", "Try again later."];
    case "auth_failed":
    case "unauthorized":
      return ["client_rejected", checkClient];
    default:
      if (/client|signature|secret|nonce/i.test(error)) return ["client_rejected", checkClient];
      if (redirectUri === undefined) return ["token_request_rejected", "Check the options, then try again."];
      if (status === 293 || /redirect/i.test(error))
        return [
          "redirect_uri_rejected",
          `Register exactly this callback URL for the application at Withings: ${redirectUri}`,
        ];
      if (/\bcode\b/i.test(error))
        return [
          "code_rejected",
          "A code is good for 30 seconds, once. Authorize again; if it stays so, check that exactly this callback URL is registered " +
            `at Withings: ${redirectUri}`,
        ];
      return ["token_request_rejected", "Check the options, then authorize again."];
  }
}

const checkClient =
  "Check clientID and clientSecret, and that the application belongs to the cloud that the option cloud names.";

function positive(value: unknown): number | undefined {
  const seconds = typeof value === "string" ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

// Withings' own words help, but they come from outside: printable, short, and without anything that was sent.
function quoted(text: string, secrets: readonly string[]): string {
  const clean = text.replace(/[^\x20-\x7e]+/g, " ").trim();
  if (clean === "" || secrets.some((secret) => clean.includes(secret))) return "";
  return ` ("${clean.slice(0, 200)}")`;
}
