import type { CallOptions } from "../calls/caller.js";
import type { Listing } from "./listing.js";
import { codeOf, type Subscription, type WantedSubscription } from "./subscription.js";

/** How subscriptions are made what they should be. */
export interface ReconcileOptions extends CallOptions {
  /** Whether a subscription that is not wanted stays all the same, such as one of another program of the application. */
  readonly keep?: ((subscription: Subscription) => boolean) | undefined;
}

/** What was done. */
export interface Reconciliation {
  /** Begun, since they were missing. */
  readonly added: readonly WantedSubscription[];
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
  { notifications, now, keep = () => false, ...options }: ReconcileContext,
): Promise<Reconciliation> {
  // Before anything is done: a category that does not exist is told with everything as it was.
  const meant = new Map(
    wanted.map((each) => [meaningOf(codeOf(each.category), each.callbackUrl), each] as const),
  );
  const missing = new Map(meant);
  const removed: Subscription[] = [];
  const kept: Subscription[] = [];
  for (const subscription of await notifications.list(options).toArray()) {
    const meaning = meaningOf(subscription.category.code, subscription.callbackUrl);
    const { expiresAt } = subscription;
    if (!meant.has(meaning)) (keep(subscription) ? kept : removed).push(subscription);
    // One that has lapsed is begun again, in its own place.
    else if (expiresAt === null || expiresAt.getTime() > now()) {
      missing.delete(meaning);
      kept.push(subscription);
    }
  }
  // First what is added: in between, nothing that is wanted goes unnotified because it moved.
  const added = [...missing.values()];
  for (const each of added) await notifications.subscribe(each, options);
  for (const { category, callbackUrl } of removed)
    await notifications.revoke({ category: category.code, callbackUrl }, options);
  return { added, removed, kept };
}

/** What a subscription means, however it is written: host in lower case, no usual port, no slash at the end, no needless escapes. */
function meaningOf(category: number, callbackUrl: string): string {
  let address = callbackUrl;
  try {
    const { protocol, host, pathname, search } = new URL(callbackUrl.replaceAll("&amp;", "&"));
    address = `${protocol}//${host}${unescaped(pathname).replace(/\/+$/, "")}${unescaped(search)}`;
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
