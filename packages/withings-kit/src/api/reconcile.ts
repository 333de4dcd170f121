import type { CallOptions } from "../calls/caller.js";
import { WithingsError } from "../errors.js";
import { isSigned } from "../wire/is-signed.js";
import { subscribe } from "../wire/notify.js";
import { serialize } from "../wire/serialize.js";
import { inOurWords } from "./in-our-words.js";
import type { Listing } from "./listing.js";
import {
  begunSubscription,
  codeOf,
  type Subscription,
  subscriptionNames,
  wantedParameters,
  type WantedSubscription,
} from "./subscription.js";
import { wrongCaller } from "./wrong-caller.js";

/** How subscriptions are made what they should be. */
export interface ReconcileOptions extends CallOptions {
  /** Whether a subscription that is not wanted stays all the same, such as one of another program of the application. */
  readonly keep?: ((subscription: Subscription) => boolean) | undefined;
  /** Told of each change when it is done: of those, too, that come before one that fails. */
  readonly onChange?: ((change: SubscriptionDone) => void) | undefined;
}

/** A change that was done. */
export interface SubscriptionDone {
  readonly type: "added" | "removed";
  readonly subscription: Subscription;
}

/** What was done. */
export interface Reconciliation {
  /** Begun, since they were missing: as they were wanted, and with `expiresAt` null, since Withings does not answer when they end. */
  readonly added: readonly Subscription[];
  /** Ended, since they were not wanted. */
  readonly removed: readonly Subscription[];
  /** Left as they are. */
  readonly kept: readonly Subscription[];
}

/** What it takes. */
export interface ReconcileContext extends ReconcileOptions {
  readonly notifications: {
    subscribe(wanted: WantedSubscription, options?: CallOptions): Promise<void>;
    list(options?: CallOptions): Listing<Subscription>;
    revoke(unwanted: { category: number; callbackUrl: string }, options?: CallOptions): Promise<void>;
  };
  readonly now: () => number;
}

/** See `Notifications.reconcile`. */
export async function reconcile(
  wanted: readonly WantedSubscription[],
  { notifications, now, keep = () => false, onChange, ...options }: ReconcileContext,
): Promise<Reconciliation> {
  // Before anything is done: what cannot be is told with everything as it was.
  for (const each of wanted) await check(each);
  const meant = new Map(
    wanted.map((each) => [meaningOf(codeOf(each.category), each.callbackUrl), each] as const),
  );
  const missing = new Map(meant);
  const unwanted: Subscription[] = [];
  const kept: Subscription[] = [];
  for (const subscription of await notifications.list(options).toArray()) {
    const meaning = meaningOf(subscription.category.code, subscription.callbackUrl);
    const { expiresAt } = subscription;
    if (!meant.has(meaning)) (keep(subscription) ? kept : unwanted).push(subscription);
    // One that has lapsed is begun again, in its own place.
    else if (expiresAt === null || expiresAt.getTime() > now()) {
      missing.delete(meaning);
      kept.push(subscription);
    }
  }
  const added: Subscription[] = [];
  const removed: Subscription[] = [];
  try {
    // First what is added: in between, nothing that is wanted goes unnotified because it moved.
    for (const each of missing.values()) {
      await notifications.subscribe(each, options);
      const subscription = begunSubscription(each);
      added.push(subscription);
      onChange?.({ type: "added", subscription });
    }
    for (const subscription of unwanted) {
      const { category, callbackUrl } = subscription;
      await notifications.revoke({ category: category.code, callbackUrl }, options);
      removed.push(subscription);
      onChange?.({ type: "removed", subscription });
    }
  } catch (error) {
    // Numbers only: callback URLs have secrets in them, as Withings advises.
    if (WithingsError.isInstance(error))
      error.message += ` Of ${missing.size} subscriptions that were missing ${added.length} were begun, of ${unwanted.length} that are not wanted ${removed.length} were ended: call reconcile again.`;
    throw error;
  }
  return { added, removed, kept };
}

/** Holds a subscription against all that can be known of it without asking Withings. */
async function check(wanted: WantedSubscription): Promise<void> {
  const form = await inOurWords(subscriptionNames, () => serialize(subscribe, wantedParameters(wanted)));
  if (isSigned(subscribe, form)) throw wrongCaller(subscribe, true);
}

/** What a subscription means, however it is written: host in lower case, no usual port, no slash at the end, no needless escapes. */
function meaningOf(category: number, callbackUrl: string): string {
  let address = callbackUrl;
  try {
    // The whole of it may be escaped, as it is in a form.
    const plain = /^https?%3a/i.test(address) ? decodeURIComponent(address) : address;
    const { protocol, username, password, host, pathname, search } = new URL(plain.replaceAll("&amp;", "&"));
    const user = username || password ? `${username}:${password}@` : "";
    address = `${protocol}//${user}${host}${unescaped(pathname).replace(/\/+$/, "")}${unescaped(search)}`;
  } catch {
    // What is no URL is compared as it stands.
  }
  return `${category} ${address}`;
}

/** Without escapes of letters, digits and the like, which mean the same without (RFC 3986 section 6.2.2). */
function unescaped(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}
