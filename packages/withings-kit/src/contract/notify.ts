import { notificationCategories } from "../model/notification-category.js";
import { array, integer, object, text, time } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameter } from "./parameter.js";
import { clientId, nonce, signature } from "./signed.js";

/** The category that is about no person: an application subscribes to it once, with a signature in place of the token. */
const signedCategory = String(notificationCategories.find(({ scope }) => scope === undefined)?.appli);

const callbackUrl: Parameter = {
  type: "string",
  required: true,
  maxLength: 255,
  summary: "where notifications are sent: below a registered callback URL",
};

const appli: Parameter = {
  type: "integer",
  required: true,
  values: notificationCategories.map((category) => String(category.appli)),
  open: true,
  enumeration: "notificationCategory",
  summary: "category of the notifications",
};

const personal: Parameter = {
  ...appli,
  values: appli.values?.filter((value) => value !== signedCategory) ?? [],
};

const comment: Parameter = { type: "string", required: false, maxLength: 255, summary: "free text" };

const instead = {
  required: "conditional",
  when: { parameter: "appli", value: signedCategory },
} as const;

const post = {
  service: "notify",
  method: "POST",
  host: "api",
  path: "/notify",
  access: "public",
} as const;

const subscription = {
  appli: integer("category of the notifications", { enumeration: "notificationCategory" }),
  callbackurl: text("where they are sent", {
    note: "Perhaps written otherwise than it was given: compare what it means, not the text.",
  }),
  comment: text("free text", { optional: true }),
};

/** Has a person's events of one category sent to a callback URL, which is asked for a HEAD first. */
export const subscribe: Operation = {
  ...post,
  operationId: "notify-subscribe",
  action: "subscribe",
  authentication: "bearerOrSignature",
  signedWhen: { parameter: "appli", value: signedCategory },
  scopes: ["user.activity", "user.metrics", "user.info", "user.sleepevents"],
  effect: "writes",
  parameters: {
    callbackurl: callbackUrl,
    appli,
    client_id: { ...clientId, ...instead },
    nonce: { ...nonce, ...instead },
    signature: { ...signature, ...instead },
    comment,
  },
  answer: {},
  summary: "subscribes to notifications of a category",
  notes: [
    "Category 53 is about no person: an application subscribes to it once, with a signature.",
    "Withings asks the callback URL for a HEAD and needs a status of 2xx.",
    "Without the scope of a category the call succeeds and nothing is delivered.",
  ],
  source: reference("notify-subscribe"),
};

/** The subscriptions of a person. */
export const list: Operation = {
  ...post,
  operationId: "notify-list",
  action: "list",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics", "user.info", "user.sleepevents"],
  effect: "reads",
  parameters: { appli: { ...personal, required: false } },
  answer: {
    profiles: array(
      object(
        {
          ...subscription,
          expires: time("the end of 32-bit time", { nullable: true, optional: true, certainty: "observed" }),
        },
        { name: "Subscription", summary: "a subscription" },
      ),
      { summary: "the subscriptions" },
    ),
  },
  summary: "a person's subscriptions, of all categories or one",
  source: reference("notify-list"),
};

/** One subscription. */
export const get: Operation = {
  ...post,
  operationId: "notify-get",
  action: "get",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics"],
  effect: "reads",
  parameters: {
    callbackurl: callbackUrl,
    appli: {
      ...personal,
      required: false,
      summary: "category of the notifications; 1 where it is left out",
    },
  },
  answer: subscription,
  summary: "one subscription",
  source: reference("notify-get"),
};

/** Ends subscriptions. */
export const revoke: Operation = {
  ...post,
  operationId: "notify-revoke",
  action: "revoke",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics"],
  effect: "writes",
  parameters: {
    callbackurl: callbackUrl,
    appli: {
      ...personal,
      required: false,
      summary: "category of the notifications; all where it is left out",
    },
  },
  answer: {},
  summary: "ends the subscriptions of a callback URL, or one of them",
  source: reference("notify-revoke"),
};

/** Changes one thing about a subscription. */
export const update: Operation = {
  ...post,
  operationId: "notify-update",
  action: "update",
  authentication: "bearer",
  scopes: ["user.activity", "user.metrics"],
  effect: "writes",
  parameters: {
    callbackurl: callbackUrl,
    appli: personal,
    new_callbackurl: { ...callbackUrl, required: "conditional", summary: "another callback URL" },
    new_appli: { ...personal, required: "conditional", summary: "another category" },
    comment: { ...comment, required: "conditional", summary: "another comment" },
  },
  choices: [[["new_callbackurl"], ["new_appli"], ["comment"]]],
  answer: {},
  summary: "changes the callback URL, the category or the comment of a subscription",
  source: reference("notify-update"),
};
