import type { Context } from "hono";
import { type ScopeDescription, scopes as scopeDescriptions } from "withings-kit/contract";
import type { SandboxContext } from "../context.js";
import { choosePersonPage, consentPage, messagePage } from "../pages/index.js";
import type { Person, Session } from "../state/index.js";
import {
  type AuthorizeRequest,
  readAuthorizeRequest,
  redirectMismatch,
  selectedUser,
} from "./authorize-request.js";
import { anySession, currentSession, isOwnForm } from "./browser-session.js";
import { allowedUrl, refusedUrl } from "./callback.js";
import { readForm, sendForeignForm } from "./form.js";
import { sendAccountError, sendPage, sendTo } from "./respond.js";
import { withParameter, withoutParameter } from "./return-to.js";

const descriptions: Readonly<Record<string, ScopeDescription>> = scopeDescriptions;

/** Asks for what is still missing: a log-in, a person, and then consent. */
export function showAuthorize(c: Context, context: SandboxContext): Response {
  const url = new URL(c.req.url);
  const request = readAuthorizeRequest(url, context);
  if ("message" in request)
    return sendAccountError(request.message, context.options.authorizeErrorHttpStatus);
  const here = url.pathname + url.search;
  const { sessions, people } = context.state;

  if (request.demo) {
    const session = anySession(c, sessions);
    return askConsent(c, context, { request, session, person: people.demo, household: 1 });
  }

  const session = currentSession(c, sessions);
  const login = session?.email === undefined ? undefined : people.login(session.email);
  if (session === undefined || login === undefined) return sendTo(c, `/login?r=${encodeURIComponent(here)}`);

  const household = people.of(login);
  const person = selectedPerson(household, url);
  const only = household.length === 1 ? household[0] : undefined;
  if (person !== undefined)
    return askConsent(c, context, { request, session, person, household: household.length });
  if (only !== undefined) return sendTo(c, consentUrl(here, only));
  return sendPage(
    c,
    choosePersonPage({
      applicationName: request.application.name,
      email: login.email,
      people: household.map((each) => ({
        userId: each.id,
        name: fullName(each),
        url: consentUrl(here, each),
      })),
      logoutUrl: logoutUrl(here),
    }),
  );
}

/** Takes the person's answer to the consent page. */
export async function answerAuthorize(c: Context, context: SandboxContext): Promise<Response> {
  const url = new URL(c.req.url);
  const { state, options } = context;
  const request = readAuthorizeRequest(url, context);
  if ("message" in request) return sendAccountError(request.message, options.authorizeErrorHttpStatus);

  const form = await readForm(c);
  const session = currentSession(c, state.sessions);
  const login = session?.email === undefined ? undefined : state.people.login(session.email);
  const person = request.demo
    ? state.people.demo
    : selectedPerson(login === undefined ? [] : state.people.of(login), url);
  const answer = form?.get("answer");
  if (
    form === undefined ||
    person === undefined ||
    !isOwnForm(session, form) ||
    (answer !== "allow" && answer !== "refuse")
  )
    return sendForeignForm(c, withoutParameter(url.pathname + url.search, selectedUser));

  if (!request.registered)
    return sendAccountError(redirectMismatch.message, options.authorizeErrorHttpStatus);
  if (answer === "refuse") return sendTo(c, refusedUrl(request, options.refusalRedirect));
  if (!state.links.hasRoom(request.application, person.id)) return sendFull(c, request);
  const code = state.codes.issue({
    clientId: request.application.clientID,
    personId: person.id,
    scopes: request.scopes.filter((scope) => Object.hasOwn(descriptions, scope)),
    redirectUri: request.redirectUri,
  });
  return sendTo(c, allowedUrl(request, code));
}

interface Asked {
  readonly request: AuthorizeRequest;
  readonly session: Session;
  readonly person: Person;
  /** How many people share the login. */
  readonly household: number;
}

function askConsent(
  c: Context,
  context: SandboxContext,
  { request, session, person, household }: Asked,
): Response {
  const { application, redirectUri } = request;
  if (!context.state.links.hasRoom(application, person.id)) return sendFull(c, request);
  const url = new URL(c.req.url);
  const here = url.pathname + url.search;
  return sendPage(
    c,
    consentPage({
      applicationName: application.name,
      person: {
        name: fullName(person),
        userId: person.id,
        ...(person.email === undefined ? {} : { email: person.email }),
      },
      scopes: request.scopes.map((scope) => {
        const description = Object.hasOwn(descriptions, scope) ? descriptions[scope] : undefined;
        return description === undefined ? { scope } : { scope, description };
      }),
      csrf: session.formToken,
      action: here,
      destination: { redirectUri, ...(request.registered ? { name: destinationName(redirectUri) } : {}) },
      ...(household > 1 ? { otherPersonUrl: withoutParameter(here, selectedUser) } : {}),
      ...(request.demo ? {} : { logoutUrl: logoutUrl(here) }),
    }),
  );
}

function sendFull(c: Context, { application }: AuthorizeRequest): Response {
  return sendPage(
    c,
    messagePage({
      title: "This application is full",
      paragraphs: [
        `${application.name} is in development: one of its redirect URIs breaks Withings’ rules for production, and such an ` +
          "application can be connected with ten people at most. It already is.",
        "Disconnect somebody first, or register redirect URIs with https and a domain name only.",
      ],
    }),
    403,
  );
}

function selectedPerson(household: readonly Person[], url: URL): Person | undefined {
  const selected = url.searchParams.get(selectedUser);
  return household.find(({ id }) => String(id) === selected);
}

function consentUrl(here: string, { id }: Person): string {
  return withParameter(here, { name: selectedUser, value: String(id) });
}

function logoutUrl(here: string): string {
  return `/logout?r=${encodeURIComponent(withoutParameter(here, selectedUser))}`;
}

/** The first name, then the last. */
export function fullName({ firstName, lastName }: Person): string {
  return `${firstName} ${lastName}`.trim();
}

/** A redirect URI as a person would recognise it: the host of a site, the scheme of an app. */
function destinationName(redirectUri: string): string {
  if (!URL.canParse(redirectUri)) return redirectUri;
  const { protocol, host } = new URL(redirectUri);
  return protocol === "http:" || protocol === "https:" ? host : `the app that opens ${protocol}//`;
}
