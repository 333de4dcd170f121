import type { Context } from "hono";
import type { Page } from "../pages/index.js";

/** Sends a page. */
export function sendPage(c: Context, page: Page, status: 200 | 403 | 404 | 413 | 422 = 200): Response {
  return c.body(page.body, status, page.headers);
}

/** Sends the browser on. The address is one of the sandbox's own paths, or a redirect URI. */
export function sendTo(c: Context, location: string): Response {
  // Bytes that may not stand in a header come only from outside; what they stood for survives.
  const safe = location.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  return c.body(null, 302, { location: safe, "cache-control": "no-store", "referrer-policy": "no-referrer" });
}

/** Withings' error on the account host: bare JSON, shown in the browser. */
export function sendAccountError(message: string, httpStatus: number): Response {
  return Response.json(
    { errors: [{ message }] },
    { status: httpStatus, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } },
  );
}
