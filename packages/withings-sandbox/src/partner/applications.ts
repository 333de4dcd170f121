import { createHash } from "node:crypto";
import { knownScopes } from "withings-kit";
import { endLink } from "../state/end-link.js";
import type { Person } from "../state/index.js";
import { type Answer, invalid, refusal, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { readJsonStrings } from "../api/parameters.js";

/** Codes that a partner asks for live longer than those that a browser brings. */
export const recoveredCodeMs: number = 10 * 60_000;

/** A new code for a person who is linked to the application or belongs to the partner. */
export function recoverAuthorizationCode({ context, application, parameters }: Call): Answer {
  const { state } = context;
  const person = state.people.get(Number(parameters.get("userid")));
  const link = person && state.links.get(application.clientID, person.id);
  if (person === undefined || (link === undefined && person.ownedBy !== application.clientID))
    return invalid("userid");
  const code = state.codes.issue({
    clientId: application.clientID,
    personId: person.id,
    scopes: link?.scopes ?? knownScopes,
    lifetimeMs: recoveredCodeMs,
  });
  return success({ user: { code } });
}

/** The people linked to the application. */
export function listUsers({ context, application, parameters }: Call): Answer {
  const { state, options } = context;
  const offset = Number(parameters.get("offset") ?? 0);
  if (offset < 0) return invalid("offset");
  const people = state.links
    .of(application.clientID)
    .map(({ personId }) => state.people.get(personId))
    .filter((person) => person !== undefined);
  const end = offset + (options.listUsersWrapper === "flat" ? 1 : options.partnerRowsPerPage);
  const page = people.slice(offset, end).map((person) => user(person, application.clientID));
  const more = end < people.length;
  return success({
    ...(options.listUsersWrapper === "flat" ? page[0] : { [options.listUsersWrapper]: page }),
    more,
    offset: more ? end : 0,
  });
}

function user(person: Person, clientId: string): object {
  return {
    hash_userid: createHash("sha1").update(`${clientId} ${person.id}`).digest("hex"),
    userid: person.id,
    email: person.email ?? "",
    fully_owned: person.ownedBy === clientId,
  };
}

/** Ends a person's link: all of its tokens die, and its notifications are unsubscribed. */
export function revoke({ context, application, parameters }: Call): Answer {
  const { state } = context;
  const link = { clientId: application.clientID, personId: Number(parameters.get("userid")) };
  if (state.links.get(link.clientId, link.personId) === undefined) return invalid("userid");
  endLink(state, link);
  return success({});
}

/** Registers an application, after its callback URLs were asked for a HEAD. */
export async function createClient({ context, parameters }: Call): Promise<Answer> {
  const outcome = await context.register({
    name: parameters.get("name") ?? "",
    description: parameters.get("description") ?? "",
    redirectUris: readJsonStrings(parameters.get("redirect_uris") ?? "") ?? [],
  });
  if ("problem" in outcome) return refusal(293, outcome.problem);
  const { application } = outcome;
  return success({
    client_id: application.clientID,
    client_secret: application.clientSecret,
    name: application.name,
    desc: application.description,
    img: "",
    is_restricted: application.restricted,
    organization_id: 1,
  });
}
