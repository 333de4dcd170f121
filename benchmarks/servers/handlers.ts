// The handlers of withings-kit/server, and a route that only asks for the token, on the same server software.
import { createHash } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import { createWithings, memoryStore } from "withings-kit";
import { storeLinks, withingsHandlers } from "withings-kit/server";
import { answerQuestions } from "../support/child.ts";
import { cpuSeconds } from "../support/cpu.ts";
import type { Sent } from "../support/load.ts";
import { madeUpClient } from "../support/made-up.ts";
import { verifier } from "../support/verifier.ts";

/** A login that an app has begun. */
export interface AppLogin {
  readonly attempt: string;
  /** Whose it is: what the app's own requests carry. */
  readonly headers: Sent["headers"];
  readonly callback: Sent;
}

const challenge = createHash("sha256").update(verifier).digest("base64url");
const { clientID, clientSecret } = madeUpClient;

type Handle = (request: Request) => Promise<Response>;
let origin = "";
let handle: Handle = () => Promise.reject(new Error("Nobody listens yet."));
let linked = 0;
let people = 0;
let aheadMs = 0;
const clock = (): number => Date.now() + aheadMs;

const attemptOf = (user: number): Sent => ({
  method: "POST",
  path: "/withings/attempts",
  headers: { cookie: `session=${user}`, "content-type": "application/json" },
  body: JSON.stringify({ challenge, returnTo: "https://app.example.com/done" }),
});

function handlersFor(apiUrl: string): Handle {
  const store = memoryStore();
  const answer = withingsHandlers({
    withings: createWithings({
      ...{ clientID, clientSecret, store, clock },
      cloud: { accountUrl: "https://account.withings.com", apiUrl },
      redirectUri: `${origin}/withings/callback`,
    }),
    secret: "the secret of the benchmark's cookies",
    scope: "user.metrics",
    identify: ({ headers }) => /session=(\d+)/.exec(headers.get("cookie") ?? "")?.[1],
    links: storeLinks(store),
    returnTo: ["/done", "https://app.example.com/done"],
    apps: {},
    clock,
    onEvent: (event) => {
      if (event.type === "linked") linked++;
      else if ("error" in event) throw event.error;
    },
  });
  return async (request) => (await answer(request)) ?? bare(request, apiUrl);
}

/** The least that any callback does: the token request, its answer read, and the browser sent on. */
async function bare(request: Request, apiUrl: string): Promise<Response> {
  const response = await fetch(`${apiUrl}/v2/oauth2`, {
    method: "POST",
    body: new URLSearchParams({
      ...{ action: "requesttoken", grant_type: "authorization_code" },
      ...{ client_id: clientID, client_secret: clientSecret, redirect_uri: `${origin}/bare` },
      code: new URL(request.url).searchParams.get("code") ?? "",
    }),
  });
  const { body } = (await response.json()) as { body: { access_token?: string } };
  if (body.access_token === undefined) throw new Error("The token endpoint gave no token.");
  return new Response(null, { status: 303, headers: { location: "/done" } });
}

/** The address to which Withings would send the browser, once its person has allowed it. */
const callbackPath = (authorizeUrl: string, user: number): string =>
  `/withings/callback?code=${user}&state=${new URL(authorizeUrl).searchParams.get("state") ?? ""}`;

const questions = {
  /** Listens, with a token endpoint behind; gives the origin. */
  listen: async (apiUrl: string): Promise<string> => {
    const server = createAdaptorServer({ fetch: (request) => handle(request) });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    handle = handlersFor(apiUrl);
    return origin;
  },
  /** As many callbacks of logins that browsers have begun, each of another user. */
  browserCallbacks: (count: number): Promise<readonly Sent[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const user = ++people;
        const session = `session=${user}`;
        const begun = await handle(
          new Request(`${origin}/withings/connect`, { headers: { cookie: session } }),
        );
        const [cookie = ""] = (begun.headers.get("set-cookie") ?? "").split(";", 1);
        return {
          method: "GET" as const,
          path: callbackPath(begun.headers.get("location") ?? "", user),
          headers: { cookie: `${session}; ${cookie}` },
        };
      }),
    ),
  /** As many logins that apps have begun, each of another user. */
  appLogins: (count: number): Promise<readonly AppLogin[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const user = ++people;
        const { path, ...request } = attemptOf(user);
        const begun = await handle(new Request(origin + path, request));
        const { url, attempt } = (await begun.json()) as { url: string; attempt: string };
        const callback = { method: "GET" as const, path: callbackPath(url, user), headers: {} };
        return { attempt, headers: request.headers, callback };
      }),
    ),
  /** As many requests that begin an app's login, each of another user. */
  attempts: (count: number): readonly Sent[] => Array.from({ length: count }, () => attemptOf(++people)),
  /** Sets the clock ahead, so that the time of all open logins is over, and begins one, at which they are swept. */
  forget: async (): Promise<void> => {
    aheadMs += 11 * 60_000;
    await questions.appLogins(1);
  },
  /** How many were linked since this was last asked. */
  linked: (): number => {
    const count = linked;
    linked = 0;
    return count;
  },
  /** The bytes that this process has once what nobody needs is gone. It must have been started with `--expose-gc`. */
  memory: async (): Promise<{ readonly held: number; readonly resident: number }> => {
    if (!globalThis.gc) throw new Error("The process cannot be told to collect what nobody needs.");
    for (let round = 0; round < 5; round++) {
      globalThis.gc();
      // What closed connections and finalizers hold is let go in between.
      await pause(100);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return { held: heapUsed + external, resident: rss };
  },
  cpuSeconds,
};

/** What this process can be asked. */
export type HandlersQuestions = typeof questions;

answerQuestions(questions);
