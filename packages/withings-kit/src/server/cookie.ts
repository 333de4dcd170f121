/** A cookie that holds one login, for one browser. */
export interface LoginCookie {
  readonly name: string;
  readonly value: string;
  /** 0 takes it away. */
  readonly maxAgeSeconds: number;
}

const prefix = "withings-";

/**
 * The name of a login's cookie. Each login has one of its own, so that two tabs do not disturb each other.
 *
 * @param secure - whether the application is on https. On plain http of this machine browsers would not keep a secure cookie.
 */
export function cookieName(loginName: string, secure: boolean): string {
  return `${secure ? "__Host-" : ""}${prefix}${loginName}`;
}

/**
 * The header that sets it. With the prefix `__Host-` no other host, not even a neighbour under the same domain, can have set it; and with
 * `Lax` it comes along when Withings sends the browser back, but not with another site's posts, frames and images.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4.1
 */
export function setCookie({ name, value, maxAgeSeconds }: LoginCookie): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${maxAgeSeconds}`, "HttpOnly", "SameSite=Lax"];
  return [...parts, ...(name.startsWith("__Host-") ? ["Secure"] : [])].join("; ");
}

/** The value of a cookie that a request brings; `undefined` where it brings none, or two of one name: one of them may be planted. */
export function readCookie(request: Request, name: string): string | undefined {
  const values = pairsOf(request).filter(([each]) => each === name);
  return values.length === 1 ? values[0]?.[1] : undefined;
}

/** The names of the logins' cookies that a request brings. */
export function loginCookies(request: Request, secure: boolean): string[] {
  const start = cookieName("", secure);
  const names = pairsOf(request).map(([name]) => name);
  // Written into a header again, and to be taken away: no cookie of the application's own may be among them.
  return [...new Set(names)].filter(
    (name) => name.startsWith(start) && /^[\w-]{22}$/.test(name.slice(start.length)),
  );
}

function pairsOf(request: Request): [name: string, value: string][] {
  return (request.headers.get("cookie") ?? "").split(";").map((pair) => {
    const [name = "", ...value] = pair.trim().split("=");
    return [name, value.join("=")];
  });
}
