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

/** Which notifications applications asked for. There is one for each category and callback URL of a subscriber. */
export interface Subscriptions {
  /** In the order in which they were made. */
  of(subscriber: Subscriber): readonly Subscription[];
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

/** No subscriptions. */
export function createSubscriptions(): Subscriptions {
  const bySubscriber = new Map<string, Map<string, Subscription>>();
  return {
    of: (subscriber) => [...(bySubscriber.get(subscriberKey(subscriber))?.values() ?? [])],
    put: (subscriber, subscription) => {
      const held = bySubscriber.get(subscriberKey(subscriber)) ?? new Map<string, Subscription>();
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
