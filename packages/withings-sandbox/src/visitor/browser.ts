import type { ReadForm } from "./read-html.js";

/** How requests are made: the global `fetch`, or a sandbox's own. */
export type VisitorFetch = (request: Request) => Promise<Response>;

/** Where a step of the browser ended. */
export type Arrival =
  | { readonly type: "page"; readonly url: URL; readonly response: Response }
  /** At the redirect URI, or off the account's pages; not fetched. */
  | { readonly type: "left"; readonly url: string };

/** A browser without a window: keeps cookies, and follows redirects as long as they stay on the account's pages. */
export interface Browser {
  open(url: string): Promise<Arrival>;
  /** Sends a form with one of its buttons, or none; `typed` are the values of its fields. */
  submit(form: ReadForm, options: SubmitOptions): Promise<Arrival>;
}

export interface SubmitOptions {
  /** The page on which the form stands. */
  readonly on: URL;
  readonly typed?: Readonly<Record<string, string>>;
  readonly button?: { readonly name?: string; readonly value?: string };
}

const maxRedirects = 20;

/**
 * A {@link Browser} for the pages of one origin.
 */
export function createBrowser(options: {
  readonly fetch: VisitorFetch;
  readonly origin: string;
  readonly redirectUri: string;
  readonly signal: AbortSignal;
}): Browser {
  const { fetch, origin, redirectUri, signal } = options;
  const cookies = new Map<string, string>();

  const send = async (url: URL, form?: URLSearchParams): Promise<Response> => {
    signal.throwIfAborted();
    const headers = new Headers({ accept: "text/html" });
    if (cookies.size > 0) headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const body = form === undefined ? {} : { method: "POST", body: form };
    const response = await fetch(new Request(url, { ...body, headers, signal, redirect: "manual" }));
    for (const cookie of response.headers.getSetCookie()) keepCookie(cookies, cookie);
    return response;
  };

  const arrive = async (start: URL, form?: URLSearchParams): Promise<Arrival> => {
    let url = start;
    let response = await send(url, form);
    for (let redirects = 0; redirects < maxRedirects; redirects++) {
      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null)
        return { type: "page", url, response };
      await response.body?.cancel();
      if (isAt(location, redirectUri) || new URL(location, url).origin !== origin)
        // Byte for byte as it was sent, where it is a whole URL: parsing could change what the program compares.
        return { type: "left", url: URL.canParse(location) ? location : new URL(location, url).href };
      url = new URL(location, url);
      response = await send(url);
    }
    throw new Error(`The account pages redirected ${maxRedirects} times without showing anything.`);
  };

  return {
    open: (url) => arrive(new URL(url)),
    submit: (form, { on, typed = {}, button }) => {
      const fields = new URLSearchParams();
      for (const { name, value, type } of form.inputs)
        if (name !== undefined && type !== "submit") fields.append(name, typed[name] ?? value ?? "");
      if (button?.name !== undefined) fields.append(button.name, button.value ?? "");
      const action = new URL(form.action === "" ? on.href : form.action, on);
      if (form.method === "post") return arrive(action, fields);
      action.search = fields.toString();
      return arrive(action);
    },
  };
}

/** Whether a URL is the redirect URI with or without something added to its query. */
function isAt(location: string, redirectUri: string): boolean {
  return location.split(/[?#]/, 1)[0] === redirectUri.split(/[?#]/, 1)[0];
}

function keepCookie(cookies: Map<string, string>, header: string): void {
  const [pair = "", ...attributes] = header.split(";");
  const [name = "", ...value] = pair.split("=");
  const ended = attributes.some((attribute) => /^\s*max-age=(0|-\d+)\s*$/i.test(attribute));
  if (ended) cookies.delete(name.trim());
  else cookies.set(name.trim(), value.join("=").trim());
}
