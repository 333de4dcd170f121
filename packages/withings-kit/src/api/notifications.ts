import type { CallOptions } from "../calls/caller.js";
import type { NotificationName } from "../model/notification-name.js";
import { get, list, revoke, subscribe, update, type UpdateParameters } from "../wire/notify.js";
import { inOurWords } from "./in-our-words.js";
import { invalidOption } from "./invalid-option.js";
import type { Listing } from "./listing.js";
import { decodeOne, type OneOptions } from "./one.js";
import { type ListOptions, listPaged } from "./paged.js";
import type { PersonCalls } from "./person-calls.js";
import type { Reconciliation, ReconcileOptions } from "./reconcile.js";
import {
  codeOf,
  decodeSubscription,
  type Subscription,
  subscriptionNames,
  wantedParameters,
  type WantedSubscription,
} from "./subscription.js";

/** What of a subscription is changed: one of these. */
export type SubscriptionChange =
  | { readonly callbackUrl: string }
  | { readonly category: NotificationName | number }
  | { readonly comment: string };

/** Which subscriptions. */
export interface ListSubscriptionsOptions extends ListOptions {
  /** @defaultValue all */
  readonly category?: NotificationName | number | undefined;
}

/** A person's subscriptions: what Withings tells the application of by calling a URL. */
export interface Notifications {
  /**
   * Begins a subscription. Withings asks the callback URL for a HEAD first.
   *
   * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-subscribe
   */
  subscribe(wanted: WantedSubscription, options?: CallOptions): Promise<void>;

  /**
   * Lists the person's subscriptions of this application.
   *
   * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-list
   */
  list(options?: ListSubscriptionsOptions): Listing<Subscription>;

  /**
   * One subscription.
   *
   * @throws {@link WithingsApiError} when there is none.
   * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-get
   */
  get(
    subscription: Pick<WantedSubscription, "category" | "callbackUrl">,
    options?: OneOptions,
  ): Promise<Subscription>;

  /**
   * Changes the callback URL, the category or the comment of a subscription: one of them.
   *
   * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-update
   */
  update(
    subscription: Pick<WantedSubscription, "category" | "callbackUrl">,
    change: SubscriptionChange,
    options?: CallOptions,
  ): Promise<void>;

  /**
   * Ends a subscription; without a category, all of the callback URL.
   *
   * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-revoke
   */
  revoke(
    subscription: Pick<WantedSubscription, "callbackUrl"> & Partial<Pick<WantedSubscription, "category">>,
    options?: CallOptions,
  ): Promise<void>;

  /**
   * Makes the person's subscriptions what they should be: begins those that are missing, then ends those that are not wanted, and leaves the
   * rest as they are. URLs are compared by what they mean, since Withings gives them back written otherwise. Good to be called again and
   * again: subscriptions were seen to lapse without a word.
   *
   * It ends at the first call that fails, with that call's error: what was done before stays done and was told to `onChange`, and nothing
   * is ended while something that is wanted could not begin. Called again, it goes on from there.
   *
   * @throws {@link WithingsConfigurationError} when one of those that are wanted cannot be; nothing was sent.
   */
  reconcile(wanted: readonly WantedSubscription[], options?: ReconcileOptions): Promise<Reconciliation>;
}

/** Makes the subscriptions of a person. */
export function createNotifications(calls: PersonCalls): Notifications {
  const told = async (call: () => Promise<unknown>): Promise<void> => {
    await inOurWords(subscriptionNames, call);
  };
  const notifications: Notifications = {
    subscribe: async (wanted, options) =>
      told(() => calls.call(subscribe, wantedParameters(wanted), options)),
    list: (options = {}) =>
      listPaged({
        calls,
        operation: list,
        parameters: () => ({ ...(options.category !== undefined && { appli: codeOf(options.category) }) }),
        rows: "profiles",
        decode: decodeSubscription,
        options,
        own: " category",
      }),
    get: async ({ category, callbackUrl }, options = {}) =>
      inOurWords(subscriptionNames, () =>
        decodeOne({
          calls,
          operation: get,
          parameters: { callbackurl: callbackUrl, appli: codeOf(category) },
          decode: decodeSubscription,
          options,
        }),
      ),
    update: async ({ category, callbackUrl }, change, options) =>
      told(() =>
        calls.call(
          update,
          { callbackurl: callbackUrl, appli: codeOf(category), ...changeOf(change) } as UpdateParameters,
          options,
        ),
      ),
    revoke: async ({ category, callbackUrl }, options) =>
      told(() =>
        calls.call(
          revoke,
          { callbackurl: callbackUrl, ...(category !== undefined && { appli: codeOf(category) }) },
          options,
        ),
      ),
    reconcile: async (wanted, options) => {
      if (!Array.isArray(wanted))
        throw invalidOption("wanted", "Give an array of { category, callbackUrl }, an empty one to end all.");
      const { reconcile } = await import("./reconcile.js");
      return reconcile(wanted, { ...options, notifications, now: calls.now });
    },
  };
  return notifications;
}

function changeOf(change: SubscriptionChange): object {
  return {
    ...("callbackUrl" in change && { new_callbackurl: change.callbackUrl }),
    ...("category" in change && { new_appli: codeOf(change.category) }),
    ...("comment" in change && { comment: change.comment }),
  };
}
