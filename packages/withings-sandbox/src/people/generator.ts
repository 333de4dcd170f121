import { InvalidInput, timezone as timezoneCheck } from "../checks.js";
import { seeded } from "../random.js";
import type { Device, NewPerson, People, Person } from "../state/index.js";
import { devicesOf, inventDevices, type ModelName } from "./devices.js";
import { firstNames, lastNames, timezones } from "./names.js";
import { devicesOfStory } from "./stories.js";

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
  const { story = "everyday" } = known;
  const ofDevices = seeded(seed, `devices ${label}`);
  return {
    id,
    firstName,
    lastName,
    birthDate,
    gender,
    timezone,
    devices:
      known.devices ??
      devicesOfStory(story, { random: ofDevices, timezone }) ??
      inventDevices(ofDevices, timezone),
    story,
    ...(known.email === undefined ? {} : { email: known.email }),
    ...(known.ownedBy === undefined ? {} : { ownedBy: known.ownedBy }),
    ...(known.heightCm === undefined ? {} : { heightCm: known.heightCm }),
    ...(known.weightKg === undefined ? {} : { weightKg: known.weightKg }),
  };
}

/** The shared demo person, who has no login. */
export function inventDemo(seed: number): Person {
  const demo = inventPerson({ seed, label: "demo", id: 1000, firstName: "Demo", lastName: "User" });
  const names = ["bodyPlus", "bpmConnect", "scanWatch2", "sleepAnalyzer"] as const;
  const { timezone } = demo;
  return { ...demo, devices: devicesOf(seeded(seed, "devices demo"), { names, timezone }) };
}

/** The people that every sandbox starts with: one for each story, and a household of three in one login. */
export function addFirstPeople(people: People, seed: number): void {
  const add = (label: string, traits: Partial<NewPerson>): Person =>
    addPerson(people, { ...traits, seed, label: labelOfAnother(people, { seed, label, ...traits }) });
  add("alone", { story: "everything" });
  addHousehold(seed, add);
  add("no device", { story: "nothing" });
  add("traveller", { story: "traveller", timezone: "Europe/Paris" });
  add("import", { story: "import" });
  add("body scan", { story: "body-scan" });
  add("late", { story: "late" });
  add("strange", { story: "strange" });
}

/** A label that invents a first name which nobody has yet: people are told apart by it. */
function labelOfAnother(
  people: People,
  traits: Partial<NewPerson> & { readonly seed: number; readonly label: string },
): string {
  const taken = new Set(people.list().map(({ firstName }) => firstName));
  let { label } = traits;
  for (let turn = 2; taken.has(inventPerson({ ...traits, label }).firstName); turn++)
    label = `${traits.label} ${turn}`;
  return label;
}

/** Three people who share a name, an address and a scale. The heart of the first is ill. */
function addHousehold(seed: number, add: (label: string, traits: Partial<NewPerson>) => Person): void {
  const random = seeded(seed, "household devices");
  const { timezone } = inventPerson({ seed, label: "household 1" });
  const devices = (names: readonly ModelName[], silent: readonly ModelName[] = []): Device[] =>
    devicesOf(random, { names, silent, timezone });
  const [scale, ...own] = devices(["bodyComp", "bpmCore", "scanWatch"]);
  const shared = scale === undefined ? [] : [scale];
  const parent = add("household 1", { story: "fibrillation", devices: [...shared, ...own] });
  const { lastName, email = "" } = parent;
  const member = { story: "household", lastName, timezone, email } as const;
  add("household 2", { ...member, devices: [...shared, ...devices(["pulseHr", "thermo"])] });
  add("household 3", {
    ...member,
    devices: [...shared, ...devices(["moveEcg", "sleepAnalyzer", "bpmConnect"], ["bpmConnect"])],
  });
}

/**
 * Invents a person with a login.
 *
 * @throws {@link InvalidInput} when the id is another's, or the time zone unknown.
 */
export function addPerson(
  people: People,
  { password = defaultPassword, ...traits }: NewPerson & { seed: number; label: string },
): Person {
  if (traits.id !== undefined && people.get(traits.id) !== undefined)
    throw new InvalidInput("There already is a person with this id.");
  if (traits.timezone !== undefined && !timezoneCheck.holds(traits.timezone))
    throw new InvalidInput(`A person: timezone must be ${timezoneCheck.allowed}.`);
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
