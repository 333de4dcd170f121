import type { Sandbox } from "withings-sandbox";

/** Something that speaks plain HTTP with the account pages and keeps cookies, as a browser would, but follows nothing by itself. */
export interface Guest {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where a redirect leads; empty when it is none. */
  readonly location: string;
  /** The token of the page's forms; empty when there is none. */
  readonly csrf: string;
}

export function guest(sandbox: Pick<Sandbox, "fetch" | "cloud">): Guest {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const url = new URL(path, sandbox.cloud.accountUrl);
    const response = await sandbox.fetch(new Request(url, { ...init, headers, redirect: "manual" }));
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      location: response.headers.get("location") ?? "",
      csrf: /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? "",
    };
  };
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = {}) =>
      send(path, { method: "POST", body: new URLSearchParams(fields), headers }),
  };
}

/** The authorize path of the sandbox's application; a parameter that is `undefined` is left out. */
export function authorizePath(
  sandbox: Pick<Sandbox, "application">,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const parameters: Record<string, string | undefined> = {
    response_type: "code",
    client_id: sandbox.application.clientID,
    state: "state-of-this-attempt",
    scope: "user.info,user.metrics",
    redirect_uri: "http://localhost:8765/callback",
    ...changes,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.append(name, value);
  return `/oauth2_user/authorize2?${query}`;
}

/** Logs in with one click, and stands on the consent page of that person. */
export async function goToConsent(
  visitor: Guest,
  path: string,
  userId: number,
): Promise<Answer & { readonly path: string }> {
  const toLogin = await visitor.get(path);
  const login = await visitor.get(toLogin.location);
  const r = new URL(toLogin.location, "http://x").searchParams.get("r") ?? "";
  const loggedIn = await visitor.post("/login", { csrf: login.csrf, r, person: String(userId) });
  return { ...(await visitor.get(loggedIn.location)), path: loggedIn.location };
}
