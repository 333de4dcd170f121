import {
  WithingsAuthorizationError,
  WithingsConnectionError,
  WithingsDecodingError,
  WithingsTransportError,
} from "../errors.js";
import { withDeadline } from "../http/deadline.js";
import { isVisible, safeScheme } from "../option.js";
import { isRedirectUri } from "../oauth/redirect-uri.js";
import { randomState } from "../oauth/state.js";
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
  if (!isVisible(attempt)) throw unusable("attempt");
  // What the backend gives is shown in a web view, so it must be a page.
  if (!/^https?:$/.test(safeScheme(url))) throw unusable("url");
  if (!(expiresIn > 0)) throw unusable("expiresIn");
  return { attempt, url, expiresIn, verifier };
}

/** Redeems a ticket, once. */
export async function redeemTicket(
  proof: { readonly ticket: string; readonly verifier: string },
  options: BackendOptions,
): Promise<BackendConnection> {
  return readConnection(await post("tickets", proof, options), unusable);
}

function unusable(field: string): WithingsDecodingError {
  return new WithingsDecodingError(
    "answer_invalid",
    `The backend's answer has no usable ${field}. Check that the option backend leads to the handlers of withings-kit/server.`,
    { field },
  );
}

async function challengeOf(verifier: string): Promise<string> {
  const bytes = new TextEncoder().encode(verifier);
  // Its type is a promise that React Native, and pages without https, do not keep.
  const { subtle } = crypto as Partial<Crypto>;
  const hash = subtle
    ? await subtle.digest("SHA-256", bytes)
    : (await import("./sha-256.js")).sha256(bytes).buffer;
  return btoa(String.fromCharCode(...new Uint8Array(hash as ArrayBuffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace("=", "");
}

/** One request. Never repeated: an attempt costs nothing, and a ticket is good once. */
async function post(path: string, body: object, options: BackendOptions): Promise<Record<string, unknown>> {
  const { backend, headers, cookies = "same-origin", signal, fetch = globalThis.fetch } = options;
  return withDeadline(
    {
      signal,
      timeoutMs: backendTimeoutMs,
      givenUp: (why) =>
        new WithingsTransportError(
          why,
          why === "aborted"
            ? "The program aborted the call."
            : "The backend did not answer in time. Try again later.",
        ),
    },
    async (signal) => {
      let text: string;
      let status: number;
      try {
        const response = await fetch(`${backend.replace(/\/$/, "")}/${path}`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(body),
          credentials: cookies,
          // Somewhere else the ticket and the verifier would be somebody else's.
          redirect: "error",
          signal,
        });
        status = response.status;
        text = await response.text();
      } catch {
        // What fetch throws may hold the request, and browsers never say why.
        throw new WithingsTransportError(
          "network_failed",
          `The backend could not be reached. Check the network, the option backend and, from a page of another origin, the backend's CORS headers.`,
        );
      }
      return readAnswer(status, text);
    },
  );
}

function readAnswer(httpStatus: number, text: string): Record<string, unknown> {
  let answer: Record<string, unknown> = {};
  try {
    answer = Object(JSON.parse(text)) as typeof answer;
  } catch {
    // A proxy's page, as a rule: its status says more.
  }
  if (httpStatus >= 200 && httpStatus < 300) return answer;
  const [word = ""] = /^[a-z_]{1,40}$/.exec(String(answer["error"])) ?? [];
  if (word === "already_linked")
    throw new WithingsConnectionError(
      "another_person",
      "This Withings account is linked with another user of the application. Log in with another one, or disconnect it there first.",
    );
  if (word === "ticket_invalid")
    throw new WithingsAuthorizationError(
      "callback_invalid",
      "The backend did not take the ticket: it works once, for two minutes, and for the user who began the login. Start the login again.",
    );
  throw new WithingsTransportError(
    "http_error",
    `The backend refused: HTTP ${httpStatus}${word && ` (${word})`}. ${
      httpStatus === 401
        ? "It does not know who is signed in: sign the person in first, or give headers or cookies that say so."
        : "Start the login again; if it stays so, look into the backend's log."
    }`,
    { httpStatus },
  );
}
