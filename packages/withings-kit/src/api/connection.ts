import type { CallOptions } from "../calls/caller.js";
import { authorizedFetch } from "../connection/authorized-fetch.js";
import {
  type ConnectionContext,
  createConnection,
  type StandingConnection,
  type WaitOptions,
} from "../connection/connection.js";
import type { ConnectionEvent } from "../connection/event.js";
import type { PersonAuthentication, WireOperation } from "../wire/operation.js";
import type { StrangeRowEvent } from "./decoding.js";
import { budgetOf, type CallsContext } from "./application-budget.js";
import type { Activity } from "./activity.js";
import type { Devices } from "./devices.js";
import type { PersonGoals } from "./goals.js";
import type { Heart } from "./heart.js";
import type { Measures } from "./measures.js";
import type { Notifications } from "./notifications.js";
import type { MissingFields, MissingReason } from "./missing.js";
import { type Methods, onDemand, once } from "./on-demand.js";
import type { PersonCalls } from "./person-calls.js";
import type { Sleep } from "./sleep.js";
import type { Stetho } from "./stetho.js";
import type { Workouts } from "./workouts.js";

/** One person's connection: their credentials, and everything that their devices measured. */
export interface Connection extends StandingConnection {
  /**
   * Calls any operation of Withings' API that a person's access token is for. Those that the application is proved for are called with
   * `withings.call`; the few that go either way, on either, by their parameters.
   *
   * @param operation - one of `withings-kit/operations`.
   * @returns the answer's body, as Withings sends it.
   * @throws {@link WithingsConfigurationError} when a parameter cannot be used; nothing was sent.
   * @throws {@link WithingsApiError} when Withings refuses.
   */
  call<Parameters extends object, Body extends object>(
    operation: WireOperation<Parameters, Body, PersonAuthentication>,
    parameters: Parameters,
    options?: CallOptions,
  ): Promise<Body>;

  /**
   * Tells why something may be missing of which Withings says nothing: with status 0 it simply leaves out what the application's plan, the
   * person's devices or their region do not have. What is certain is told so; of the rest, all that may be.
   *
   * @param from - what it is missing from, such as `"sleep.nights"`.
   * @param field - what is missing, such as `"score"`.
   */
  explainMissing<From extends keyof MissingFields>(
    from: From,
    field: MissingFields[From],
    options?: WaitOptions,
  ): Promise<readonly MissingReason[]>;

  readonly activity: Activity;
  readonly devices: Devices;
  readonly goals: PersonGoals;
  readonly heart: Heart;
  readonly measures: Measures;
  readonly notifications: Notifications;
  readonly sleep: Sleep;
  readonly stetho: Stetho;
  readonly workouts: Workouts;
}

/** What a connection needs. */
export interface OpenConnectionContext extends Omit<ConnectionContext, "tell">, CallsContext {
  readonly call: ConnectionContext["call"];
  readonly tell: (event: ConnectionEvent | StrangeRowEvent) => void;
}

/** Opens a connection. Each part that reads data is loaded when it is used, so that a program carries only what it calls. */
export function openConnection(context: OpenConnectionContext): Connection {
  const { connection, access } = createConnection(context);
  const calls = once(async () => {
    const { personCalls } = await import("./person-calls.js");
    return personCalls({
      access,
      credentials: () => connection.credentials(),
      context,
      userID: connection.userID,
      now: context.call.clock,
      onStrangeRow: ({ operation, reason }) => {
        context.tell({ type: "strangeRow", operation, reason });
      },
    });
  });
  const part = <Part extends object>(
    load: (calls: PersonCalls) => Promise<Part>,
    methods: Methods<Part>,
  ): Part =>
    onDemand(
      once(async () => load(await calls())),
      methods,
    );

  return {
    ...connection,
    fetch: authorizedFetch({ ...context.call, fetch: inTurn(connection.userID, context), access }),
    call: async (...args) => (await calls()).call(...args),
    explainMissing: async (from, field, { signal } = {}) => {
      const { explainMissing } = await import("./explain-missing.js");
      const { scope } = await connection.credentials({ signal });
      return explainMissing(from, field, { calls: await calls(), scope, signal });
    },
    activity: part(async (own) => (await import("./activity.js")).createActivity(own), {
      lists: ["days", "intraday"],
    }),
    devices: part(async (own) => (await import("./devices.js")).createDevices(own), { lists: ["list"] }),
    goals: part(async (own) => (await import("./goals.js")).createGoals(own), { calls: ["get"] }),
    heart: part(async (own) => (await import("./heart.js")).createHeart(own), {
      lists: ["recordings"],
      calls: ["ecg"],
    }),
    measures: part(async (own) => (await import("./measures.js")).createMeasures(own), {
      lists: ["list"],
      calls: ["confirmUser"],
    }),
    notifications: part(async (own) => (await import("./notifications.js")).createNotifications(own), {
      lists: ["list"],
      calls: ["subscribe", "get", "update", "revoke", "reconcile"],
    }),
    sleep: part(async (own) => (await import("./sleep.js")).createSleep(own), {
      lists: ["nights", "segments"],
    }),
    stetho: part(async (own) => (await import("./stetho.js")).createStetho(own), {
      lists: ["recordings"],
      calls: ["sound"],
    }),
    workouts: part(async (own) => (await import("./workouts.js")).createWorkouts(own), { lists: ["list"] }),
  };
}

/** A fetch that takes its turn in the application's budget. */
function inTurn(person: string, context: CallsContext): typeof globalThis.fetch {
  // Called as a function: those of browsers throw as methods.
  const { fetch, clientID: application } = context.call;
  return async (input, init) => {
    const budget = await budgetOf(context);
    const place = await budget.take({
      application,
      person,
      maxWaitMs: 120_000,
      ...(init?.signal && { signal: init.signal }),
    });
    try {
      return await fetch(input, init);
    } finally {
      place.leave();
    }
  };
}
