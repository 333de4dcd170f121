import { createWithings, memoryStore, type Withings, type WithingsOptions } from "withings-kit";
import {
  type ConnectedUser,
  type Links,
  type ServerEvent,
  storeLinks,
  withingsHandlers,
  type WithingsHandlersOptions,
} from "withings-kit/server";
import { createSandbox, type Sandbox } from "withings-sandbox";
import { type TestBrowser, testBrowser } from "./browser.js";

export const origin = "https://app.example.com";
export const base = `${origin}/withings`;

/** An application whose users sign in with a cookie. */
export interface Application {
  readonly sandbox: Sandbox;
  readonly withings: Withings;
  readonly links: Links;
  readonly events: ServerEvent[];
  readonly connected: ConnectedUser[];
  readonly serve: (request: Request) => Promise<Response>;
  /** The browser of somebody who is signed in. */
  readonly browserOf: (user?: string) => TestBrowser;
  /** A POST with JSON, as a page of the application makes it. */
  readonly post: (
    browser: TestBrowser,
    route: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  /** How many tokens were asked for. */
  readonly exchanges: () => number;
}

/** What a test wants otherwise. */
export interface ApplicationOptions extends Partial<WithingsHandlersOptions> {
  readonly sandbox?: Sandbox;
  readonly client?: Partial<WithingsOptions>;
}

/** Makes an application on a sandbox in this process. */
export function application({
  sandbox = createSandbox(),
  client,
  ...options
}: ApplicationOptions = {}): Application {
  const store = memoryStore();
  const clock = (): number => sandbox.clock.now().getTime();
  const withings = createWithings({
    ...sandbox.application,
    redirectUri: `${base}/callback`,
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    ...{ store, clock, ...client },
  });
  const links = storeLinks(store);
  const events: ServerEvent[] = [];
  const connected: ConnectedUser[] = [];
  const handle = withingsHandlers({
    ...{ withings, links, clock },
    scope: "user.info,user.metrics",
    secret: "canary-session-secret-canary-session-secret",
    identify: ({ headers }) => /(?:^|; )session=([^;]+)/.exec(headers.get("cookie") ?? "")?.[1],
    onConnected: (user) => connected.push(user),
    onEvent: (event) => events.push(event),
    ...options,
  });
  const serve = async (request: Request): Promise<Response> =>
    (await handle(request)) ?? new Response("not ours", { status: 404 });
  return {
    ...{ sandbox, withings, links, events, connected, serve },
    browserOf: (user) => {
      const browser = testBrowser(serve, sandbox);
      if (user !== undefined) browser.cookies.set("session", user);
      return browser;
    },
    post: async (browser, route, body = {}, headers = {}) => {
      const response = await browser.open(`${base}/${route}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", origin, ...headers },
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    exchanges: () =>
      sandbox.requests.list().filter(({ operation }) => operation === "oauth2 requesttoken").length,
  };
}

/** Where an answer sends the browser. */
export function target(response: Response): string {
  return response.headers.get("location") ?? `HTTP ${response.status}`;
}
