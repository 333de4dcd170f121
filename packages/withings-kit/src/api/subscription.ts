import { notificationCodes, notificationName, type NotificationName } from "../model/notification-name.js";
import type { SubscribeParameters, Subscription as WireSubscription } from "../wire/notify.js";
import { invalidOption } from "./invalid-option.js";
import {
  integer,
  momentOrNull,
  objectOf,
  othersThan,
  Strangeness,
  textOrNull,
  type Unchecked,
} from "./row.js";

/** Which notifications are sent where. */
export interface WantedSubscription {
  /** What is notified, by name or by Withings' number (`appli`). */
  readonly category: NotificationName | number;
  /**
   * Where: https, a domain name, at most 255 characters, below a callback URL that is registered for the application, and answering HEAD
   * with 200.
   */
  readonly callbackUrl: string;
  /** Free text, at most 255 characters. */
  readonly comment?: string | undefined;
}

/** A subscription, as Withings has it. */
export interface Subscription {
  readonly category: { readonly name: NotificationName | "unknown"; readonly code: number };
  /** Perhaps written otherwise than it was given: `reconcile` compares what it means. */
  readonly callbackUrl: string;
  readonly comment: string | null;
  /** The end of 32-bit time was seen. */
  readonly expiresAt: Date | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireSubscription;
}

/** Withings' names, with those of a subscription. */
export const subscriptionNames = {
  callbackurl: "callbackUrl",
  new_callbackurl: "callbackUrl",
  appli: "category",
  new_appli: "category",
} as const;

/** Withings' number of a category. */
export function codeOf(category: NotificationName | number): number {
  if (typeof category === "number") return category;
  if (Object.hasOwn(notificationCodes, category)) return notificationCodes[category];
  throw invalidOption("category", `Give a number, or one of ${Object.keys(notificationCodes).join(", ")}.`);
}

/** A subscription that is to begin, in Withings' words. */
export function wantedParameters({
  category,
  callbackUrl,
  comment,
}: WantedSubscription): SubscribeParameters {
  return { callbackurl: callbackUrl, appli: codeOf(category), comment };
}

/** A subscription that has begun, as far as it is known without asking. */
export function begunSubscription({ category, callbackUrl, comment }: WantedSubscription): Subscription {
  const code = codeOf(category);
  return {
    category: { name: notificationName(code), code },
    callbackUrl,
    comment: comment ?? null,
    expiresAt: null,
  };
}

const others = othersThan("appli callbackurl comment expires");

/** Decodes a subscription. */
export function decodeSubscription(value: unknown): Subscription {
  const row: Unchecked<WireSubscription> = objectOf(value, "the subscription");
  const code = integer(row.appli, "appli");
  const callbackUrl = textOrNull(row.callbackurl, "callbackurl");
  if (callbackUrl === null) throw new Strangeness("callbackurl is missing");
  const unknown = others(row);
  return {
    category: { name: notificationName(code), code },
    callbackUrl,
    comment: textOrNull(row.comment, "comment"),
    expiresAt: momentOrNull(row.expires, "expires"),
    ...(unknown && { others: unknown }),
  };
}
