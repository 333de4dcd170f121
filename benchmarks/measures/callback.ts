import { createServer } from "node:net";
import { once } from "node:events";
import { Withings } from "arctic";
import { type AuthorizeOptions, type WebView, WithingsConnector } from "withings-kit";
import { systemBrowser } from "withings-kit/node";
import { WithingsClient } from "withings-node-oauth2";
import type { SandboxQuestions } from "../servers/sandbox.ts";
import { type Child, startChild } from "../support/child.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { arrivals } from "../support/own-time.ts";
import { median, quantile, ratioByRound } from "../support/statistics.ts";

const rounds = 150;
/** Rounds before those that count: the compiler has seen everything then, and the connection to the sandbox is open. */
const warmUps = 30;
const limitMs = 5;

/** Exchanges a code once, from its arrival to the credentials; gives the milliseconds. */
type Exchange = () => Promise<number>;

interface Ground {
  readonly sandbox: Child<SandboxQuestions>;
  readonly place: { readonly url: string; readonly clientID: string; readonly clientSecret: string };
  readonly redirectUri: string;
}

/** What the library adds between the callback and the credentials. */
export const callback: Measure = {
  name: "callback",
  title: "From the callback's arrival to resolved credentials, beyond the token endpoint's own time",
  run: async (): Promise<Finding> => {
    const sandbox = startChild<SandboxQuestions>("sandbox.ts");
    try {
      const place = await sandbox.ask("place", undefined);
      return await compare({
        sandbox,
        place,
        redirectUri: `http://127.0.0.1:${await freePort()}/callback`,
      });
    } finally {
      await sandbox.stop();
    }
  },
};

async function compare(ground: Ground): Promise<Finding> {
  const exchanges = {
    loopback: loopback(ground),
    webView: ownWebView(ground),
    bare: bareFetch(ground),
    "withings-node-oauth2": nodeOauth2(ground),
    arctic: arctic(ground),
  };
  type Name = keyof typeof exchanges;
  const names = Object.keys(exchanges) as Name[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  const ownTimes: number[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const [turn] of names.entries()) {
      const name = names[(round + turn) % names.length] ?? "bare";
      await ground.sandbox.ask("ownTime", undefined);
      const total = await exchanges[name]();
      const own = await ground.sandbox.ask("ownTime", undefined);
      if (own <= 0 || own >= total)
        throw new Error(`The token endpoint says that it took ${own} of ${total} ms.`);
      if (round < warmUps) continue;
      times.get(name)?.push(total - own);
      if (name === "loopback") ownTimes.push(own);
    }
  }

  const of = (name: Name): number[] => times.get(name) ?? [];
  const figure = (what: string, ours: "loopback" | "webView", beside: readonly [Name, string]): Figure => ({
    what,
    unit: "ms",
    ours: median(of(ours)),
    beside: { name: beside[1], value: median(of(beside[0])) },
    ratio: ratioByRound(of(ours), of(beside[0])),
  });
  const limit = { of: "ours", atMost: limitMs } as const;
  const fetched = ["bare", "fetch and response.json()"] as const;
  return {
    figures: [
      { ...figure("system browser: loopback listener and result page", "loopback", fetched), limit },
      { ...figure("a web view that returns the callback", "webView", fetched), limit },
      figure("a web view that returns the callback", "webView", [
        "withings-node-oauth2",
        "withings-node-oauth2: exchangeCode",
      ]),
      figure("a web view that returns the callback", "webView", [
        "arctic",
        "arctic: validateAuthorizationCode",
      ]),
    ],
    how:
      `the sandbox over TCP in a process of its own, which measures its own time (median ${median(ownTimes).toFixed(2)} ms) from a request's` +
      ` arrival until its answer is handed over; all else counts, the network too, and for the system browser that the browser fetches the result page` +
      ` (95 of 100 within ${quantile(of("loopback"), 0.95).toFixed(1)} ms); ${rounds} rounds in turn, median;` +
      ` withings-node-oauth2 always signs, which is one request more`,
  };
}

function authorizeOptions({ place, redirectUri }: Ground, webView: WebView): AuthorizeOptions {
  const { url, clientID, clientSecret } = place;
  return {
    clientID,
    clientSecret,
    scope: "user.metrics",
    redirectUri,
    callbackUrlScheme: "http",
    cloud: { accountUrl: url, apiUrl: url },
    webView,
  };
}

/** The listener of `systemBrowser()`, and a browser in another process. */
function loopback(ground: Ground): Exchange {
  const arrivedAt = arrivals("/callback?");
  return async () => {
    let browsed: Promise<void> | undefined;
    const webView = systemBrowser({
      openBrowser: (start) => {
        browsed = ground.sandbox.ask("browse", start);
      },
    });
    const credentials = await WithingsConnector.authorize(authorizeOptions(ground, webView));
    const resolvedAt = performance.now();
    if (credentials === null) throw new Error("The login gave no credentials.");
    await browsed;
    return resolvedAt - arrivedAt();
  };
}

/** A web view that has the callback at once. */
function ownWebView(ground: Ground): Exchange {
  return async () => {
    const code = await ground.sandbox.ask("code", ground.redirectUri);
    let arrivedAt = Number.NaN;
    const webView: WebView = {
      open: ({ url, redirectUri }) => {
        const state = new URL(url).searchParams.get("state") ?? "";
        arrivedAt = performance.now();
        return Promise.resolve({ type: "callback", url: `${redirectUri}?code=${code}&state=${state}` });
      },
    };
    const credentials = await WithingsConnector.authorize(authorizeOptions(ground, webView));
    const resolvedAt = performance.now();
    if (credentials === null) throw new Error("The login gave no credentials.");
    return resolvedAt - arrivedAt;
  };
}

/** The least that any client does: one request, its answer read as JSON. */
function bareFetch({ sandbox, place, redirectUri }: Ground): Exchange {
  return async () => {
    const code = await sandbox.ask("code", redirectUri);
    return await timed(async () => {
      const response = await fetch(`${place.url}/v2/oauth2`, {
        method: "POST",
        body: new URLSearchParams({
          action: "requesttoken",
          grant_type: "authorization_code",
          client_id: place.clientID,
          client_secret: place.clientSecret,
          code,
          redirect_uri: redirectUri,
        }),
      });
      return ((await response.json()) as { body: { access_token?: string } }).body.access_token;
    });
  };
}

function nodeOauth2({ sandbox, place, redirectUri }: Ground): Exchange {
  const client = new WithingsClient({
    clientId: place.clientID,
    clientSecret: place.clientSecret,
    callbackURL: redirectUri,
    // It sends the secret beside the signature that stands for it; the documentation allows one of them, and so does the sandbox.
    fetch: (url, init) => {
      const body = typeof init?.body === "string" ? init.body.replace(/&client_secret=\w+/, "") : init?.body;
      return fetch(localised(url, place.url), { ...init, ...(body === undefined ? {} : { body }) });
    },
  });
  return async () => {
    const code = await sandbox.ask("code", redirectUri);
    return await timed(async () => (await client.oauth.exchangeCode(code)).accessToken);
  };
}

function arctic({ sandbox, place, redirectUri }: Ground): Exchange {
  const client = new Withings(place.clientID, place.clientSecret, redirectUri);
  return async () => {
    const code = await sandbox.ask("code", redirectUri);
    // It knows no other address than Withings' own, and no other fetch than the global one.
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      const request = new Request(input, init);
      return fetch(new Request(localised(request.url, place.url), request));
    };
    try {
      return await timed(async () => (await client.validateAuthorizationCode(code)).accessToken());
    } finally {
      globalThis.fetch = fetch;
    }
  };
}

/** The same path at another origin. */
function localised(url: RequestInfo | URL, origin: string): string {
  const text = url instanceof Request ? url.url : url.toString();
  return text.replace(/^https:\/\/[^/]+/, origin);
}

/** How long an exchange takes, in milliseconds; it must give a token. */
async function timed(exchange: () => Promise<string | undefined>): Promise<number> {
  const startedAt = performance.now();
  const token = await exchange();
  const took = performance.now() - startedAt;
  if (token === undefined || token === "") throw new Error("The exchange gave no token.");
  return took;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.");
  return address.port;
}
