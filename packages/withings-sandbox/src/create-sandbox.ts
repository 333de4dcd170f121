import { createApp } from "./app.js";
import { checkBehaviour } from "./behaviour-rules.js";
import { InvalidInput } from "./checks.js";
import { createClock } from "./clock.js";
import type { SandboxContext } from "./context.js";
import { createChanges } from "./data/changes.js";
import { createPeopleData } from "./data/people-data.js";
import { checkFault } from "./fault-check.js";
import { createFaults } from "./faults.js";
import { inProcessFetch } from "./in-process.js";
import { listen } from "./listen.js";
import { type Behaviour, defaultBehaviour, type SandboxOptions } from "./options.js";
import { addFirstPeople, addPerson } from "./people/generator.js";
import { createPartnerState } from "./partner/records.js";
import { issueSignalToken } from "./partner/signals.js";
import { createSecureRandom, seeded } from "./random.js";
import {
  addApplication,
  findDevelopmentCallback,
  findUnansweredCallback,
  type Registration,
} from "./registration.js";
import { createRequestLog } from "./request-log.js";
import { createNotifications } from "./notifications/create-notifications.js";
import { createServing } from "./notifications/serving.js";
import type { Sandbox } from "./sandbox.js";
import { endLink } from "./state/end-link.js";
import { createState } from "./state/create.js";
import type { Application, NewApplication, NewPerson, Person } from "./state/index.js";

// Reserved by RFC 2606 never to exist: a program that forgets to pass `fetch` fails at once instead of talking to a stranger.
const inProcessUrl = "https://withings-sandbox.invalid";

/** The callback URLs of the default application. They break Withings' production rules, so it is restricted to ten people. */
const defaultRedirectUris = [
  "http://localhost:8765/callback",
  "http://localhost:8765/withings/callback",
  "example://withings/auth",
  "https://app.example.com/withings/callback",
];

/**
 * A Withings cloud on this machine: login pages, tokens, API, people, faults, and a clock that can be turned.
 *
 * @throws RangeError when an option has a value that does not exist.
 * @example
 * ```ts
 * const sandbox = createSandbox({ forkPolicy: "strict" });
 * const { clientID, clientSecret } = sandbox.application;
 * const code = sandbox.issueCode({ scopes: ["user.info"] });
 * const server = await sandbox.listen();
 * ```
 */
export function createSandbox(given: SandboxOptions = {}): Sandbox {
  const { seed = 1, probeFetch, notifyFetch, requestLogSize, ...behaviour } = given;
  const options: Behaviour = { ...defaultBehaviour, ...checkBehaviour(behaviour) };
  const clock = createClock();
  const random = createSecureRandom();
  const state = createState({ clock, random, options, seed });
  const faults = createFaults(checkFault);
  const log = createRequestLog({
    clock,
    size: requestLogSize,
    isClientId: (value) => state.applications.get(value) !== undefined,
  });

  const add = (wanted: NewApplication): Application =>
    addApplication({ applications: state.applications, random }, wanted);
  const probe = (callbackUrls: readonly string[]): Promise<string | undefined> =>
    findUnansweredCallback(callbackUrls, probeFetch === undefined ? {} : { fetch: probeFetch });
  const register = async (wanted: NewApplication): Promise<Registration> => {
    const problem =
      (options.developmentCallbacks === "refused"
        ? findDevelopmentCallback(wanted.redirectUris)
        : undefined) ?? (await probe(wanted.redirectUris));
    return problem === undefined ? { application: add(wanted) } : { problem };
  };

  let added = 0;
  const settle = (): Application => {
    added = 0;
    addFirstPeople(state.people, seed);
    const invented = seeded(seed, "application");
    return add({
      name: "Example Health",
      clientID: invented.hex(64),
      clientSecret: invented.hex(64),
      redirectUris: defaultRedirectUris,
      restricted: true,
    });
  };
  const application = settle();

  const addInvented = (person: NewPerson): Person =>
    addPerson(state.people, { ...person, seed, label: `added ${++added}` });
  const partner = createPartnerState(seed);
  const changes = createChanges();
  const data = createPeopleData({ seed, people: state.people, clock, options, changes });
  const notifications = createNotifications({ clock, options, state, seed, fetch: notifyFetch });
  changes.listen(notifications.tell);
  const serve = createServing(notifications);
  const context: SandboxContext = {
    clock,
    options,
    random,
    state,
    register,
    findUnansweredCallback: probe,
    addPerson: addInvented,
    partner,
    data,
    tellDataChanged: changes.tell,
  };
  const { handle, forget } = createApp({ context, faults, log, sandbox: () => sandbox });

  const sandbox: Sandbox = {
    fetch: inProcessFetch(handle),
    cloud: { accountUrl: inProcessUrl, apiUrl: inProcessUrl },
    listen: async (listenOptions) => serve(await listen(handle, listenOptions)),
    application,
    applications: {
      add,
      register,
      get: (clientID) => state.applications.get(clientID),
      list: () => state.applications.list(),
    },
    people: {
      add: (person = {}) => addInvented(person),
      get: (id) => state.people.get(id),
      list: () => state.people.list(),
      find: (story) => {
        const person = state.people.list().find((each) => each.story === story);
        if (person === undefined) throw new InvalidInput(`There is nobody whose story is ${story}.`);
        return person;
      },
      data: (id) => {
        const person = state.people.get(id);
        if (person === undefined) throw new InvalidInput("There is no person with this id.");
        return data.of(person);
      },
      disconnect: ({ personId, clientID = application.clientID }) => {
        const link = { clientId: clientID, personId };
        if (state.links.get(clientID, personId) === undefined)
          throw new InvalidInput("The person is not connected to this application.");
        notifications.tellUnlinked(link);
        endLink(state, link);
      },
      logins: () => state.people.logins(),
      get demo() {
        return state.people.demo;
      },
    },
    notifications: {
      list: notifications.list,
      announce: notifications.announce,
      settled: notifications.settled,
      clear: notifications.clear,
    },
    clock,
    faults,
    requests: log,
    options,
    configure: (changes) => {
      Object.assign(options, checkBehaviour({ ...changes }));
    },
    issueCode: ({ personId, clientID = application.clientID, redirectUri, scopes }) => {
      const client = state.applications.get(clientID);
      const person = personId === undefined ? state.people.list()[1] : state.people.get(personId);
      if (client === undefined) throw new InvalidInput("There is no application with this client id.");
      if (person === undefined) throw new InvalidInput("There is no person with this id.");
      const uri = redirectUri ?? client.redirectUris[0];
      return state.codes.issue({
        clientId: clientID,
        personId: person.id,
        scopes,
        ...(uri === undefined ? {} : { redirectUri: uri }),
      });
    },
    issueSignalToken: (wanted) => issueSignalToken(context, wanted),
    accepts: (token) => state.grants.accepts(token),
    get held() {
      const { codes, nonces, sessions, grants, subscriptions } = state;
      return {
        codes: codes.size,
        nonces: nonces.size,
        sessions: sessions.size,
        tokenPairs: grants.size,
        subscriptions: subscriptions.size,
        notifications: notifications.size,
        partnerRecords: partner.size,
        measures: data.size,
      };
    },
    reset: () => {
      const { applications, people, links, codes, grants, nonces, sessions, subscriptions } = state;
      for (const part of [applications, people, links, codes, grants, nonces, sessions, subscriptions])
        part.clear();
      notifications.clear();
      partner.clear();
      data.clear();
      faults.clear();
      log.clear();
      clock.reset();
      forget();
      Object.assign(options, defaultBehaviour, behaviour);
      settle();
    },
  };
  return sandbox;
}
