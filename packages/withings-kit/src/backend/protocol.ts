import { withDeadline } from "../http/deadline.js";
import { isVisible, safeScheme } from "../option.js";
import { isRedirectUri } from "../oauth/redirect-uri.js";
import { randomState } from "../oauth/state.js";
import type { BackendFailure } from "./backend-failure.js";
import { type BackendConnection, readConnection } from "./connection.js";

/** The options that say where the application's backend is and how it is asked. */
export interface BackendOptions {
  /** Where the handlers of `withings-kit/server` are: `https://app.example.com/withings`. Plain http on this machine only. */
  readonly backend: string;
  /** Sent with both requests, so that the backend knows who is signed in, such as `{ authorization: "Bearer ..." }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether a browser sends the backend's cookies along.
   *
   * @defaultValue `"same-origin"`: to a backend at the page's own origin
   */
  readonly cookies?: "same-origin" | "include" | "omit" | undefined;
  /** Gives everything up when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** The `fetch` to use. @defaultValue the runtime's own */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A login that the backend began. */
export interface StartedAttempt {
  /** Comes back with the ticket. */
  readonly attempt: string;
  /** Withings' authorize page. */
  readonly url: string;
  /** Seconds until the backend forgets it. */
  readonly expiresIn: number;
  /** Proves that whoever brings the ticket is who began the attempt. Never leaves the app until then. */
  readonly verifier: string;
}

/** Where an attempt ends, and what it asks for. */
export interface AttemptWish {
  readonly returnTo?: string | undefined;
  readonly scope?: string | undefined;
}

/** Milliseconds after which one request to the backend is given up: it waits for Withings in its turn. */
const backendTimeoutMs = 30_000;

/** Whether the options can be used that all calls share, for `checkOptions`. */
export function checksOf(options: BackendOptions): Record<string, boolean> {
  const { backend, fetch = globalThis.fetch } = options;
  return {
    // A type does not keep JavaScript from giving it.
    clientSecret: (options as { readonly clientSecret?: unknown }).clientSecret === undefined,
    backend: /^https?:$/.test(safeScheme(backend)) && !backend.includes("?"),
    fetch: typeof fetch === "function",
  };
}

/** Whether something can be where a backend sends people: what it adds must not be there already. */
export function isReturnTo(returnTo: string): boolean {
  return isRedirectUri(returnTo) && !/[?&](ticket|attempt|withings)=/.test(returnTo);
}

/** Begins an attempt. Of the verifier only its hash is told. */
export async function startAttempt(
  { returnTo, scope }: AttemptWish,
  options: BackendOptions,
): Promise<StartedAttempt> {
  const verifier = randomState();
  const challenge = await challengeOf(verifier);
  const answer = await post("attempts", { challenge, returnTo, scope }, options);
  const { attempt, url, expiresIn } = answer as unknown as StartedAttempt;
  // What the backend gives is shown in a web view, so it must be a page.
  const isPage = /^https?:$/.test(safeScheme(url));
  const field = !isVisible(attempt) ? "attempt" : !isPage ? "url" : expiresIn > 0 ? "" : "expiresIn";
  if (field) return fail({ type: "unusable", field });
  return { attempt, url, expiresIn, verifier };
}

/** Redeems a ticket, once. Where a word for why there is none stands in its place, that is told, and nothing sent. */
export async function redeemTicket(
  proof: { readonly ticket: string; readonly verifier: string },
  options: BackendOptions,
): Promise<BackendConnection> {
  const word = proof.ticket;
  if (word === "already_linked" || word === "another_person")
    return fail({ type: "refused", httpStatus: 409, word });
  const connection = readConnection(await post("tickets", proof, options));
  return typeof connection === "string" ? fail({ type: "unusable", field: connection }) : connection;
}

async function fail(failure: BackendFailure): Promise<never> {
  const { failureOf } = await import("./backend-failure.js");
  throw failureOf(failure);
}

async function challengeOf(verifier: string): Promise<string> {
  const text = new TextEncoder().encode(verifier);
  // Its type is a promise that React Native, and pages without https, do not keep.
  const { subtle } = crypto as Partial<Crypto>;
  const bytes = subtle
    ? new Uint8Array(await subtle.digest("SHA-256", text))
    : (await import("./sha-256.js")).sha256(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace("=", "");
}

/** One request. Never repeated: an attempt costs nothing, and a ticket is good once. */
async function post(path: string, body: object, options: BackendOptions): Promise<Record<string, unknown>> {
  const { backend, headers, cookies = "same-origin", fetch = globalThis.fetch } = options;
  let failure: BackendFailure = { type: "unreachable" };
  try {
    const [status, text] = await withDeadline(
      {
        signal: options.signal,
        timeoutMs: backendTimeoutMs,
        givenUp: (why) => {
          failure = { type: "givenUp", why };
          return Error();
        },
      },
      async (signal) => {
        const response = await fetch(`${backend.replace(/\/$/, "")}/${path}`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(body),
          credentials: cookies,
          // Somewhere else the ticket and the verifier would be somebody else's.
          redirect: "error",
          signal,
        });
        return [response.status, await response.text()] as const;
      },
    );
    const answer = parsed(text);
    if (status >= 200 && status < 300) return answer;
    const [word = ""] = /^[a-z_]{1,40}$/.exec(String(answer["error"])) ?? [];
    failure = { type: "refused", httpStatus: status, word };
  } catch {
    // What fetch throws may hold the request, and browsers never say why.
  }
  return fail(failure);
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // A proxy's page, as a rule: its status says more.
    return {};
  }
}
