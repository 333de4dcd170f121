import type { Context } from "hono";
import type { SandboxContext } from "../context.js";
import { loginPage, messagePage } from "../pages/index.js";
import type { Person } from "../state/index.js";
import { fullName } from "./authorize.js";
import { selectedUser } from "./authorize-request.js";
import { anySession, currentSession, isOwnForm, startSession } from "./browser-session.js";
import { readForm, sendForeignForm } from "./form.js";
import { openLogin } from "./password.js";
import { sendPage, sendTo } from "./respond.js";
import { returnTo, withParameter } from "./return-to.js";

/** How many people the page lists: tests may add thousands. */
const maxShortcuts = 12;

/** The log-in page, or straight on for a browser that is logged in. */
export function showLogin(c: Context, context: SandboxContext): Response {
  const url = new URL(c.req.url);
  const next = returnTo(url.searchParams.get("r"), url);
  const session = currentSession(c, context.state.sessions);
  if (session?.email !== undefined && context.state.people.login(session.email) !== undefined)
    return sendTo(c, next ?? "/");
  return sendLogin(c, context, { next });
}

/** Logs in with a password, or as one of the sandbox's people. */
export async function logIn(c: Context, context: SandboxContext): Promise<Response> {
  const { sessions, people } = context.state;
  const url = new URL(c.req.url);
  const form = await readForm(c);
  const next = returnTo(form?.get("r") ?? null, url);
  if (form === undefined || !isOwnForm(currentSession(c, sessions), form))
    return sendForeignForm(c, next === undefined ? "/login" : `/login?r=${encodeURIComponent(next)}`);

  const shortcut = form.get("person");
  if (shortcut !== null) {
    const person = withLogin(people.list()).find(({ id }) => String(id) === shortcut);
    if (person === undefined) return sendForeignForm(c, next ?? "/login");
    startSession(c, sessions, person.email);
    if (next === undefined) return sendTo(c, "/");
    return sendTo(c, withParameter(next, { name: selectedUser, value: shortcut }));
  }

  const email = form.get("email") ?? "";
  const login = openLogin(people, { email, password: form.get("password") ?? "" });
  if (login === undefined) return sendLogin(c, context, { next, refused: { email } });
  startSession(c, sessions, login.email);
  return sendTo(c, next ?? "/");
}

/** Logs out and, as Withings does, goes on to the authorize URL in `r`, for somebody else to log in. */
export function logOut(c: Context, context: SandboxContext): Response {
  startSession(c, context.state.sessions);
  const url = new URL(c.req.url);
  const next = returnTo(url.searchParams.get("r"), url);
  if (next !== undefined) return sendTo(c, next);
  return sendPage(
    c,
    messagePage({
      title: "You are logged out",
      paragraphs: ["Nobody is logged in with this browser any more."],
      next: { label: "Log in again", url: "/login" },
    }),
  );
}

function sendLogin(
  c: Context,
  context: SandboxContext,
  { next, refused }: { readonly next: string | undefined; readonly refused?: { readonly email: string } },
): Response {
  const { sessions, people, applications } = context.state;
  const offered = withLogin(people.list());
  const clientId = next === undefined ? null : new URL(next, c.req.url).searchParams.get("client_id");
  const application = clientId === null ? undefined : applications.get(clientId);
  const page = loginPage({
    csrf: anySession(c, sessions).formToken,
    returnTo: next ?? "",
    people: offered.slice(0, maxShortcuts).map((person) => ({
      userId: person.id,
      name: fullName(person),
      email: person.email,
    })),
    morePeople: Math.max(0, offered.length - maxShortcuts),
    ...(application === undefined ? {} : { applicationName: application.name }),
    ...(refused === undefined ? {} : { refused }),
  });
  return sendPage(c, page, refused === undefined ? 200 : 422);
}

function withLogin(people: readonly Person[]): (Person & { readonly email: string })[] {
  return people.flatMap((person) => (person.email === undefined ? [] : [{ ...person, email: person.email }]));
}
