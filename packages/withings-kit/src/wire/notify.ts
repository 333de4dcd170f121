// Printed from contract/notify.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

/**
 * One subscription.
 *
 * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-get
 */
export const get: WireOperation<GetParameters, GetBody, "bearer"> = {
  service: "notify",
  action: "get",
  path: "/notify",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics"],
  reads: true,
  parameters: { callbackurl: { type: "string", required: true, maxLength: 255 }, appli: "integer" },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** Where notifications are sent: below a registered callback URL. At most 255 characters. */
  readonly callbackurl: string;
  /** Category of the notifications; 1 where it is left out. */
  readonly appli?:
    | 1
    | 2
    | 4
    | 16
    | 44
    | 46
    | 50
    | 51
    | 52
    | 54
    | 55
    | 58
    | 60
    | 61
    | 62
    | 63
    | 98
    | 99
    | 100
    | (number & {})
    | undefined;
}

/** What {@link get} answers. */
export interface GetBody {
  /** Category of the notifications. */
  readonly appli: number;
  /** Where they are sent. Perhaps written otherwise than it was given: compare what it means, not the text. */
  readonly callbackurl: string;
  /** Free text. */
  readonly comment?: string;
}

/**
 * A person's subscriptions, of all categories or one.
 *
 * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-list
 */
export const list: WireOperation<ListParameters, ListBody, "bearer"> = {
  service: "notify",
  action: "list",
  path: "/notify",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics", "user.info", "user.sleepevents"],
  reads: true,
  parameters: { appli: "integer" },
};

/** What {@link list} takes. */
export interface ListParameters {
  /** Category of the notifications. */
  readonly appli?:
    | 1
    | 2
    | 4
    | 16
    | 44
    | 46
    | 50
    | 51
    | 52
    | 54
    | 55
    | 58
    | 60
    | 61
    | 62
    | 63
    | 98
    | 99
    | 100
    | (number & {})
    | undefined;
}

/** What {@link list} answers. */
export interface ListBody {
  /** The subscriptions. */
  readonly profiles: readonly Subscription[];
}

/**
 * Ends the subscriptions of a callback URL, or one of them.
 *
 * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-revoke
 */
export const revoke: WireOperation<RevokeParameters, RevokeBody, "bearer"> = {
  service: "notify",
  action: "revoke",
  path: "/notify",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics"],
  parameters: { callbackurl: { type: "string", required: true, maxLength: 255 }, appli: "integer" },
};

/** What {@link revoke} takes. */
export interface RevokeParameters {
  /** Where notifications are sent: below a registered callback URL. At most 255 characters. */
  readonly callbackurl: string;
  /** Category of the notifications; all where it is left out. */
  readonly appli?:
    | 1
    | 2
    | 4
    | 16
    | 44
    | 46
    | 50
    | 51
    | 52
    | 54
    | 55
    | 58
    | 60
    | 61
    | 62
    | 63
    | 98
    | 99
    | 100
    | (number & {})
    | undefined;
}

/** What {@link revoke} answers: nothing. */
export type RevokeBody = EmptyBody;

/**
 * Subscribes to notifications of a category.
 * Category 53 is about no person: an application subscribes to it once, with a signature.
 * Withings asks the callback URL for a HEAD and needs a status of 2xx.
 * Without the scope of a category the call succeeds and nothing is delivered.
 *
 * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-subscribe
 */
export const subscribe: WireOperation<SubscribeParameters, SubscribeBody, "bearerOrSignature"> = {
  service: "notify",
  action: "subscribe",
  path: "/notify",
  authentication: "bearerOrSignature",
  signedWhen: "appli=53",
  scopes: ["user.activity", "user.metrics", "user.info", "user.sleepevents"],
  parameters: {
    callbackurl: { type: "string", required: true, maxLength: 255 },
    appli: { type: "integer", required: true },
    comment: { type: "string", maxLength: 255 },
  },
};

/** What {@link subscribe} takes. */
export interface SubscribeParameters {
  /** Where notifications are sent: below a registered callback URL. At most 255 characters. */
  readonly callbackurl: string;
  /** Category of the notifications. */
  readonly appli:
    | 1
    | 2
    | 4
    | 16
    | 44
    | 46
    | 50
    | 51
    | 52
    | 53
    | 54
    | 55
    | 58
    | 60
    | 61
    | 62
    | 63
    | 98
    | 99
    | 100
    | (number & {});
  /** Free text. At most 255 characters. */
  readonly comment?: string | undefined;
}

/** What {@link subscribe} answers: nothing. */
export type SubscribeBody = EmptyBody;

/**
 * Changes the callback URL, the category or the comment of a subscription.
 *
 * @see https://developer.withings.com/api-reference/#tag/notify/operation/notify-update
 */
export const update: WireOperation<UpdateParameters, UpdateBody, "bearer"> = {
  service: "notify",
  action: "update",
  path: "/notify",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics"],
  parameters: {
    callbackurl: { type: "string", required: true, maxLength: 255 },
    appli: { type: "integer", required: true },
    new_callbackurl: { type: "string", maxLength: 255 },
    new_appli: "integer",
    comment: { type: "string", maxLength: 255 },
  },
  choices: ["new_callbackurl|new_appli|comment"],
};

/** What {@link update} takes. */
export type UpdateParameters = {
  /** Where notifications are sent: below a registered callback URL. At most 255 characters. */
  readonly callbackurl: string;
  /** Category of the notifications. */
  readonly appli:
    | 1
    | 2
    | 4
    | 16
    | 44
    | 46
    | 50
    | 51
    | 52
    | 54
    | 55
    | 58
    | 60
    | 61
    | 62
    | 63
    | 98
    | 99
    | 100
    | (number & {});
} & (
  | {
      /** Another callback URL. At most 255 characters. */
      readonly new_callbackurl: string;
      readonly new_appli?: undefined;
      readonly comment?: undefined;
    }
  | {
      /** Another category. */
      readonly new_appli:
        | 1
        | 2
        | 4
        | 16
        | 44
        | 46
        | 50
        | 51
        | 52
        | 54
        | 55
        | 58
        | 60
        | 61
        | 62
        | 63
        | 98
        | 99
        | 100
        | (number & {});
      readonly new_callbackurl?: undefined;
      readonly comment?: undefined;
    }
  | {
      /** Another comment. At most 255 characters. */
      readonly comment: string;
      readonly new_callbackurl?: undefined;
      readonly new_appli?: undefined;
    }
);

/** What {@link update} answers: nothing. */
export type UpdateBody = EmptyBody;

/** A subscription. */
export interface Subscription {
  /** Category of the notifications. */
  readonly appli: number;
  /** Where they are sent. Perhaps written otherwise than it was given: compare what it means, not the text. */
  readonly callbackurl: string;
  /** Free text. */
  readonly comment?: string;
  /** The end of 32-bit time (Unix s). Observed, not documented. */
  readonly expires?: number | null;
}
