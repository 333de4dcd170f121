/** The headers of every answer: nothing is kept, sniffed, framed, loaded, or told to others. */
const headers: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** An answer without a body. */
export function empty(status: number, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...headers, ...more } });
}

/** An object. */
export function json(status: number, value: object, more: Readonly<Record<string, string>> = {}): Response {
  const type = { "content-type": "application/json; charset=utf-8" };
  return new Response(JSON.stringify(value), { status, headers: { ...headers, ...type, ...more } });
}

/** A page. @param policy - what it may load, beside nothing. */
export function html(
  status: number,
  { text, policy }: { readonly text: string; readonly policy: string },
  more: Readonly<Record<string, string>> = {},
): Response {
  const type = { "content-type": "text/html; charset=utf-8" };
  const allowed = { "content-security-policy": `${headers["content-security-policy"] ?? ""}; ${policy}` };
  return new Response(text, { status, headers: { ...headers, ...type, ...allowed, ...more } });
}

/** Sends the browser on. */
export function redirect(location: string, more: Readonly<Record<string, string>> = {}): Response {
  return empty(303, { ...more, location });
}

/** What an app or a page is told when its request cannot be done: a code that it can act on, and a sentence. */
export function refused(
  status: number,
  { error, message }: { readonly error: string; readonly message: string },
  more: Readonly<Record<string, string>> = {},
): Response {
  return json(status, { error, message }, more);
}

/** An answer that the application may have made, with those of our headers that it does not have. */
export function completed(response: Response): Response {
  if (Object.keys(headers).every((name) => response.headers.has(name))) return response;
  const answer = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers))
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  return answer;
}
