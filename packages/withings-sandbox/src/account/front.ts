import type { Context } from "hono";
import type { SandboxContext } from "../context.js";
import { frontPage } from "../pages/index.js";
import { fullName } from "./authorize.js";
import { currentSession } from "./browser-session.js";
import { sendPage } from "./respond.js";

/** The sandbox's front page. */
export function showFront(c: Context, { state }: SandboxContext): Response {
  // The address by which the reader came is the one that works for them.
  const { origin } = new URL(c.req.url);
  const email = currentSession(c, state.sessions)?.email;
  return sendPage(
    c,
    frontPage({
      accountUrl: origin,
      apiUrl: origin,
      applications: state.applications
        .list()
        .map(({ name, clientID, redirectUris }) => ({ name, clientId: clientID, redirectUris })),
      logins: state.people.logins().map((login) => ({
        email: login.email,
        people: state.people.of(login).map((person) => ({ name: fullName(person), userId: person.id })),
      })),
      ...(email === undefined ? {} : { loggedInAs: email }),
    }),
  );
}
