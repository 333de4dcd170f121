import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** How a login page sends the browser to the redirect URI. */
export type Way = (callback: string) => Answer;

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The answer to the next step, where the page leads to one first. */
  readonly next?: Omit<Answer, "next">;
}

const attribute = (value: string): string => value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const clicked = (body: string): Answer => ({
  body: `${body}<script>setTimeout(() => document.getElementById("go").click(), 20)</script>`,
});
const redirected = (status: number, location: string): Answer => ({ status, headers: { location } });
const inputs = (callback: string): string =>
  [...new URL(callback).searchParams]
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${attribute(value)}">`)
    .join("");

/** Every way in which a login page can end at the redirect URI. */
export const ways: Readonly<Record<string, Way>> = {
  "a 302 at once": (callback) => redirected(302, callback),
  "a 301 at once": (callback) => redirected(301, callback),
  "a 302 after a link": (callback) => ({
    ...clicked('<a id="go" href="/next">Go on</a>'),
    next: redirected(302, callback),
  }),
  "a 303 after a form": (callback) => ({
    ...clicked('<form method="post" action="/next"><button id="go">Allow</button></form>'),
    next: redirected(303, callback),
  }),
  "a 307 after a form": (callback) => ({
    ...clicked('<form method="post" action="/next"><button id="go">Allow</button></form>'),
    next: redirected(307, callback),
  }),
  "a meta refresh": (callback) => ({
    body: `<meta http-equiv="refresh" content="0;url=${attribute(callback)}">`,
  }),
  "a Refresh header": (callback) => ({ headers: { refresh: `0;url=${callback}` } }),
  "location.href": (callback) => ({ body: `<script>location.href = ${JSON.stringify(callback)}</script>` }),
  "location.assign": (callback) => ({
    body: `<script>location.assign(${JSON.stringify(callback)})</script>`,
  }),
  "location.replace": (callback) => ({
    body: `<script>location.replace(${JSON.stringify(callback)})</script>`,
  }),
  "a link": (callback) => clicked(`<a id="go" href="${attribute(callback)}">Go on</a>`),
  "a form with get": (callback) =>
    clicked(`<form action="${attribute(callback)}">${inputs(callback)}<button id="go">Allow</button></form>`),
  "a form with post": (callback) =>
    clicked(`<form method="post" action="${attribute(callback)}"><button id="go">Allow</button></form>`),
  "a frame that navigates the page": (callback) => ({
    body: `<iframe srcdoc="<script>top.location = ${attribute(JSON.stringify(callback)).replaceAll('"', "&quot;")}</script>"></iframe>`,
  }),
  "a link to a new window": (callback) =>
    clicked(`<a id="go" target="_blank" href="${attribute(callback)}">Go on</a>`),
  "window.open": (callback) => ({
    body: `<script>setTimeout(() => window.open(${JSON.stringify(callback)}), 20)</script>`,
  }),
  "a window that a script opened": (callback) => ({
    body: `<script>setTimeout(() => window.open("/next", "login", "width=400,height=500"), 20)</script>`,
    next: redirected(302, callback),
  }),
};

/** A pretend Withings whose login page goes to the redirect URI by itself, in a way that the test chooses. */
export interface PretendWithings {
  readonly origin: string;
  readonly cloud: { readonly accountUrl: string; readonly apiUrl: string };
  /** What the authorize page does. `callback` is the right one. */
  answer: Way;
  /** How long the token endpoint takes, in milliseconds. */
  exchangeMs: number;
  /** What browsers and the program asked for: method and path. */
  readonly requests: readonly string[];
  /** The codes that came to the token endpoint. */
  readonly codes: readonly string[];
  /** When the last redirect was sent, in milliseconds of `performance.now()`. */
  readonly redirectedAt: () => number;
}

export const userID = "363";

/** Starts it; it is closed when the test is over. */
export async function pretendWithings(): Promise<PretendWithings> {
  const requests: string[] = [];
  const codes: string[] = [];
  let redirectedAt = Number.NaN;
  let next: Answer = {};

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    requests.push(`${request.method ?? ""} ${url.pathname}`);
    if (url.pathname === "/v2/oauth2") {
      let form = "";
      for await (const chunk of request) form += String(chunk);
      codes.push(new URLSearchParams(form).get("code") ?? "");
      await delay(withings.exchangeMs);
      send(response, { headers: { "content-type": "application/json" }, body: JSON.stringify(tokens) });
    } else if (url.pathname === "/oauth2_user/authorize2") {
      const answer = withings.answer(callbackOf(url.searchParams));
      next = answer.next ?? {};
      send(response, answer);
    } else if (url.pathname === "/next") send(response, next);
    else send(response, { status: 404 });
  }
  function send(response: ServerResponse, { status = 200, headers = {}, body = "" }: Answer): void {
    response.writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      // A browser remembers a 301 for good.
      "cache-control": "no-store",
      connection: "close",
      ...headers,
    });
    response.end(
      body === "" ? "" : body.startsWith("{") ? body : `<!doctype html><title>Log in</title>${body}`,
    );
    if (status >= 300 && status < 400) redirectedAt = performance.now();
  }

  const server = createServer((request, response) => {
    void serve(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  const withings: PretendWithings = {
    origin,
    cloud: { accountUrl: origin, apiUrl: origin },
    answer: () => ({ body: "<h1>Log in</h1>" }),
    exchangeMs: 0,
    requests,
    codes,
    redirectedAt: () => redirectedAt,
  };
  return withings;
}

/** Where Withings would send the browser: the redirect URI with a code and the state. */
function callbackOf(query: URLSearchParams): string {
  const redirectUri = query.get("redirect_uri") ?? "";
  const parameters = new URLSearchParams({ code: "c0de-4242", state: query.get("state") ?? "" });
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${parameters.toString()}`;
}

const tokens = {
  status: 0,
  body: {
    userid: userID,
    access_token: "access-canary",
    refresh_token: "refresh-canary",
    expires_in: 10_800,
    scope: "user.metrics",
    token_type: "Bearer",
  },
};
