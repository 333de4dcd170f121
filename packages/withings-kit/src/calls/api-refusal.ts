import { WithingsApiError, type WithingsErrorCode } from "../errors.js";
import type { Envelope } from "../http/envelope.js";
import { quoted } from "../http/quoted.js";
import { secondsToWait } from "../http/seconds-to-wait.js";
import { statusFamily } from "../model/status.js";
import type { ApiCall } from "./api-call.js";

const scopeStatus = 403;

/** Explains an answer of the API whose status is not 0. */
export function explainApiRefusal(
  { status, body, error }: Envelope,
  {
    operation,
    scopes,
    form,
    secrets,
  }: Pick<ApiCall, "operation" | "scopes" | "form"> & { readonly secrets: readonly string[] },
): WithingsApiError {
  const family = statusFamily(status);
  const waitSeconds = secondsToWait(body["wait_seconds"]);
  const code = codeOf({ status, family, scopes });
  // Of a header, what is secret stands behind its scheme.
  const words = quoted(error, [
    ...Object.values(form),
    ...secrets.map((secret) => secret.replace(/^Bearer /, "")),
  ]);
  return new WithingsApiError(
    code,
    `Withings refused ${operation} with status ${status} (${family.replaceAll("_", " ")}${words && `: ${words}`}). ${adviceFor(code, { scopes, waitSeconds, form })}`,
    {
      operation,
      status,
      statusFamily: family,
      ...(waitSeconds > 0 && { waitSeconds }),
      ...(code === "scope_missing" && { scopes }),
    },
  );
}

function codeOf({
  status,
  family,
  scopes,
}: {
  readonly status: number;
  readonly family: string;
  readonly scopes: readonly string[];
}): WithingsErrorCode {
  // What the application signs takes no person's scope.
  if (status === scopeStatus && scopes.length > 0) return "scope_missing";
  if (family === "too_many_requests") return "rate_limited";
  return family === "timeout" || family === "bad_state" ? "withings_unavailable" : "api_refused";
}

function adviceFor(
  code: WithingsErrorCode,
  {
    scopes,
    waitSeconds,
    form,
  }: Pick<ApiCall, "scopes" | "form"> & {
    readonly waitSeconds: number;
  },
): string {
  switch (code) {
    case "scope_missing":
      return `The person did not grant ${scopes.join(" or ")}: connect again and ask for it.`;
    case "rate_limited":
      return waitSeconds > 0
        ? `Wait ${waitSeconds} seconds, then try again.`
        : "It has had too many requests, or the same one a moment ago: wait a minute, then try again.";
    case "withings_unavailable":
      return "Withings has a problem of its own: try again later.";
    default:
      return (
        (form["callbackurl"] === undefined
          ? ""
          : "The callback URL must be registered for your application, or stand below one that is, and answer HEAD with 200. ") +
        "Check the parameters, the scopes and the plan of your application."
      );
  }
}
