import { notificationCategories } from "../model/notification-category.js";
import type { Operation, Parameter } from "./operation.js";
import { notifyPath } from "./paths.js";

const callbackUrl: Parameter = {
  type: "string",
  required: true,
  maxLength: 255,
  summary: "where notifications are sent: below a registered callback URL",
};

const appli: Parameter = {
  type: "integer",
  required: true,
  values: notificationCategories
    .filter(({ scope }) => scope !== undefined)
    .map((category) => String(category.appli)),
  summary: "category of the notifications",
};

const comment: Parameter = { type: "string", required: false, maxLength: 255, summary: "free text" };

const post = {
  service: "notify",
  method: "POST",
  host: "api",
  path: notifyPath,
  authentication: "bearer",
  access: "public",
} as const;

/** Has a person's events of one category sent to a callback URL, which is asked for a HEAD first. */
export const subscribe: Operation = {
  ...post,
  action: "subscribe",
  scopes: ["user.activity", "user.metrics", "user.info", "user.sleepevents"],
  parameters: { callbackurl: callbackUrl, appli, comment },
  // 53 is about no person: an application subscribes to it once, with a signature in place of the token.
  summary: "subscribes to a person's notifications; category 53, which is signed, is not stated here",
};

/** The subscriptions of a person. */
export const list: Operation = {
  ...post,
  action: "list",
  scopes: ["user.activity", "user.metrics", "user.info", "user.sleepevents"],
  parameters: { appli: { ...appli, required: false } },
  summary: "a person's subscriptions, of all categories or one",
};

/** One subscription. */
export const get: Operation = {
  ...post,
  action: "get",
  scopes: ["user.activity", "user.metrics"],
  parameters: {
    callbackurl: callbackUrl,
    appli: { ...appli, required: false, summary: "category of the notifications; 1 where it is left out" },
  },
  summary: "one subscription",
};

/** Ends subscriptions. */
export const revoke: Operation = {
  ...post,
  action: "revoke",
  scopes: ["user.activity", "user.metrics"],
  parameters: {
    callbackurl: callbackUrl,
    appli: { ...appli, required: false, summary: "category of the notifications; all where it is left out" },
  },
  summary: "ends the subscriptions of a callback URL, or one of them",
};

/** Changes one thing about a subscription. */
export const update: Operation = {
  ...post,
  action: "update",
  scopes: ["user.activity", "user.metrics"],
  parameters: {
    callbackurl: callbackUrl,
    appli,
    new_callbackurl: {
      ...callbackUrl,
      required: "conditional",
      excludes: ["new_appli", "comment"],
      summary: "another callback URL",
    },
    new_appli: {
      ...appli,
      required: "conditional",
      excludes: ["new_callbackurl", "comment"],
      summary: "another category",
    },
    comment: {
      ...comment,
      required: "conditional",
      excludes: ["new_callbackurl", "new_appli"],
      summary: "another comment",
    },
  },
  summary: "changes the callback URL, the category or the comment of a subscription",
};
