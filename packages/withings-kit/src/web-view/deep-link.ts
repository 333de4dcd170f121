import { WithingsConfigurationError } from "../errors.js";
import type { WebViewRequest } from "./contract.js";

/**
 * Refuses a scheme at which the system starts no program. Nothing was opened then.
 *
 * @param https - whether https links can lead to the program, as universal links and app links do.
 * @throws {@link WithingsConfigurationError}
 */
export function checkDeepLink(
  { callbackUrlScheme: scheme }: Pick<WebViewRequest, "callbackUrlScheme">,
  { name, https }: { readonly name: string; readonly https: boolean },
): void {
  if (scheme !== "http" && (https || scheme !== "https")) return;
  throw new WithingsConfigurationError(
    "configuration_invalid",
    `The option callbackUrlScheme cannot be used: no link that begins with ${scheme}: leads to the program, and ${name} waits for one. ` +
      `Give your app's own scheme, such as "example", with a redirectUri that begins with it or a page at redirectUri that forwards to it.`,
    { option: "callbackUrlScheme" },
  );
}

/** The error where the system knows no program for the scheme: the login would end at an error page, and nobody would hear of it. */
export function schemeNotRegistered(scheme: string, next: string): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    `The option callbackUrlScheme cannot be used: the system does not open links that begin with ${scheme}: with this app. ${next}.`,
    { option: "callbackUrlScheme" },
  );
}

/**
 * The beginning of the links at which a login comes back: the redirect URI where it is one, else, behind a bridge page, every link of the
 * scheme.
 */
export function returnLink({ redirectUri, callbackUrlScheme: scheme }: WebViewRequest): string {
  return redirectUri.toLowerCase().startsWith(`${scheme}:`) ? redirectUri : `${scheme}://`;
}
