import type { CloudAddresses } from "withings-kit";
import type { SandboxClock } from "./clock.js";
import type { PersonData } from "./data/person-data.js";
import type { Faults } from "./faults.js";
import type { ListenOptions, SandboxServer } from "./listen.js";
import type { Behaviour } from "./options.js";
import type { Notifications } from "./notifications/notification.js";
import type { WantedSignal } from "./partner/signals.js";
import type { Registration } from "./registration.js";
import type { RequestLog } from "./request-log.js";
import type { Application, Login, NewApplication, NewPerson, Person, Story } from "./state/index.js";

/** A Withings cloud on this machine. */
export interface Sandbox {
  /**
   * Calls it without a network: what `fetch` is to a server. Any host name will do; {@link Sandbox.cloud} has one that cannot be reached
   * by mistake.
   */
  readonly fetch: typeof globalThis.fetch;
  /** The addresses for programs that are given {@link Sandbox.fetch}. */
  readonly cloud: CloudAddresses;
  /**
   * Opens it to programs and browsers of this machine.
   *
   * @throws Error when the port is taken.
   */
  listen(options?: ListenOptions): Promise<SandboxServer>;

  /** The application that every sandbox starts with. */
  readonly application: Application;
  readonly applications: SandboxApplications;
  readonly people: SandboxPeople;
  /** What is sent to the callback URLs of subscriptions. */
  readonly notifications: Notifications;
  /** The sandbox's own time. */
  readonly clock: SandboxClock;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  /** What the cloud was asked. */
  readonly requests: RequestLog;
  /** How it behaves where Withings is in doubt, at this moment. */
  readonly options: Readonly<Behaviour>;
  /**
   * Changes how it behaves.
   *
   * @throws RangeError that says what is allowed.
   */
  configure(options: Partial<Behaviour>): void;
  /** An authorization code, as the consent page would hand it out: for programs that have no browser at hand. */
  issueCode(wanted: WantedCode): string;
  /**
   * A token with which an application reads one ECG in a signed call of `heart v2 get`. Where Withings' own come from is not documented.
   *
   * @throws RangeError when there is no such ECG.
   */
  issueSignalToken(wanted: WantedSignal): string;
  /** Whether it would take this access token or refresh token now. Asking uses nothing up. */
  accepts(token: string): boolean;
  /** How much is kept. What expired leaves as new comes in, so that a cloud that runs for months stays small. */
  readonly held: Held;
  /** Everything as it was at the start: time, options, people, applications; no token, fault or logged request is left. */
  reset(): void;
}

/** How many of what the cloud keeps, expired ones that were not swept yet included. */
export interface Held {
  readonly codes: number;
  readonly nonces: number;
  readonly sessions: number;
  /** An access token and its refresh token. */
  readonly tokenPairs: number;
  /** One for each person, category and callback URL. */
  readonly subscriptions: number;
  /** Notifications that wait to be posted, or to be posted again. */
  readonly notifications: number;
  /** Orders, screens, campaigns and what else partners made. */
  readonly partnerRecords: number;
  /** Measures that were added, and changes and confirmations of others. All other data are made when they are asked for. */
  readonly measures: number;
}

/** The registered applications. */
export interface SandboxApplications {
  /** Registers an application without asking its callback URLs for anything. */
  add(application: NewApplication): Application;
  /** Registers it as Withings' dashboard does: each callback URL must answer a HEAD with a 2xx. */
  register(application: NewApplication): Promise<Registration>;
  get(clientID: string): Application | undefined;
  list(): readonly Application[];
}

/** The people of the cloud. */
export interface SandboxPeople {
  /** Adds a person; what is left out is invented. Several with one e-mail address are a household with one login. */
  add(person?: NewPerson): Person;
  get(id: number): Person | undefined;
  list(): readonly Person[];
  /**
   * The first person with this story.
   *
   * @throws RangeError when there is none.
   */
  find(story: Story): Person;
  /**
   * What is measured of a person: to add to it, and to change it.
   *
   * @throws RangeError when there is no such person.
   * @example
   * ```ts
   * const { id } = sandbox.people.find("everything");
   * sandbox.people.data(id).weighIn({ kg: 71.4 });
   * ```
   */
  data(id: number): PersonData;
  /**
   * Ends a person's link to an application, as people can on a page of Withings: its tokens die, and it is told if it subscribed to 46.
   *
   * @throws RangeError when they are not connected.
   */
  disconnect(link: EndedLink): void;
  /** The e-mail addresses and passwords, each with the people it holds. */
  logins(): readonly Login[];
  /** The shared demo person. */
  readonly demo: Person;
}

/** Whose link is ended. */
export interface EndedLink {
  readonly personId: number;
  /** Default: the default application. */
  readonly clientID?: string;
}

/** What an issued code is for. */
export interface WantedCode {
  /** Default: the first person. */
  readonly personId?: number;
  /** Default: the default application. */
  readonly clientID?: string;
  /** Default: the application's first. */
  readonly redirectUri?: string;
  readonly scopes: readonly string[];
}
