import { notificationCategories } from "withings-kit/contract";
import { InvalidInput } from "../checks.js";
import type { WatchableClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import { seeded } from "../random.js";
import { nobody, type SandboxState, type Subscriber, type Subscription } from "../state/index.js";
import { createHealth } from "./health.js";
import { createLanes, type Task } from "./lanes.js";
import { createNotificationLog, type LogEntry } from "./notification-log.js";
import type { NewNotification, Notifications } from "./notification.js";
import { payload } from "./payload.js";
import { isDelivered, isReachable, post } from "./post.js";
import { cycleTimes, triesInCycle } from "./retries.js";

/** What notifications stand on. */
export interface NotificationParts {
  readonly clock: WatchableClock;
  readonly options: Behaviour;
  readonly state: SandboxState;
  readonly seed: number;
  /** How callback URLs are reached. Without it, only those on this machine are. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** {@link Notifications}, with what only the sandbox itself may do. */
export interface Delivery extends Notifications {
  /** Tells one application that a person ended its link. It is told although its subscriptions end with that. */
  readonly sayFarewell: (subscriber: Subscriber) => void;
  readonly stop: () => Promise<void>;
  readonly start: () => void;
  /** How many wait. */
  readonly size: number;
}

const postedAtOnce = 8;
const mostWaiting = 10_000;
const logged = 1000;

const profileChanged = 46;

interface Envelope {
  readonly entry: LogEntry;
  readonly subscriber: Subscriber;
  readonly subscription: Subscription;
  /** When each cycle begins, by the sandbox's clock. */
  readonly cyclesAtMs: readonly number[];
  /** Whether it is sent although the subscription has ended. */
  readonly farewell: boolean;
}

/** Delivers what subscriptions ask for. */
export function createNotifications({ clock, options, state, seed, fetch }: NotificationParts): Delivery {
  const log = createNotificationLog(logged);
  const health = createHealth(options);
  const order = seeded(seed, "order of notifications");
  const lanes = createLanes({
    clock,
    atOnce: postedAtOnce,
    capacity: mostWaiting,
    choose: (due) => (options.notificationOrder === "shuffled" ? order.integer(0, due - 1) : 0),
  });

  const task = (envelope: Envelope, cycle: number): Task => ({
    lane: envelope.entry.callbackUrl,
    dueAtMs: envelope.cyclesAtMs[cycle] ?? Infinity,
    run: async (signal) => {
      const next = await attempt(envelope, cycle, signal);
      if (next === undefined) return undefined;
      envelope.entry.nextTryAtMs = envelope.cyclesAtMs[next] ?? Infinity;
      return task(envelope, next);
    },
    crowdedOut: () => {
      envelope.entry.state = "lost";
    },
  });

  /** One cycle of tries. Gives the number of the next one, if it is needed. */
  const attempt = async (
    { entry, subscriber, subscription, cyclesAtMs, farewell }: Envelope,
    cycle: number,
    signal: AbortSignal,
  ): Promise<number | undefined> => {
    const held = farewell ? subscription : state.subscriptions.find(subscriber, subscription);
    if (held === undefined) {
      entry.state = "dropped";
      return undefined;
    }
    for (let turn = 0; turn < triesInCycle; turn++) {
      const outcome = await post({
        ...entry,
        fetch,
        timeoutMs: options.notificationTimeoutMs,
        signal,
      });
      entry.tries.push({ at: clock.now(), ...outcome });
      if (isDelivered(outcome)) {
        entry.state = "delivered";
        health.delivered(held);
        return undefined;
      }
    }
    if (health.failed(held, clock.nowMs())) {
      state.subscriptions.delete(subscriber, held);
      entry.state = "lost";
      return undefined;
    }
    if (cycle + 1 < cyclesAtMs.length) return cycle + 1;
    entry.state = "lost";
    return undefined;
  };

  const send = (
    { subscriber, subscription }: Subscribed,
    { what, farewell = false }: { what: NewNotification; farewell?: boolean },
  ): void => {
    const { callbackUrl } = subscription;
    const now = clock.now();
    const person = what.userid === undefined ? undefined : state.people.get(what.userid);
    const firstAtMs = now.getTime() + options.notificationDelaySeconds * 1000;
    for (let copy = 0; copy < options.notificationCopies; copy++) {
      const entry = log.open({
        clientID: subscriber.clientId,
        callbackUrl,
        fields: payload(what, { person, now }),
        happenedAt: now,
        state: isReachable(callbackUrl, fetch) ? "waiting" : "unsent",
        nextTryAtMs: firstAtMs,
      });
      if (entry.state === "unsent") continue;
      const times = cycleTimes(seeded(seed, `notification ${entry.id}`), options.notificationRetries);
      const cyclesAtMs = times.map((time) => firstAtMs + time);
      lanes.add(task({ entry, subscriber, subscription, cyclesAtMs, farewell }, 0));
    }
  };

  const subscribed = (personId: number, appli: number): readonly Subscribed[] =>
    state.applications
      .list()
      .map(({ clientID }) => ({ clientId: clientID, personId }))
      .filter((subscriber) => personId === nobody || hasScope(subscriber, appli))
      .flatMap((subscriber) =>
        state.subscriptions
          .of(subscriber)
          .filter((subscription) => subscription.appli === appli)
          .map((subscription) => ({ subscriber, subscription })),
      );
  /** Without the scope of the category a subscription is accepted, and nothing is ever sent. */
  const hasScope = ({ clientId, personId }: Subscriber, appli: number): boolean => {
    const scope = categoryOf(appli)?.scope;
    const link = state.links.get(clientId, personId);
    return link !== undefined && (!isPublicScope(scope) || link.scopes.includes(scope));
  };

  return {
    list: log.list,
    announce: (what) => {
      if (categoryOf(what.appli) === undefined)
        throw new InvalidInput(
          `There is no category ${what.appli} of notifications. appli can be ${notificationCategories.map(({ appli }) => appli).join(", ")}.`,
        );
      const aboutNobody = categoryOf(what.appli)?.scope === undefined;
      if (!aboutNobody && (what.userid === undefined || state.people.get(what.userid) === undefined))
        throw new InvalidInput("A notification of this category needs userid, the id of a person of the sandbox.");
      const { userid = nobody, ...rest } = what;
      const told = aboutNobody ? rest : what;
      for (const each of subscribed(aboutNobody ? nobody : userid, what.appli)) send(each, { what: told });
    },
    sayFarewell: (subscriber) => {
      const what = { userid: subscriber.personId, appli: profileChanged, action: "unlink" };
      for (const each of subscribed(subscriber.personId, profileChanged))
        if (each.subscriber.clientId === subscriber.clientId) send(each, { what, farewell: true });
    },
    settled: lanes.settled,
    clear: () => {
      lanes.clear();
      log.clear();
    },
    stop: lanes.stop,
    start: lanes.start,
    get size() {
      return lanes.size;
    },
  };
}

interface Subscribed {
  readonly subscriber: Subscriber;
  readonly subscription: Subscription;
}

const categoryOf = (wanted: number): (typeof notificationCategories)[number] | undefined =>
  notificationCategories.find(({ appli }) => appli === wanted);
