import { createSandbox, type Sandbox, visitor, type VisitorOptions } from "withings-sandbox";
import {
  type AuthorizeOptions,
  type CallbackVerdict,
  type WebView,
  type WebViewRequest,
  WithingsConnector,
  type WithingsCredentials,
} from "withings-kit";

export const redirectUri = "http://localhost:8765/callback";
export const scope = "user.info,user.metrics,user.activity";

/** Secrets that nothing may ever show. They are long and unlike anything else, so that a search finds them wherever they went. */
export const canary = {
  clientID: "canary-client-id-0f3a",
  clientSecret: "canaryclientsecret00canaryclientsecret00",
  code: "canarycode11canarycode11canarycode11",
  accessToken: "canaryaccess22canaryaccess22canaryaccess",
  refreshToken: "canaryrefresh33canaryrefresh33canaryrefr",
} as const;

/** The token endpoint's good answer, with what a test wants otherwise. */
export function tokenAnswer(body: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    status: 0,
    body: {
      userid: "363",
      access_token: canary.accessToken,
      refresh_token: canary.refreshToken,
      expires_in: 10800,
      scope,
      csrf_token: "c",
      token_type: "Bearer",
      ...body,
    },
  });
}

/** What was sent to a {@link pretendEndpoint}. */
export interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly form: URLSearchParams;
}

/** A fetch that answers as told and keeps what was sent. Answers are used in order, the last one again and again. */
export function pretendEndpoint(...answers: (string | Response | Error | (() => Promise<Response>))[]): {
  readonly fetch: typeof globalThis.fetch;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  return {
    sent,
    fetch: async (input, init = {}) => {
      const url = input instanceof Request ? input.url : input.toString();
      sent.push({ url, init, form: new URLSearchParams(init.body as string) });
      const answer = answers[Math.min(sent.length, answers.length) - 1] ?? tokenAnswer();
      if (answer instanceof Error) throw answer;
      if (typeof answer === "function") return answer();
      return typeof answer === "string" ? new Response(answer) : answer.clone();
    },
  };
}

/** The parameters of the authorize page that a web view was asked to show. */
export function asked(request: WebViewRequest): URLSearchParams {
  return new URL(request.url).searchParams;
}

/** The callback URL that Withings would send the browser to. */
export function callback(request: WebViewRequest, parameters: Readonly<Record<string, string>> = {}): string {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries({
    code: canary.code,
    state: asked(request).get("state") ?? "",
    ...parameters,
  }))
    url.searchParams.set(name, value);
  return url.href;
}

/** A web view in which the login ends at a URL. */
export function endingAt(
  url: (request: WebViewRequest) => string,
): WebView & { readonly requests: WebViewRequest[] } {
  const requests: WebViewRequest[] = [];
  return {
    requests,
    open: async (request) => {
      requests.push(request);
      return Promise.resolve({ type: "callback", url: url(request) });
    },
  };
}

/** A web view on which URLs arrive one after the other until one is not ignored. */
export function arriving(
  ...urls: ((request: WebViewRequest) => string)[]
): WebView & { readonly verdicts: CallbackVerdict[] } {
  const verdicts: CallbackVerdict[] = [];
  return {
    verdicts,
    open: async (request) => {
      for (const url of urls) {
        const verdict = await request.offer(url(request));
        verdicts.push(verdict);
        if (verdict.type !== "ignored") return { type: "callback", url: url(request) };
      }
      return { type: "closed" };
    },
  };
}

/** `authorize` with usual options. */
export function authorize(options: Partial<AuthorizeOptions> = {}): Promise<WithingsCredentials | null> {
  return WithingsConnector.authorize({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    scope,
    redirectUri,
    callbackUrlScheme: "http",
    fetch: pretendEndpoint(tokenAnswer()).fetch,
    ...options,
  });
}

/** `authorize` against a sandbox in this process, with a scripted person. */
export function authorizeAt(
  sandbox: Sandbox = createSandbox(),
  options: Partial<AuthorizeOptions> & { readonly person?: VisitorOptions } = {},
): Promise<WithingsCredentials | null> {
  const { person, ...rest } = options;
  return WithingsConnector.authorize({
    ...sandbox.application,
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    scope,
    redirectUri,
    callbackUrlScheme: "http",
    webView: visitor({ fetch: sandbox.fetch, ...person }),
    ...rest,
  });
}

/** What a promise rejects with; it must reject. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`It should have failed but gave ${typeof value}.`);
    },
    (error: unknown) => error,
  );
}
