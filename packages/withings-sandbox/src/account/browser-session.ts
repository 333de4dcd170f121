import { timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Session, Sessions } from "../state/index.js";

/** The session of the browser that asks, if it has one. */
export function currentSession(c: Context, sessions: Sessions): Session | undefined {
  const id = getCookie(c, cookieName(c));
  return id === undefined ? undefined : sessions.get(id);
}

/** The session of the browser that asks; a new one, in which nobody is logged in, if it has none. */
export function anySession(c: Context, sessions: Sessions): Session {
  return currentSession(c, sessions) ?? startSession(c, sessions);
}

/** Ends the browser's session and begins another. */
export function startSession(c: Context, sessions: Sessions, email?: string): Session {
  const before = currentSession(c, sessions);
  if (before !== undefined) sessions.end(before.id);
  const session = sessions.start(email);
  setCookie(c, cookieName(c), session.id, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: new URL(c.req.url).protocol === "https:",
  });
  return session;
}

/** Whether a form came from a page that this browser was given. */
export function isOwnForm(session: Session | undefined, form: URLSearchParams): session is Session {
  if (session === undefined) return false;
  const expected = Buffer.from(session.formToken);
  const given = Buffer.from(form.get("csrf") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// Browsers share cookies among the ports of a host: two sandboxes on one machine would log each other out under one name.
function cookieName(c: Context): string {
  return `withings_sandbox_${new URL(c.req.url).port || "session"}`;
}
