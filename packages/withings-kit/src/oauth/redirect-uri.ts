import { isLoopbackHost } from "../cloud.js";
import { WithingsConfigurationError } from "../errors.js";

// Schemes that a browser runs or reads by itself: nothing can be called back through them.
const forbiddenSchemes = [
  "about",
  "blob",
  "data",
  "file",
  "filesystem",
  "javascript",
  "vbscript",
  "ws",
  "wss",
];

/**
 * Checks a redirect URI. It goes to Withings and back byte for byte, so nothing about it is changed.
 *
 * @throws {@link WithingsConfigurationError} when no login can ever come back through it.
 */
export function checkRedirectUri(redirectUri: string): void {
  const problem = redirectUriProblem(redirectUri);
  if (problem !== undefined)
    throw new WithingsConfigurationError(
      "configuration_invalid",
      `The option redirectUri cannot be used: ${problem}. Give the exact string that is registered at Withings.`,
      { option: "redirectUri" },
    );
}

function redirectUriProblem(redirectUri: unknown): string | undefined {
  if (typeof redirectUri !== "string") return "it is not a string";
  if (!/^[\x21-\x7e]+$/.test(redirectUri)) return "it has characters that a URL cannot have";
  let url: URL;
  try {
    url = new URL(redirectUri);
  } catch {
    return "it is not an absolute URL";
  }
  if (redirectUri.includes("#")) return "it has a fragment";
  if (url.username !== "" || url.password !== "") return "it has a user name or password";
  const scheme = url.protocol.slice(0, -1);
  if (forbiddenSchemes.includes(scheme)) return `the scheme ${scheme} leads back to no program`;
  if (scheme === "http" && !isLoopbackHost(url.hostname))
    return "plain http is possible on this machine only (localhost, 127.0.0.1, [::1]); use https";
  return undefined;
}

/**
 * Checks the scheme at which the program gets control back.
 *
 * @throws {@link WithingsConfigurationError} when it is not the bare name of a scheme in lower case.
 */
export function checkCallbackUrlScheme(callbackUrlScheme: string): void {
  const problem = callbackUrlSchemeProblem(callbackUrlScheme);
  if (problem !== undefined)
    throw new WithingsConfigurationError(
      "configuration_invalid",
      `The option callbackUrlScheme cannot be used: ${problem}. Give the bare scheme, such as "example" for example://withings/auth.`,
      { option: "callbackUrlScheme" },
    );
}

function callbackUrlSchemeProblem(scheme: unknown): string | undefined {
  if (typeof scheme !== "string") return "it is not a string";
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) return "it is not the name of a scheme in lower case";
  return forbiddenSchemes.includes(scheme) ? `the scheme ${scheme} leads back to no program` : undefined;
}
