import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { recoveredCodeMs } from "./applications.js";
import { knownScopes } from "withings-kit";
import { timezone } from "../checks.js";
import type { Person } from "../state/index.js";
import { canLink, linkDevices } from "./linking.js";
import { given, givenJson, givenNumber, isTrue } from "./read.js";

/** Makes an account with devices that were sent in bulk. */
export function activate(call: Call): Answer {
  const macAddresses = givenJson(call, "mac_addresses") as readonly string[];
  const redirectUri = given(call, "redirect_uri");
  const refused =
    refuseAccount(call) ??
    (canLink(call.context, { macAddresses }) ? undefined : invalid("mac_addresses")) ??
    (redirectUri === undefined || call.application.redirectUris.includes(redirectUri)
      ? undefined
      : invalid("redirect_uri"));
  if (refused !== undefined) return refused;
  const person = makeAccount(call);
  const devices = linkDevices(call.context, { person, macAddresses });
  return success({ ...newUser(call, person), devices });
}

/** What is said of a new account beside what else the operation made. */
export function newUser({ context, application, parameters }: Call, person: Person): object {
  const redirectUri = parameters.get("redirect_uri") || undefined;
  const code = context.state.codes.issue({
    clientId: application.clientID,
    personId: person.id,
    scopes: knownScopes,
    lifetimeMs: recoveredCodeMs,
    ...(redirectUri === undefined ? {} : { redirectUri }),
  });
  return { user: { code, external_id: parameters.get("external_id") ?? "" } };
}

/** Holds what is said of a new user against Withings' rules. */
export function refuseAccount(call: Call): Answer | undefined {
  const { people } = call.context.state;
  const email = given(call, "email") ?? "";
  const taken = [...call.context.partner.profiles.values()].some(
    ({ clientId, externalId }) =>
      clientId === call.application.clientID && externalId === given(call, "external_id"),
  );
  const rules: readonly (readonly [name: string, holds: boolean])[] = [
    ["birthdate", (givenNumber(call, "birthdate") ?? 0) < call.context.data.now()],
    ["measures", areSizes(givenJson(call, "measures") as readonly Size[])],
    ["preflang", /^[a-z]{2}_[A-Z]{2}$/.test(given(call, "preflang") ?? "")],
    ["unit_pref", areUnits(givenJson(call, "unit_pref") as Readonly<Record<string, number>>)],
    ["email", /^[^\s@]+@[^\s@]+$/.test(email) && people.login(email) === undefined],
    ["timezone", timezone.holds(given(call, "timezone"))],
    ["external_id", !taken],
  ];
  const broken = rules.find(([, holds]) => !holds);
  return broken && invalid(broken[0]);
}

interface Size {
  readonly value: number;
  readonly unit: number;
  readonly type: number;
}

/** In kg or m. Divided rather than multiplied by a fraction, which would not be exact. */
function amountOf(sizes: readonly Size[], wanted: number): number {
  const { value = 0, unit = 0 } = sizes.find(({ type }) => type === wanted) ?? {};
  return unit < 0 ? value / 10 ** -unit : value * 10 ** unit;
}

/** One weight and one height, of a human being. */
function areSizes(sizes: readonly Size[]): boolean {
  const [weight, height] = [amountOf(sizes, 1), amountOf(sizes, 4)];
  return sizes.length === 2 && weight >= 1 && weight <= 600 && height >= 0.1 && height <= 3;
}

const unitCodes: Readonly<Record<string, readonly number[]>> = {
  weight: [1, 2, 14],
  height: [6, 7],
  distance: [6, 8],
  temperature: [11, 13],
};

const areUnits = (units: Readonly<Record<string, number>>): boolean =>
  Object.entries(unitCodes).every(([name, codes]) => codes.includes(units[name] ?? NaN));

/** Makes the account. Its weight and height are the person's. */
export function makeAccount(call: Call): Person {
  const { context, application } = call;
  const shortname = given(call, "shortname") ?? "";
  const measures = givenJson(call, "measures") as readonly Size[];
  const person = context.addPerson({
    email: given(call, "email") ?? "",
    firstName: given(call, "firstname") ?? shortname,
    lastName: given(call, "lastname") ?? shortname,
    birthDate: new Date((givenNumber(call, "birthdate") ?? 0) * 1000).toISOString().slice(0, 10),
    gender: given(call, "gender") === "1" ? 1 : 0,
    timezone: given(call, "timezone") ?? "",
    devices: [],
    ownedBy: application.clientID,
    heightCm: Math.round(amountOf(measures, 4) * 100),
    weightKg: amountOf(measures, 1),
  });
  const phonenumber = given(call, "phonenumber");
  const goals = givenJson(call, "goals") as object | undefined;
  context.partner.profiles.set(person.id, {
    clientId: application.clientID,
    externalId: given(call, "external_id") ?? "",
    shortname,
    preflang: given(call, "preflang") ?? "",
    mailingpref: isTrue(call, "mailingpref"),
    unitPref: givenJson(call, "unit_pref") as object,
    ...(phonenumber === undefined ? {} : { phonenumber }),
    ...(goals === undefined ? {} : { goals }),
  });
  return person;
}
