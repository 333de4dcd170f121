import type { WithingsErrorCode, WithingsErrorFields } from "../errors.js";
import type { Envelope } from "../http/envelope.js";
import { quoted } from "../http/quoted.js";
import { secondsToWait } from "../http/seconds-to-wait.js";
import { statusFamily } from "../model/status.js";

/** The request that was refused, in Withings' names. */
export type RefusedForm = Readonly<Record<string, string>>;

/** What the error for a refusal is made of. */
export type Refusal = readonly [code: WithingsErrorCode, message: string, fields: WithingsErrorFields];

/** Explains an answer of the token endpoint whose status is not 0. */
export function explainRefusal({ status, body, error }: Envelope, form: RefusedForm): Refusal {
  const family = statusFamily(status);
  const code = refusalCode({ status, family, error }, form);
  const waitSeconds = secondsToWait(body["wait_seconds"]);
  const advice = waitSeconds > 0 ? `Wait ${waitSeconds} seconds, then try again.` : adviceFor(code, form);
  return [
    code,
    `Withings refused ${isRevocation(form) ? "to end the link" : "the token request"} with status ${status} (${inWords(
      family,
      quoted(
        error,
        secretParameters.map((name) => form[name]),
      ),
    )}). ${advice}`,
    { status, statusFamily: family, ...(waitSeconds > 0 && { waitSeconds }) },
  ];
}

// Withings says "Invalid Params: invalid refresh_token" and the like; which words come with which mistake is documented for none.
function refusalCode(
  { status, family, error }: { readonly status: number; readonly family: string; readonly error: string },
  form: RefusedForm,
): WithingsErrorCode {
  if (family === "too_many_requests") return "rate_limited";
  if (family === "timeout" || family === "bad_state") return "withings_unavailable";
  const blames = (parameter: string, words: RegExp): boolean => parameter in form && words.test(error);
  if (family !== "error") {
    // Only what says that this token is bad: a person is asked to log in again for nothing less.
    if (
      blames(
        "refresh_token",
        /invalid[ _](refresh[ _]?token|grant)|refresh[ _]?token.*(invalid|expired|revoked)/i,
      )
    )
      return "refresh_token_rejected";
    if (blames("redirect_uri", /redirect|callback/i) || status === 293) return "redirect_uri_rejected";
    if (blames("code", /\bcode\b/i)) return "code_rejected";
    if (/^(auth|un)/.test(family) || /client|signature|secret|nonce/i.test(error)) return "client_rejected";
  }
  return "token_request_rejected";
}

function adviceFor(code: WithingsErrorCode, form: RefusedForm): string {
  const register = `Check that exactly this callback URL is registered at Withings: ${form["redirect_uri"] ?? ""}`;
  if (code === "client_rejected") return "Check clientID, clientSecret and cloud.";
  if (code === "redirect_uri_rejected") return register;
  if (code === "code_rejected") return `A code is good once, for 30 seconds: authorize again. ${register}`;
  if (isRevocation(form) && code === "token_request_rejected")
    return "It may have ended before: the person sees it in the settings of their Withings account.";
  return "Try again later.";
}

function isRevocation(form: RefusedForm): boolean {
  return form["action"] === "revoke";
}

// Withings' words often begin with the family's: once is enough.
function inWords(family: string, words: string): string {
  const name = family.replaceAll("_", " ");
  return words.toLowerCase().startsWith(name) ? words : [name, words].filter(Boolean).join(": ");
}

const secretParameters = ["code", "refresh_token", "client_secret", "signature"];
