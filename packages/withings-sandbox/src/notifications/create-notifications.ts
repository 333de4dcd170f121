import { notificationCategories } from "withings-kit/contract";
import { InvalidInput } from "../checks.js";
import type { WatchableClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import { seeded } from "../random.js";
import type { SandboxState, Subscriber } from "../state/index.js";
import { createHealth } from "./health.js";
import { createLanes, type Task } from "./lanes.js";
import { createNotificationLog, type LogEntry } from "./notification-log.js";
import type { NewNotification, Notifications } from "./notification.js";
import { payload } from "./payload.js";
import { isDelivered, isReachable, post } from "./post.js";
import { findCategory, findRecipients, type Recipient } from "./recipients.js";
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
  /** Notifies of an event, whatever it is. */
  readonly tell: (what: NewNotification) => void;
  /** Tells one application that a person ended its link, although its subscriptions end with that. */
  readonly tellUnlinked: (subscriber: Subscriber) => void;
  /** Posts nothing from now on: what is under way is ended and waits again. */
  readonly stop: () => Promise<void>;
  readonly start: () => void;
  /** How many wait. */
  readonly size: number;
}

const postedAtOnce = 8;
const mostWaiting = 10_000;
const logged = 1000;

const profileChanged = 46;

/** A notification on its way. */
interface Mailing extends Recipient {
  readonly entry: LogEntry;
  /** When it is posted first, by the sandbox's clock. */
  readonly firstAtMs: number;
  /** Whether it is sent although the subscription has ended. */
  readonly farewell: boolean;
}

/** Delivers what subscriptions ask for. */
export function createNotifications(parts: NotificationParts): Delivery {
  const { clock, options, state, seed, fetch } = parts;
  const log = createNotificationLog(logged);
  const deliver = createCarrier(parts);
  const order = seeded(seed, "order of notifications");
  const lanes = createLanes({
    clock,
    atOnce: postedAtOnce,
    capacity: mostWaiting,
    choose: (due) => (options.notificationOrder === "shuffled" ? order.integer(0, due - 1) : 0),
  });

  /** When the cycle of tries begins after the first one; `undefined` after the last. */
  const cycleAtMs = ({ entry, firstAtMs }: Mailing, cycle: number): number | undefined => {
    const times = cycleTimes(seeded(seed, `notification ${entry.id}`), options.notificationRetries);
    const time = times[cycle];
    return time === undefined ? undefined : firstAtMs + time;
  };
  const task = (mailing: Mailing, { cycle, dueAtMs }: { cycle: number; dueAtMs: number }): Task => {
    const { entry } = mailing;
    entry.nextTryAtMs = dueAtMs;
    return {
      lane: entry.callbackUrl,
      dueAtMs,
      run: async (signal) => {
        const outcome = await deliver(mailing, signal);
        const nextAtMs = outcome === "failed" ? cycleAtMs(mailing, cycle + 1) : undefined;
        if (nextAtMs !== undefined) return task(mailing, { cycle: cycle + 1, dueAtMs: nextAtMs });
        entry.state = outcome === "failed" ? "lost" : outcome;
        return undefined;
      },
      crowdedOut: () => {
        entry.state = "lost";
      },
    };
  };
  const send = (recipient: Recipient, what: NewNotification, farewell = false): void => {
    const { clientId } = recipient.subscriber;
    const { callbackUrl } = recipient.subscription;
    const now = clock.now();
    const person = what.userid === undefined ? undefined : state.people.get(what.userid);
    const firstAtMs = now.getTime() + options.notificationDelaySeconds * 1000;
    for (let copy = 0; copy < options.notificationCopies; copy++) {
      const entry = log.open({
        clientID: clientId,
        callbackUrl,
        fields: payload(what, { person, now }),
        happenedAt: now,
        state: isReachable(callbackUrl, fetch) ? "waiting" : "unsent",
        nextTryAtMs: firstAtMs,
      });
      if (entry.state === "unsent") continue;
      lanes.add(task({ ...recipient, entry, firstAtMs, farewell }, { cycle: 0, dueAtMs: firstAtMs }));
    }
  };
  const tell = (what: NewNotification): void => {
    for (const recipient of findRecipients(state, what)) send(recipient, what);
  };

  return {
    list: log.list,
    tell,
    announce: (what) => {
      tell(checked(what, state));
    },
    tellUnlinked: ({ clientId, personId }) => {
      const what = { userid: personId, appli: profileChanged, action: "unlink" };
      for (const recipient of findRecipients(state, what))
        if (recipient.subscriber.clientId === clientId) send(recipient, what, true);
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

type Carrier = (
  mailing: Mailing,
  signal: AbortSignal,
) => Promise<"delivered" | "failed" | "lost" | "dropped">;

/** What makes one cycle of tries. */
function createCarrier({ clock, options, state, fetch }: NotificationParts): Carrier {
  const health = createHealth(options);
  return async ({ entry, subscriber, subscription, farewell }, signal) => {
    const held = farewell ? subscription : state.subscriptions.find(subscriber, subscription);
    if (held === undefined) return "dropped";
    for (let turn = 0; turn < triesInCycle; turn++) {
      const outcome = await post({ ...entry, fetch, timeoutMs: options.notificationTimeoutMs, signal });
      entry.tries.push({ at: clock.now(), ...outcome });
      if (!isDelivered(outcome)) continue;
      health.delivered(held);
      return "delivered";
    }
    if (!health.failed(held, clock.nowMs())) return "failed";
    state.subscriptions.delete(subscriber, held);
    return "lost";
  };
}

/** @throws {@link InvalidInput} when there is no such category or person. */
function checked({ userid, ...event }: NewNotification, { people }: SandboxState): NewNotification {
  const category = findCategory(event.appli);
  if (category === undefined)
    throw new InvalidInput(
      `A notification: appli must be one of ${notificationCategories.map(({ appli }) => appli).join(", ")}.`,
    );
  if (category.scope === undefined) return event;
  if (userid === undefined || people.get(userid) === undefined)
    throw new InvalidInput(`A notification of category ${event.appli} needs userid: the id of a person.`);
  return { ...event, userid };
}
