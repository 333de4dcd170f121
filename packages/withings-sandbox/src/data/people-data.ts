import type { SandboxClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import type { People, Person } from "../state/index.js";
import type { Changes } from "./changes.js";
import { createLedger } from "./ledger.js";
import { type Life, lifeOf } from "./life.js";
import type { MeasureSource } from "./measure-list.js";
import { type PersonData, personData } from "./person-data.js";

/** What was measured of the people of a cloud. */
export interface PeopleData {
  readonly life: (person: Person) => Life;
  /** A person's measure groups, as they are now. */
  readonly measures: (person: Person) => MeasureSource;
  /** To add to a person's data, and to change them. */
  readonly of: (person: Person) => PersonData;
  /** The sandbox's time in whole Unix seconds. */
  readonly now: () => number;
  /** How much was added, changed and decided by hand. */
  readonly size: number;
  readonly clear: () => void;
}

/** What the data of people are made from. */
export interface DataParts {
  readonly seed: number;
  readonly people: People;
  readonly clock: SandboxClock;
  readonly options: Behaviour;
  readonly changes: Changes;
}

/** {@link PeopleData} to which nothing was added yet. */
export function createPeopleData({ seed, people, clock, options, changes }: DataParts): PeopleData {
  const ledger = createLedger();
  let lives = new WeakMap<Person, Life>();

  const othersOn = (person: Person): readonly Person[] => {
    const login = person.email === undefined ? undefined : people.login(person.email);
    const scale = scaleOf(person);
    if (login === undefined || scale === undefined) return [];
    return people.of(login).filter((other) => other.id !== person.id && scaleOf(other) === scale);
  };
  const life = (person: Person): Life => {
    const known = lives.get(person);
    if (known !== undefined) return known;
    const shared = othersOn(person).length > 0 ? scaleOf(person) : undefined;
    const made = lifeOf({ seed, person, sharedScale: shared });
    lives.set(person, made);
    return made;
  };
  const now = (): number => Math.floor(clock.nowMs() / 1000);
  const measures = (person: Person): MeasureSource => ({
    life: life(person),
    others: othersOn(person).map(life),
    ledger,
    confirmedAttribution: options.confirmedAttribution,
    now: now(),
  });
  return {
    life,
    measures,
    of: (person) => personData({ source: () => measures(person), changes }),
    now,
    get size() {
      return ledger.size;
    },
    clear: () => {
      ledger.clear();
      lives = new WeakMap();
    },
  };
}

function scaleOf({ devices }: Person): string | undefined {
  return devices.find(({ type, first_session_date }) => type === "Scale" && first_session_date !== null)
    ?.deviceid;
}
