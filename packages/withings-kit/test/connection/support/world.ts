import { expect } from "vitest";
import {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  visitor,
  type VisitorOptions,
} from "withings-sandbox";
import {
  type Connection,
  type ConnectionStatus,
  type ConnectionStore,
  type ConnectOptions,
  createWithings,
  memoryStore,
  type StoredCredentials,
  type UnreadableConnection,
  type Withings,
  type WithingsEvent,
  type WithingsOptions,
} from "withings-kit";
import { type Envelope, type Sent, tapWire, type Wire } from "./wire.js";

export const redirectUri = "http://localhost:8765/callback";
export const scope = "user.info,user.metrics";

/** A sandbox, a store, and programs that share both. */
export interface World {
  readonly sandbox: Sandbox;
  readonly store: ConnectionStore;
  readonly wire: Wire;
  /** What every program was told. */
  readonly events: WithingsEvent[];
  /** The first program. */
  readonly withings: Withings;
  /** Another program on the same store, as another process would be. */
  readonly program: (options?: Partial<WithingsOptions>) => Withings;
  /** Logs somebody in by the scripted person. */
  readonly connect: (
    options?: Partial<ConnectOptions> & { readonly as?: VisitorOptions; readonly by?: Withings },
  ) => Promise<Connection | null>;
  /** The same, where the person allows it. */
  readonly connected: (options?: Parameters<World["connect"]>[0]) => Promise<Connection>;
  /** The refresh requests that were sent. */
  readonly refreshes: () => Sent[];
  /** The text that is stored of a person, if there is one. */
  readonly text: (userID: string) => Promise<string | undefined>;
  /** The record that is stored of a person. */
  readonly record: (userID: string) => Promise<StoredRecord>;
}

/** The part of a stored record that tests look at. */
export interface StoredRecord {
  readonly current: StoredCredentials;
  readonly confirmed: boolean;
  readonly attempt?: { readonly startedAt: number; readonly unknown?: boolean };
  readonly cooldown?: { readonly until: number };
  readonly refused: readonly string[];
  readonly reauthorization?: object;
}

/** Options of {@link createWorld}. */
export interface WorldOptions extends SandboxOptions {
  readonly store?: ConnectionStore;
}

/** A world with nobody connected. Repeated and frequent requests are refused only where a test asks for it. */
export function createWorld({ store = memoryStore(), ...options }: WorldOptions = {}): World {
  const sandbox = createSandbox({ duplicateFilter: "off", rateLimitPerMinute: "off", ...options });
  const wire = tapWire(sandbox);
  const events: WithingsEvent[] = [];

  const program: World["program"] = (more) =>
    createWithings({
      clientID: sandbox.application.clientID,
      clientSecret: sandbox.application.clientSecret,
      redirectUri,
      store,
      cloud: sandbox.cloud,
      fetch: wire.fetch,
      clock: () => sandbox.clock.now().getTime(),
      onEvent: (event) => events.push(event),
      ...more,
    });
  const withings = program();

  const connect: World["connect"] = ({ as, by = withings, ...login } = {}) =>
    by.connect({
      scope,
      webView: visitor({ fetch: wire.fetch, ...as }),
      ...login,
    });

  const text: World["text"] = async (userID) => {
    for await (const { key, value } of store.list("")) if (key.endsWith(`/${userID}`)) return value;
    return undefined;
  };

  return {
    sandbox,
    store,
    wire,
    events,
    withings,
    program,
    connect,
    connected: async (login) => {
      const connection = await connect(login);
      if (!connection) throw new Error("The scripted person should have allowed it.");
      return connection;
    },
    refreshes: () => wire.sent.filter(({ kind }) => kind === "refresh"),
    text,
    record: async (userID) => JSON.parse((await text(userID)) ?? "{}") as StoredRecord,
  };
}

/** The userIDs of those who can log in: somebody who lives alone, then the members of a household. */
export function peopleOf(sandbox: Sandbox): readonly string[] {
  return sandbox.people
    .list()
    .filter(({ id }) => id !== sandbox.people.demo.id)
    .map(({ id }) => String(id));
}

/** An ordinary call: the person's devices. */
export function devices(connection: Connection, init: RequestInit = {}): Promise<Response> {
  return connection.fetch("/v2/user", { body: new URLSearchParams({ action: "getdevice" }), ...init });
}

/** Makes an ordinary call, which must succeed. */
export async function works(connection: Connection): Promise<void> {
  const { status } = (await (await devices(connection)).json()) as Envelope;
  expect(status).toBe(0);
}

/** Everybody whom a program lists. */
export async function listed(withings: Withings): Promise<(ConnectionStatus | UnreadableConnection)[]> {
  const all: (ConnectionStatus | UnreadableConnection)[] = [];
  for await (const each of withings.connections()) all.push(each);
  return all;
}
