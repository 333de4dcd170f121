import type { Behaviour } from "../options.js";

/** The redirect URI with a code: what the browser is sent to when the person allows. */
export function allowedUrl(
  request: { readonly redirectUri: string; readonly state: string },
  code: string,
): string {
  return withQuery(request.redirectUri, { code, state: request.state });
}

/** What the browser is sent to when the person refuses, in the shape that the option chooses. */
export function refusedUrl(
  request: { readonly redirectUri: string; readonly state: string },
  shape: Behaviour["refusalRedirect"],
): string {
  const { redirectUri, state } = request;
  switch (shape) {
    case "access_denied":
      return withQuery(redirectUri, { error: "access_denied", state });
    case "no_code":
      return withQuery(redirectUri, { state });
    case "no_state":
      return withQuery(redirectUri, { error: "access_denied" });
  }
}

/** Adds to the query and leaves the rest byte for byte: a URL that was parsed and printed again may differ from the registered one. */
function withQuery(uri: string, parameters: Readonly<Record<string, string>>): string {
  const [address = "", ...fragment] = uri.split("#");
  const added = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const separator = !address.includes("?") ? "?" : /[?&]$/.test(address) ? "" : "&";
  return [address + separator + added, ...fragment].join("#");
}
