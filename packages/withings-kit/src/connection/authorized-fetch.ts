import { WithingsError } from "../errors.js";
import { aborted, unreachable } from "../http/call.js";
import { checkOptions } from "../option.js";
import type { Access } from "./access.js";

/** What an authorized call needs. */
export interface AuthorizedCall {
  readonly apiUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly access: Access;
}

/** See `Connection.fetch`. */
export function authorizedFetch(
  context: AuthorizedCall,
): (input: string | URL, init?: RequestInit) => Promise<Response> {
  // Called as a function, not as a method: those of browsers throw when `this` is anything but the global object.
  const { apiUrl, fetch, access } = context;
  return async (input, init = {}) => {
    const url = apiAddress(input, apiUrl);
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

    const { response } = await access(async (accessToken) => {
      headers.set("authorization", `Bearer ${accessToken}`);
      try {
        const answer = await fetch(url, { ...request, headers });
        return { response: answer, status: await envelopeStatus(answer) };
      } catch (error) {
        if (signal?.aborted) throw aborted(signal);
        // The budget's error says what to do.
        throw WithingsError.isInstance(error) ? error : unreachable(error, url);
      }
    }, signal);
    return response;
  };
}

/** The URL of a call, or nothing where it is not one of Withings' API: the access token must go nowhere else. */
function apiAddress(input: string | URL, apiUrl: string): string {
  const base = `${new URL(apiUrl).href.replace(/\/$/, "")}/`;
  try {
    // Not String(input): of a Request, or of nothing, it makes a path.
    const text = (Object(input) as Partial<URL>).href ?? (input as string);
    const { href } = new URL(text.startsWith("/") ? base + text.slice(1) : text, base);
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
