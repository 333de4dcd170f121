import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import type { SandboxContext } from "../context.js";
import type { Person } from "../state/index.js";
import { given, givenNumber } from "./read.js";
import type { Profile } from "./records.js";

/** The profile of somebody whose account the partner made. */
export function getUser(call: Call): Answer {
  const email = given(call, "email")?.toLowerCase();
  const userid = givenNumber(call, "userid");
  if (email === undefined && userid === undefined) return invalid("userid or email");
  const { people } = call.context.state;
  const person = people
    .list()
    .find(
      ({ id, ...known }) =>
        (userid === undefined || id === userid) &&
        (email === undefined || known.email?.toLowerCase() === email),
    );
  // People who made their account themselves keep their profile: 503 was seen.
  if (person?.ownedBy !== call.application.clientID)
    return invalid(userid === undefined ? "email" : "userid");
  return success({ user: profileRow(call, person) });
}

function profileRow({ context }: Call, person: Person): object {
  const { email = "", firstName, lastName, gender, birthDate, timezone: zone } = person;
  const { shortname, preflang, mailingpref, unitPref, phonenumber } = profileOf(context, person);
  return {
    email,
    firstname: firstName,
    lastname: lastName,
    shortname,
    gender,
    birthdate: Date.parse(birthDate) / 1000,
    preflang,
    timezone: zone,
    mailingpref,
    unit_pref: unitPref,
    ...(phonenumber === undefined ? {} : { phonenumber }),
  };
}

/** What the partner said when it made the account; the usual, of people for whom none did. */
export function profileOf(
  { partner }: SandboxContext,
  person: Person,
): Omit<Profile, "clientId" | "externalId"> {
  const { id, firstName, lastName } = person;
  return (
    partner.profiles.get(id) ?? {
      shortname: `${firstName}${lastName}XXX`.replaceAll(/[^a-z\d]/gi, "").slice(0, 3),
      preflang: "en_US",
      mailingpref: false,
      unitPref: { weight: 1, height: 6, distance: 6, temperature: 11 },
    }
  );
}
