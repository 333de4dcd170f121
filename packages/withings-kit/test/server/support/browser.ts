import { visitor, type VisitorOptions } from "withings-sandbox";
import type { Sandbox } from "withings-sandbox";

/** What an application's server does with a request. */
export type Serve = (request: Request) => Promise<Response>;

/** A person's browser: keeps the application's cookies, and is led through Withings' pages by a scripted person. */
export interface TestBrowser {
  /** Opens an address of the application; redirects are not followed. */
  readonly open: (url: string, init?: RequestInit) => Promise<Response>;
  /** From an address of the application to Withings, through its pages, and back. @returns the callback's URL, which was not opened */
  readonly goToWithings: (url: string, person?: VisitorOptions) => Promise<string>;
  /** The cookies that it has. */
  readonly cookies: Map<string, string>;
}

/** Makes one. It keeps cookies as browsers do: secure ones on https only, `__Host-` ones only as they must be. */
export function testBrowser(serve: Serve, sandbox: Pick<Sandbox, "fetch">): TestBrowser {
  const cookies = new Map<string, string>();

  const open: TestBrowser["open"] = async (url, init = {}) => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", Array.from(cookies, (pair) => pair.join("=")).join("; "));
    const response = await serve(new Request(url, { ...init, headers, redirect: "manual" }));
    for (const line of response.headers.getSetCookie()) keep(line, new URL(url));
    return response;
  };
  const keep = (line: string, url: URL): void => {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", ...value] = pair.split("=");
    const secure = attributes.includes("Secure");
    if (secure !== (url.protocol === "https:")) return;
    if (name.startsWith("__Host-") && (!secure || !attributes.includes("Path=/"))) return;
    if (attributes.includes("Max-Age=0")) cookies.delete(name);
    else cookies.set(name, value.join("="));
  };

  return {
    cookies,
    open,
    goToWithings: async (url, person = {}) => {
      const { headers } = await open(url);
      return visit(headers.get("location") ?? "", { fetch: sandbox.fetch, ...person });
    },
  };
}

/** A scripted person goes through Withings' pages. @returns where they send the browser */
export async function visit(url: string, person: VisitorOptions): Promise<string> {
  const shown = await visitor(person).open({
    url,
    redirectUri: new URL(url).searchParams.get("redirect_uri") ?? "",
    callbackUrlScheme: "https",
    signal: AbortSignal.timeout(10_000),
    whyIgnored: () => undefined,
    offer: () => Promise.reject(new Error("The scripted person returns the URL.")),
  });
  if (shown.type !== "callback") throw new Error("The person closed the page.");
  return shown.url;
}
