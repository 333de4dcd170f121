import { oauth2 } from "withings-kit/contract";

/**
 * Where to go on after a log-in or a log-out: an authorize page of this sandbox, as a path without a host. Everything else is
 * `undefined`, so that nobody can be sent elsewhere through us.
 *
 * @param value the parameter `r`: a whole URL, as Withings takes it, or a path
 * @param here the URL of the request
 */
export function returnTo(value: string | null, here: URL): string | undefined {
  if (value === null || !URL.canParse(value, here.origin)) return undefined;
  const url = new URL(value, here.origin);
  if (url.origin !== here.origin || url.pathname !== oauth2.authorize.path) return undefined;
  return url.pathname + url.search;
}

/** The path with one parameter set, the others left as they were written. */
export function withParameter(
  path: string,
  parameter: { readonly name: string; readonly value: string },
): string {
  const bare = withoutParameter(path, parameter.name);
  const separator = bare.includes("?") ? "&" : "?";
  return `${bare}${separator}${encodeURIComponent(parameter.name)}=${encodeURIComponent(parameter.value)}`;
}

/** The path without a parameter, the others left as they were written. */
export function withoutParameter(path: string, name: string): string {
  const start = path.indexOf("?");
  if (start === -1) return path;
  const pathname = path.slice(0, start);
  const kept = path
    .slice(start + 1)
    .split("&")
    .filter((pair) => pair !== "" && !new URLSearchParams(pair).has(name));
  return kept.length === 0 ? pathname : `${pathname}?${kept.join("&")}`;
}
