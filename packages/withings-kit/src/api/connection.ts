import type { Caller, CallOptions } from "../calls/caller.js";
import type { CallHooks } from "../calls/hooks.js";
import type { RequestBudget } from "../calls/request-budget.js";
import {
  type ConnectionContext,
  createConnection,
  type StandingConnection,
} from "../connection/connection.js";
import type { ConnectionEvent } from "../connection/event.js";
import type { WireOperation } from "../wire/operation.js";
import type { StrangeRowEvent } from "./decoding.js";
import { createListing, type Listing } from "./listing.js";
import type { Measures } from "./measures.js";
import type { PersonCalls } from "./person-calls.js";

/** One person's connection: their credentials, and everything that their devices measured. */
export interface Connection extends StandingConnection {
  /**
   * Calls any operation of Withings' API.
   *
   * @param operation - one of `withings-kit/operations`.
   * @returns the answer's body, as Withings sends it.
   * @throws {@link WithingsConfigurationError} when a parameter cannot be used; nothing was sent.
   * @throws {@link WithingsApiError} when Withings refuses.
   */
  call<Parameters extends object, Body extends object>(
    operation: WireOperation<Parameters, Body>,
    parameters: Parameters,
    options?: CallOptions,
  ): Promise<Body>;

  readonly measures: Measures;
}

/** What the connections of one `createWithings` share. */
export interface SharedByConnections {
  caller?: Promise<Caller>;
}

/** What a connection needs. */
export interface OpenConnectionContext extends Omit<ConnectionContext, "tell"> {
  readonly tell: (event: ConnectionEvent | StrangeRowEvent) => void;
  readonly shared: SharedByConnections;
  readonly budget?: RequestBudget | undefined;
  readonly hooks?: CallHooks | undefined;
}

/** Opens a connection. Each part that reads data is loaded when it is used, so that a program carries only what it calls. */
export function openConnection(context: OpenConnectionContext): Connection {
  const { connection, access } = createConnection(context);
  const calls = once(async () => {
    const { personCalls } = await import("./person-calls.js");
    return personCalls({
      access,
      caller: await callerOf(context),
      userID: connection.userID,
      onStrangeRow: ({ operation, reason }) => {
        context.tell({ type: "strangeRow", operation, reason });
      },
    });
  });
  const part = <Part>(load: (calls: PersonCalls) => Promise<Part>): (() => Promise<Part>) =>
    once(async () => load(await calls()));

  const measures = part(async (own) => (await import("./measures.js")).createMeasures(own));

  return {
    ...connection,
    call: async (...args) => (await calls()).call(...args),
    measures: {
      list: (options) => listingOf(async () => ({ listing: (await measures()).list(options) })),
      confirmUser: async (...args) => (await measures()).confirmUser(...args),
    },
  };
}

// A page of measurements has some hundred kilobytes, an ECG less.
const maxAnswerBytes = 32 * 2 ** 20;

/** The caller that all connections share, with their budget. */
async function callerOf({ call, shared, budget, hooks }: OpenConnectionContext): Promise<Caller> {
  return (shared.caller ??= (async () => {
    const { createCaller } = await import("../calls/caller.js");
    const { apiUrl, clientID, fetch, timeoutMs } = call;
    return createCaller({
      apiUrl,
      application: clientID,
      http: { fetch, timeoutMs, maxBytes: maxAnswerBytes },
      budget,
      hooks,
    });
  })());
}

/** A listing by a part that is loaded when the first page is asked for. In an object, since awaiting a listing gives its first page. */
function listingOf<Item>(load: () => Promise<{ readonly listing: Listing<Item> }>): Listing<Item> {
  return createListing(async function* () {
    yield* (await load()).listing.pages();
  });
}

/** Calls something the first time, and gives what came of it ever after. What failed is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}
