import { InvalidInput } from "../checks.js";
import { seeded } from "../random.js";
import type { NewPerson, People, Person } from "../state/index.js";
import { inventDevices } from "./devices.js";
import { firstNames, lastNames, timezones } from "./names.js";

/** The password of every login that is made without one. */
export const defaultPassword = "sandbox";

/** What is known of a person before the rest is invented. */
export type KnownTraits = Omit<NewPerson, "password">;

/**
 * A person, invented but for what is known. The same seed and label invent the same one.
 */
function inventPerson({ seed, label, ...known }: KnownTraits & { seed: number; label: string }): Person {
  const random = seeded(seed, `person ${label}`);
  const gender = known.gender ?? random.pick<0 | 1>([0, 1]);
  const id = known.id ?? random.integer(10_000_000, 39_999_999);
  const firstName = known.firstName ?? random.pick(firstNames[gender]);
  const lastName = known.lastName ?? random.pick(lastNames);
  const timezone = known.timezone ?? random.pick(timezones);
  const birthDate =
    known.birthDate ??
    new Date(Date.UTC(random.integer(1945, 2004), random.integer(0, 11), random.integer(1, 28)))
      .toISOString()
      .slice(0, 10);
  return {
    id,
    firstName,
    lastName,
    birthDate,
    gender,
    timezone,
    devices: known.devices ?? inventDevices(seeded(seed, `devices ${label}`), timezone),
    ...(known.email === undefined ? {} : { email: known.email }),
    ...(known.ownedBy === undefined ? {} : { ownedBy: known.ownedBy }),
  };
}

/** The shared demo person, who has no login. */
export function inventDemo(seed: number): Person {
  return inventPerson({ seed, label: "demo", id: 1000, firstName: "Demo", lastName: "User" });
}

/**
 * The people that every sandbox starts with: one who lives alone, a household of three in one login, and one who has no device yet.
 */
export function addFirstPeople(people: People, seed: number): void {
  addPerson(people, { seed, label: "alone" });
  const parent = addPerson(people, { seed, label: "household 1" });
  for (const member of [2, 3])
    addPerson(people, {
      seed,
      label: `household ${member}`,
      lastName: parent.lastName,
      timezone: parent.timezone,
      ...(parent.email === undefined ? {} : { email: parent.email }),
    });
  addPerson(people, { seed, label: "no device", devices: [] });
}

/**
 * Invents a person with a login.
 *
 * @throws {@link InvalidInput} when the id is another's.
 */
export function addPerson(
  people: People,
  { password = defaultPassword, ...traits }: NewPerson & { seed: number; label: string },
): Person {
  if (traits.id !== undefined && people.get(traits.id) !== undefined)
    throw new InvalidInput("There already is a person with this id.");
  let person = inventPerson(traits);
  for (let attempt = 1; traits.id === undefined && people.get(person.id) !== undefined; attempt++)
    person = inventPerson({ ...traits, label: `${traits.label} again ${attempt}` });
  const email = person.email ?? freeAddress(people, person);
  return people.put({ ...person, email }, password);
}

function freeAddress(people: People, { firstName, lastName }: Person): string {
  const plain = `${firstName}.${lastName}`
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z.-]/g, "");
  let address = `${plain}@example.com`;
  for (let number = 2; people.login(address) !== undefined; number++)
    address = `${plain}${number}@example.com`;
  return address;
}
