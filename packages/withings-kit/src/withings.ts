import { type AuthorizationEvent, authorizeHere, type AuthorizeOptions } from "./authorize.js";
import { checkClient, type CheckedClient, type ClientOptions } from "./client-options.js";
import type { SharedByCalls } from "./api/application-budget.js";
import type { Connection } from "./api/connection.js";
import type { StrangeRowEvent } from "./api/decoding.js";
import type { CallOptions } from "./calls/caller.js";
import type { CallHooks } from "./calls/hooks.js";
import type { RequestBudget } from "./calls/request-budget.js";
import type { Disconnection } from "./connection/disconnect.js";
import type { ConnectionEvent } from "./connection/event.js";
import { createFlights } from "./connection/flights.js";
import type { keep } from "./connection/keep.js";
import type { UnreadableConnection } from "./connection/list.js";
import { type Held, keyPrefix, type Shelf, shelfOf } from "./connection/shelf.js";
import type { ConnectionStatus } from "./connection/status.js";
import type { ConnectionStore } from "./connection/store.js";
import type { StoredCredentials, WithingsCredentials } from "./credentials.js";
import type { Clock } from "./oauth/token-request.js";
import { checkOptions, isVisible } from "./option.js";
import type { LoginAttempt, StartedLogin, StartLoginOptions } from "./two-step-login.js";
import type { ApplicationAuthentication, WireOperation } from "./wire/operation.js";

/** The options of {@link createWithings}. */
export interface WithingsOptions extends Omit<ClientOptions, "signal"> {
  /** Where connections are kept. */
  readonly store: ConnectionStore;
  /** Where Withings sends the browser after a login: the exact string that is registered there. Only `connect` needs it. */
  readonly redirectUri?: string | undefined;
  /** Milliseconds after which a request to the token endpoint is given up. @defaultValue 15,000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Milliseconds that a call waits, at the most, for credentials that must be renewed first, through failures and Withings' own demands to
   * wait. @defaultValue 30,000
   */
  readonly waitMs?: number | undefined;
  /**
   * How many requests the application may send. Give all processes of an application one that they share, where there is one.
   * @defaultValue 120 in any minute, shared by everything in this process that has the same client id, cloud and `fetch`
   */
  readonly budget?: RequestBudget | undefined;
  /** Told of every request to the API. */
  readonly hooks?: CallHooks | undefined;
  /** Told what happens to connections. Called apart from it: what a listener throws is an uncaught exception and disturbs nothing. */
  readonly onEvent?: ((event: WithingsEvent) => void) | undefined;
}

/** What {@link WithingsOptions.onEvent} is told. */
export type WithingsEvent = ConnectionEvent | AuthorizationEvent | StrangeRowEvent;

/** The options of {@link Withings.connect}. */
export interface ConnectOptions extends Pick<AuthorizeOptions, "scope" | "webView" | "mode" | "signal"> {
  /** Who is to log in, where that is known. Anybody else is refused: a browser is often still logged in as another of the household. */
  readonly expectUserID?: string | undefined;
  /** See {@link AuthorizeOptions.callbackUrlScheme}. @defaultValue the scheme of `redirectUri` */
  readonly callbackUrlScheme?: string | undefined;
  /** Milliseconds that the person has for the login. @defaultValue 300,000 (five minutes) */
  readonly timeoutMs?: number | undefined;
}

/** Options of {@link Withings.finishLogin}. */
export interface FinishLoginOptions extends Pick<ConnectOptions, "expectUserID"> {
  /** Whether this person may be connected, asked when they have logged in. Whoever may not is refused as somebody else than `expectUserID`. */
  readonly accept?: ((userID: string) => boolean | Promise<boolean>) | undefined;
}

/** An application's connections to people's Withings accounts. Made by {@link createWithings}. */
export interface Withings {
  /** As given: what is at the end of it answers the callbacks. */
  readonly redirectUri: string | undefined;

  /**
   * Lets a person log in, and stores the connection. Where they are connected already, the new credentials take the place of the old.
   *
   * @returns the connection, or `null` when the person closed the web view or refused.
   * @throws what `WithingsConnector.authorize` throws.
   * @throws {@link WithingsConnectionError} `another_person` when somebody else than `expectUserID` logged in.
   * @throws {@link WithingsStoreError} when the store failed: before the login where it can be known, else the login is lost.
   */
  connect(options: ConnectOptions): Promise<Connection | null>;

  /**
   * Begins a login whose callback another request brings, as in a server: `withings-kit/server` does it all. The browser goes to `url`;
   * `attempt` is kept where only that browser can bring it back.
   *
   * @throws {@link WithingsConfigurationError} when an option cannot be used.
   */
  startLogin(options: StartLoginOptions): Promise<StartedLogin>;

  /**
   * Ends such a login: exchanges the code of the callback, within 30 seconds of it, and stores the connection.
   *
   * @param attempt - of {@link Withings.startLogin}; forgotten by the caller when it brings it, so that it is good for one login.
   * @param callbackUrl - the whole URL at which the browser came back.
   * @returns the connection, or `null` when the person refused.
   * @throws {@link WithingsAuthorizationError} `callback_invalid` when the URL is not this attempt's callback, or
   *   `authorization_timed_out` when more than ten minutes have passed.
   * @throws what {@link Withings.connect} throws.
   */
  finishLogin(
    attempt: LoginAttempt,
    callbackUrl: string,
    options?: FinishLoginOptions,
  ): Promise<Connection | null>;

  /**
   * The connection of somebody who is connected.
   *
   * @throws {@link WithingsConnectionError} `not_connected`
   */
  connection(userID: string): Promise<Connection>;

  /** Everybody who is connected, with how it stands; what is stored but cannot be read is among them, as `unreadable`. */
  connections(): AsyncIterable<ConnectionStatus | UnreadableConnection>;

  /**
   * Takes over credentials that come from elsewhere. Whoever brings them at each start of a program does no harm: where newer ones are
   * stored, those stay.
   *
   * @param credentials - credentials, what their `toJSON` gave, or its JSON text.
   * @throws {@link WithingsDecodingError} `credentials_invalid`
   * @throws {@link WithingsStoreError} when what is stored cannot be read: it may be newer, so it stays.
   */
  adopt(credentials: WithingsCredentials | StoredCredentials | string): Promise<Connection>;

  /**
   * Calls an operation that the application itself is proved for, by a signature: the partner operations, mostly. Those that need a person's
   * access token are called on their connection.
   *
   * @param operation - one of `withings-kit/operations`.
   * @returns the answer's body, as Withings sends it.
   * @throws {@link WithingsConfigurationError} when a parameter cannot be used; nothing was sent.
   * @throws {@link WithingsApiError} when Withings refuses.
   */
  call<Parameters extends object, Body extends object>(
    operation: WireOperation<Parameters, Body, ApplicationAuthentication>,
    parameters: Parameters,
    options?: CallOptions,
  ): Promise<Body>;

  /** Ends a person's link at Withings, with a signed request, and deletes what is stored of it here; says which of the two was done. */
  disconnect(userID: string): Promise<Disconnection>;
}

/**
 * Keeps people's connections: logs them in, stores and renews their credentials, and makes calls for them. Make one for an application and
 * share it; any number of processes and machines may have one on the same store.
 *
 * Options that cannot be used are told by the first call, as a {@link WithingsConfigurationError}.
 *
 * @example
 * ```ts
 * const withings = createWithings({ clientID, clientSecret, redirectUri, store: fileStore() });
 * const connection = await withings.connect({ scope: "user.info,user.metrics" });
 * const answer = await connection?.fetch("/v2/user", { body: new URLSearchParams({ action: "getdevice" }) });
 * ```
 */
export function createWithings(options: WithingsOptions): Withings {
  const { store, redirectUri, onEvent, waitMs = 30_000, timeoutMs = 15_000 } = options;
  const flights = createFlights<Held>();
  const shared: SharedByCalls = {};
  const tell = (event: WithingsEvent): void => {
    queueMicrotask(() => onEvent?.(event));
  };

  const open = async (): Promise<Opened> => {
    const { compareAndSwap } = Object(store) as Partial<ConnectionStore>;
    const call = await checkClient(
      // A signal has no place here, and one that is there all the same must end nothing that others wait for.
      { ...options, timeoutMs, signal: undefined },
      {
        store: typeof compareAndSwap === "function",
        waitMs: waitMs >= 0 && waitMs < 2 ** 31,
        onEvent: !onEvent || typeof onEvent === "function",
      },
    );
    const place = { store, prefix: keyPrefix(call), clock: call.clock };
    return {
      ...place,
      call,
      shelf: (userID) => shelfOf(userID, place),
      connection: async (shelf) => {
        // A program that begins has no connection yet.
        const { openConnection } = await import("./api/connection.js");
        return openConnection({ ...options, shelf, call, tell, waitMs, flights, shared });
      },
    };
  };

  /** Stores what a login brought. */
  const keepLogin = async (
    credentials: WithingsCredentials | null,
    { opened: { shelf, connection }, expectUserID, accept, keep }: LoginKeeping,
  ): Promise<Connection | null> => {
    if (!credentials) return null;
    const { userID } = credentials;
    if ((expectUserID ?? userID) !== userID || !((await accept?.(userID)) ?? true)) {
      const { anotherPerson, forSomebodyElse } = await import("./connection/another-person.js");
      await keep(credentials, { shelf: shelf(userID), decide: forSomebodyElse(credentials), tell });
      throw anotherPerson(expectUserID);
    }
    await keep(credentials, { shelf: shelf(userID), decide: (fresh) => fresh, tell });
    return connection(shelf(userID));
  };

  return {
    redirectUri,

    connect: async ({ expectUserID, callbackUrlScheme, ...login }) => {
      const opened = await open();
      const { shelf } = opened;
      await checkOptions({
        redirectUri: isVisible(redirectUri),
        expectUserID: expectUserID === undefined || isVisible(expectUserID),
      });
      const uri = String(redirectUri);
      // A store that cannot be read is told before somebody logs in for nothing.
      await shelf(expectUserID ?? "").look();
      // Nor may what stores it be missing after that.
      const { keep } = await import("./connection/keep.js");
      const credentials = await authorizeHere({
        ...options,
        onEvent: tell,
        redirectUri: uri,
        callbackUrlScheme: callbackUrlScheme ?? uri.slice(0, uri.indexOf(":")),
        ...login,
        timeoutMs: login.timeoutMs,
      });
      return keepLogin(credentials, { opened, expectUserID, keep });
    },

    startLogin: async (login) => {
      const { call } = await open();
      const { startLogin } = await import("./two-step-login.js");
      return startLogin(login, { call, redirectUri, tell });
    },

    finishLogin: async (attempt, callbackUrl, { expectUserID, accept } = {}) => {
      const opened = await open();
      const { call, shelf } = opened;
      await checkOptions({ expectUserID: expectUserID === undefined || isVisible(expectUserID) });
      const [{ exchangeCallback }, { keep }] = await Promise.all([
        import("./two-step-login.js"),
        import("./connection/keep.js"),
      ]);
      // A store that cannot be read is told before the code is spent.
      await shelf(expectUserID ?? "").look();
      const credentials = await exchangeCallback({ attempt, callbackUrl }, { call, redirectUri, tell });
      return keepLogin(credentials, { opened, expectUserID, accept, keep });
    },

    connection: async (userID) => {
      const { shelf, connection } = await open();
      await checkOptions({ userID: isVisible(userID) });
      await shelf(userID).load();
      return connection(shelf(userID));
    },

    async *connections() {
      const { prefix, ...place } = await open();
      const { listConnections } = await import("./connection/list.js");
      yield* listConnections(prefix, place);
    },

    adopt: async (given) => {
      const { shelf, connection } = await open();
      const { keep, readGiven, unlessNewer } = await import("./connection/keep.js");
      const credentials = readGiven(given);
      const place = shelf(credentials.userID);
      await keep(credentials, { shelf: place, decide: unlessNewer(credentials), tell });
      await place.load();
      return connection(place);
    },

    call: async (...args) => {
      const { call } = await open();
      const { applicationCalls } = await import("./api/application-calls.js");
      return (await applicationCalls({ ...options, call, shared }))(...args);
    },

    disconnect: async (userID) => {
      const { shelf, call } = await open();
      await checkOptions({ userID: isVisible(userID) });
      const { disconnect } = await import("./connection/disconnect.js");
      const done = await disconnect(shelf(userID), call);
      if (done.deleted) tell({ type: "disconnected", connection: { userID } });
      return done;
    },
  };
}

interface LoginKeeping {
  readonly opened: Opened;
  readonly expectUserID: string | undefined;
  readonly accept?: FinishLoginOptions["accept"];
  readonly keep: typeof keep;
}

interface Opened {
  readonly store: ConnectionStore;
  readonly prefix: string;
  readonly clock: Clock;
  readonly call: CheckedClient;
  readonly shelf: (userID: string) => Shelf;
  readonly connection: (shelf: Shelf) => Promise<Connection>;
}
