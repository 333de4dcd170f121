import type { Context } from "hono";
import type { SandboxContext } from "../context.js";
import { isLoopbackHost } from "../loopback.js";
import { frontPage } from "../pages/index.js";
import { fullName } from "./authorize.js";
import { currentSession } from "./browser-session.js";
import { sendPage } from "./respond.js";

/** How many logins the page lists: tests may add thousands. */
const maxLogins = 24;

/** The sandbox's front page. */
export function showFront(c: Context, { state }: SandboxContext): Response {
  // The address by which the reader came is the one that works for them.
  const { origin, hostname } = new URL(c.req.url);
  // A page of another site that made its own name point to this machine reads no secret here. Nobody's name ends in .invalid: that is
  // the address inside this process.
  const hidden =
    isLoopbackHost(hostname) || hostname.endsWith(".invalid") ? undefined : "shown under localhost only";
  const logins = state.people.logins();
  const email = currentSession(c, state.sessions)?.email;
  return sendPage(
    c,
    frontPage({
      accountUrl: origin,
      apiUrl: origin,
      applications: state.applications.list().map(({ name, clientID, clientSecret, redirectUris }) => ({
        name,
        clientId: clientID,
        clientSecret: hidden ?? clientSecret,
        redirectUris,
      })),
      logins: logins.slice(0, maxLogins).map((login) => ({
        email: login.email,
        password: hidden ?? login.password,
        people: state.people.of(login).map((person) => ({ name: fullName(person), userId: person.id })),
      })),
      moreLogins: Math.max(0, logins.length - maxLogins),
      controlUrl: "/_sandbox",
      ...(email === undefined ? {} : { loggedInAs: email }),
    }),
  );
}
