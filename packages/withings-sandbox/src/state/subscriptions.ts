import type { SandboxClock } from "../clock.js";
import type { Behaviour } from "../options.js";

/** What a person's events are sent for: one category to one callback URL. */
export interface Subscription {
  readonly callbackUrl: string;
  /** Withings' number of the category. */
  readonly appli: number;
  readonly comment: string;
}

/** Whose events go to which application. */
export interface Subscriber {
  readonly clientId: string;
  readonly personId: number;
}

/** In the place of a person's id: the subscriptions of an application that are about no person. */
export const nobody = 0;

/** Which notifications applications asked for. There is one for each category and callback URL of a subscriber. */
export interface Subscriptions {
  /** In the order in which they were made. */
  of(subscriber: Subscriber): readonly Subscription[];
  /** The one with this callback URL and category. */
  find(subscriber: Subscriber, subscription: Subscription): Subscription | undefined;
  /**
   * Adds it, or puts it in the place of the one with its callback URL and category.
   *
   * @returns `false` when there are too many already.
   */
  put(subscriber: Subscriber, subscription: Subscription): boolean;
  delete(subscriber: Subscriber, subscription: Subscription): void;
  /** Ends all of a subscriber. */
  end(subscriber: Subscriber): void;
  /** How many are held. */
  readonly size: number;
  clear(): void;
}

// Withings has a number for too many, 305, and does not say how many that is. This is ten callback URLs with every category.
const mostOfOne = 200;

const subscriberKey = ({ clientId, personId }: Subscriber): string => `${clientId} ${personId}`;
const keyOf = ({ appli, callbackUrl }: Subscription): string => `${appli} ${callbackUrl}`;

/** Who gets into bed and out of it: subscriptions that were seen to end without a word. */
const bedCategories: readonly number[] = [50, 51];
const dayMs = 86_400_000;

interface DatedSubscription extends Subscription {
  readonly sinceMs: number;
}

/** No subscriptions. */
export function createSubscriptions(
  clock: SandboxClock,
  options: Pick<Behaviour, "bedSubscriptionDays">,
): Subscriptions {
  const bySubscriber = new Map<string, Map<string, DatedSubscription>>();
  const hasLapsed = ({ appli, sinceMs }: DatedSubscription): boolean =>
    options.bedSubscriptionDays !== "unlimited" &&
    bedCategories.includes(appli) &&
    clock.nowMs() >= sinceMs + options.bedSubscriptionDays * dayMs;
  const heldOf = (subscriber: Subscriber): ReadonlyMap<string, DatedSubscription> => {
    const held = bySubscriber.get(subscriberKey(subscriber)) ?? new Map<string, DatedSubscription>();
    for (const [key, subscription] of held) if (hasLapsed(subscription)) held.delete(key);
    return held;
  };
  return {
    of: (subscriber) => [...heldOf(subscriber).values()],
    find: (subscriber, subscription) => heldOf(subscriber).get(keyOf(subscription)),
    put: (subscriber, given) => {
      const subscription = { ...given, sinceMs: clock.nowMs() };
      const held = bySubscriber.get(subscriberKey(subscriber)) ?? new Map<string, DatedSubscription>();
      const key = keyOf(subscription);
      if (!held.has(key) && held.size >= mostOfOne) return false;
      bySubscriber.set(subscriberKey(subscriber), held.set(key, subscription));
      return true;
    },
    delete: (subscriber, subscription) => {
      const held = bySubscriber.get(subscriberKey(subscriber));
      held?.delete(keyOf(subscription));
      if (held?.size === 0) bySubscriber.delete(subscriberKey(subscriber));
    },
    end: (subscriber) => {
      bySubscriber.delete(subscriberKey(subscriber));
    },
    get size() {
      return [...bySubscriber.values()].reduce((sum, held) => sum + held.size, 0);
    },
    clear: () => {
      bySubscriber.clear();
    },
  };
}
