import type { SandboxClock } from "./clock.js";
import type { Changes } from "./data/changes.js";
import type { PeopleData } from "./data/people-data.js";
import type { Behaviour } from "./options.js";
import type { PartnerState } from "./partner/records.js";
import type { RandomSource } from "./random.js";
import type { Registration } from "./registration.js";
import type { NewApplication, NewPerson, Person, SandboxState } from "./state/index.js";

/** What every part of the sandbox stands on. */
export interface SandboxContext {
  /** The sandbox's own time. */
  readonly clock: SandboxClock;
  /** How it behaves where Withings is in doubt. Can be changed while it runs: read it at each request. */
  readonly options: Behaviour;
  /** For what nobody may guess. */
  readonly random: RandomSource;
  /** What this cloud knows. */
  readonly state: SandboxState;
  /** Registers an application as Withings' dashboard does: its callback URLs must answer a HEAD. */
  readonly register: (application: NewApplication) => Promise<Registration>;
  /** Asks callback URLs for a HEAD, and gives what Withings says of the first that does not answer with a 2xx. */
  readonly findUnansweredCallback: (callbackUrls: readonly string[]) => Promise<string | undefined>;
  /** Adds a person; what is left out is invented. */
  readonly addPerson: (person: NewPerson) => Person;
  /** What partners have. */
  readonly partner: PartnerState;
  /** What was measured of the people. */
  readonly data: PeopleData;
  /** Says that data of a person came, changed or went. */
  readonly tellDataChanged: Changes["tell"];
}
