import { aborted, unreachable } from "../http/call.js";
import { checkOptions } from "../option.js";
import type { Held } from "./shelf.js";
import { untilAborted } from "../http/until-aborted.js";

/** What an authorized call needs. */
export interface AuthorizedCall {
  readonly apiUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Gives credentials that are fresh, and others than a rejected access token's. */
  readonly fresh: (rejected?: string) => Promise<Held>;
  /** Called when Withings took the access token. */
  readonly confirm: (held: Held) => Promise<void>;
}

/** See `Connection.fetch`. */
export function authorizedFetch(
  context: AuthorizedCall,
): (input: string | URL, init?: RequestInit) => Promise<Response> {
  // Called as a function, not as a method: those of browsers throw when `this` is anything but the global object.
  const { apiUrl, fetch, fresh, confirm } = context;
  return async (input, init = {}) => {
    const url = apiAddress(String(input), apiUrl);
    await checkOptions({ input: !!url });
    const { signal } = init;
    const headers = new Headers(init.headers);
    // Read once, so that it can be sent twice.
    const body = await readBody(init.body, headers);
    const request = {
      ...init,
      method: init.method ?? (body ? "POST" : "GET"),
      body,
      redirect: "manual",
    } as const;

    const send = async ({ credentials }: Held): Promise<Answer> => {
      headers.set("authorization", `Bearer ${credentials.withingsAccessToken}`);
      try {
        const response = await fetch(url, { ...request, headers });
        return { response, status: await envelopeStatus(response) };
      } catch (error) {
        throw signal?.aborted ? aborted() : unreachable(error, url);
      }
    };

    let held = await untilAborted(fresh(), signal);
    let answer = await send(held);
    if (authenticationFailed.test(String(answer.status))) {
      held = await untilAborted(fresh(held.credentials.withingsAccessToken), signal);
      answer = await send(held);
    }
    if (answer.status === 0) await confirm(held);
    return answer.response;
  };
}

interface Answer {
  readonly response: Response;
  readonly status: number | undefined;
}

// The family "auth_failed" of the statuses, in short: this is a part of every program, the table of all of them is not.
const authenticationFailed = /^(10[0-2]|200|401)$/;

/** The URL of a call, or nothing where it is not one of Withings' API: the access token must go nowhere else. */
function apiAddress(input: string, apiUrl: string): string {
  const base = `${new URL(apiUrl).href.replace(/\/$/, "")}/`;
  try {
    const { href } = new URL(input.startsWith("/") ? base + input.slice(1) : input, base);
    return href.startsWith(base) ? href : "";
  } catch {
    // Not a URL at all.
    return "";
  }
}

async function readBody(body: RequestInit["body"], headers: Headers): Promise<ArrayBuffer | null> {
  if (body === undefined || body === null) return null;
  const read = new Response(body);
  const type = read.headers.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return read.arrayBuffer();
}

async function envelopeStatus(response: Response): Promise<number | undefined> {
  // Read in any case: what nobody reads holds its connection.
  const text = await response.clone().text();
  if (response.status === 401) return 401;
  const [, first] = /^\s*\{\s*"status"\s*:\s*(\d{1,9})\b/.exec(text) ?? [];
  if (first !== undefined) return Number(first);
  try {
    const { status } = Object(JSON.parse(text)) as { readonly status?: unknown };
    return typeof status === "number" ? status : undefined;
  } catch {
    // Not an envelope: whether it should have been is for the caller to say.
    return undefined;
  }
}
