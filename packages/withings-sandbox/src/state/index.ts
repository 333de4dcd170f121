import type { Applications } from "./applications.js";
import type { Codes } from "./codes.js";
import type { Grants } from "./grants.js";
import type { Links } from "./links.js";
import type { Nonces } from "./nonces.js";
import type { People } from "./people.js";
import type { Sessions } from "./sessions.js";
import type { Subscriptions } from "./subscriptions.js";

export type { Application, Applications, NewApplication } from "./applications.js";
export type { Codes } from "./codes.js";
export type { Grants, Pair } from "./grants.js";
export type { Links } from "./links.js";
export type { Nonces } from "./nonces.js";
export { stories } from "./people.js";
export type { Device, Login, NewPerson, People, Person, Story } from "./people.js";
export type { Session, Sessions } from "./sessions.js";
export { nobody, type Subscriber, type Subscription, type Subscriptions } from "./subscriptions.js";

/** Everything that this cloud knows. */
export interface SandboxState {
  readonly applications: Applications;
  /** People, and the logins that hold them. */
  readonly people: People;
  /** Who is connected to which application. */
  readonly links: Links;
  /** Authorization codes. */
  readonly codes: Codes;
  /** Token pairs. */
  readonly grants: Grants;
  readonly nonces: Nonces;
  /** Browsers on the account pages. */
  readonly sessions: Sessions;
  /** Which notifications applications asked for. */
  readonly subscriptions: Subscriptions;
}
