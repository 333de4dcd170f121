/** A device as `getdevice` answers it. */
export interface Device {
  /** The kind, in Withings' words: `Scale`, `Sleep Monitor`, ... */
  readonly type: string;
  readonly model: string;
  readonly model_id: number;
  /** `high` above 75 %, `medium` above 30 %, `low`; `unknown` occurs. */
  readonly battery: "high" | "medium" | "low" | "unknown";
  readonly deviceid: string;
  readonly hash_deviceid: string;
  readonly timezone: string;
  /** Unix seconds; null when it never synchronised. */
  readonly first_session_date: number | null;
  /** Unix seconds; null when it never synchronised. */
  readonly last_session_date: number | null;
}

/**
 * What is special about somebody's data.
 *
 * - `everyday`: nothing; there is what the person's devices measure
 * - `everything`: every field and measure type that Withings documents
 * - `household`: others stand on the same scale, which is not always sure who it was
 * - `fibrillation`: some ECGs with atrial fibrillation
 * - `nothing`: no devices, no data
 * - `traveller`: trips over time zones
 * - `import`: all data come from a phone
 * - `body-scan`: a Body Scan, which tells arms, legs and torso apart
 * - `late`: rows that come up to 59 days after they were measured, and are then changed or deleted
 * - `strange`: every odd shape that Withings' answers were seen to have
 */
export type Story = (typeof stories)[number];

/** Every {@link Story}. */
export const stories = [
  "everyday",
  "everything",
  "household",
  "fibrillation",
  "nothing",
  "traveller",
  "import",
  "body-scan",
  "late",
  "strange",
] as const;

/** A person with a Withings user id. */
export interface Person {
  /** Withings' user id. */
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  /** Withings' numbers: 0 man, 1 woman. */
  readonly gender: 0 | 1;
  /** IANA name. */
  readonly timezone: string;
  readonly devices: readonly Device[];
  /** The e-mail address of the login that holds this person; absent for the demo person, who has none. */
  readonly email?: string;
  /** The client id of the partner that owns the account, where one does. */
  readonly ownedBy?: string;
  /** What is special about the data. */
  readonly story: Story;
  /** As was told when the account was made; absent where it is only what it was invented to be. */
  readonly heightCm?: number;
  /** The same. */
  readonly weightKg?: number;
}

/** An e-mail address and a password, holding one person or a household. */
export interface Login {
  readonly email: string;
  readonly password: string;
  readonly personIds: readonly number[];
}

/** A person to add. What is left out is invented. */
export interface NewPerson {
  /** The login to join or to make. */
  readonly email?: string;
  /** Of a login that is made. Default: the sandbox's usual password. */
  readonly password?: string;
  readonly id?: number;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly birthDate?: string;
  readonly gender?: 0 | 1;
  readonly timezone?: string;
  readonly devices?: readonly Device[];
  readonly ownedBy?: string;
  /** What is special about the data; it decides about devices that are left out. Default: `everyday`. */
  readonly story?: Story;
  readonly heightCm?: number;
  /** Near which the weight stays. */
  readonly weightKg?: number;
}

/** The people and their logins. */
export interface People {
  /** Puts a person into the login of that e-mail address, which is made if there is none. */
  put(person: Person, password: string): Person;
  /** Puts a changed person in the place of the one with this id. */
  replace(person: Person): Person;
  get(id: number): Person | undefined;
  list(): readonly Person[];
  /** The login with this address, whatever its letters' case. */
  login(email: string): Login | undefined;
  logins(): readonly Login[];
  /** The people of a login, in the order in which they joined. */
  of(login: Login): readonly Person[];
  /** The shared demo person. */
  readonly demo: Person;
  clear(): void;
}

/** Empty {@link People}, but for the demo person. */
export function createPeople(makeDemo: () => Person): People {
  const people = new Map<number, Person>();
  const logins = new Map<string, Login>();
  let demo = makeDemo();

  const clear = (): void => {
    people.clear();
    logins.clear();
    demo = makeDemo();
    people.set(demo.id, demo);
  };
  clear();

  return {
    put: (person, password) => {
      people.set(person.id, person);
      if (person.email === undefined) return person;
      const key = person.email.toLowerCase();
      const login = logins.get(key) ?? { email: person.email, password, personIds: [] };
      logins.set(key, { ...login, personIds: [...new Set([...login.personIds, person.id])] });
      return person;
    },
    replace: (person) => {
      people.set(person.id, person);
      return person;
    },
    get: (id) => people.get(id),
    list: () => [...people.values()],
    login: (email) => logins.get(email.toLowerCase()),
    logins: () => [...logins.values()],
    of: (login) => login.personIds.map((id) => people.get(id)).filter((person) => person !== undefined),
    get demo() {
      return demo;
    },
    clear,
  };
}
