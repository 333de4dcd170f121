import { array, integer, object, page, time } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameter } from "./parameter.js";
import { offset } from "./parameters.js";
import { signed } from "./signed.js";

const post = {
  service: "nudgecampaign v2",
  method: "POST",
  host: "api",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  access: "contract",
  scopes: [],
} as const;

const campaign: Parameter = { type: "integer", required: true, summary: "the campaign's id" };
const nudge: Parameter = { type: "integer", required: true, summary: "the screen that is shown" };
const from: Parameter = { type: "time", required: true, summary: "from when" };
const until: Parameter = { type: "time", required: true, summary: "until when" };
const most: Parameter = {
  type: "integer",
  required: true,
  summary: "how often a device shows it at the most",
};
const users: Parameter = {
  type: "json",
  required: true,
  json: array(integer("a user's id"), { summary: "ids of users" }),
  summary: "Withings' ids of the users",
};

const facts = object(
  {
    id: integer("the campaign's id"),
    nudgeid: integer("the screen that is shown"),
    max_display_count: integer("how often a device shows it at the most", { unit: "count" }),
    startdate: time("from when"),
    enddate: time("until when"),
    user_count: integer("how many users it has", { unit: "count" }),
    created: time("when it was made"),
    modified: time("when it was changed last"),
  },
  { name: "NudgeCampaign", summary: "the campaign" },
);

/** Adds users to a campaign. */
export const addUsers: Operation = {
  ...post,
  operationId: "nudgecampaignv2-addusers",
  action: "addusers",
  effect: "writes",
  parameters: { ...signed, nudgecampaignid: campaign, userids: users },
  answer: {},
  summary: "adds users to a campaign",
  source: reference("nudgecampaignv2-addusers"),
};

/** Makes a campaign. */
export const create: Operation = {
  ...post,
  operationId: "nudgecampaignv2-create",
  action: "create",
  effect: "writes",
  parameters: { ...signed, nudgeid: nudge, startdate: from, enddate: until, max_display_count: most },
  answer: { campaignid: integer("the campaign's id") },
  summary: "makes a campaign that shows a screen for a time",
  source: reference("nudgecampaignv2-create"),
};

/** Deletes a campaign. */
const remove: Operation = {
  ...post,
  operationId: "nudgecampaignv2-delete",
  action: "delete",
  effect: "writes",
  parameters: { ...signed, nudgecampaignid: campaign },
  answer: {},
  summary: "deletes a campaign",
  source: reference("nudgecampaignv2-delete"),
};
export { remove as delete };

/** One campaign. */
export const get: Operation = {
  ...post,
  operationId: "nudgecampaignv2-get",
  action: "get",
  effect: "reads",
  parameters: { ...signed, nudgecampaignid: campaign },
  answer: { campaign: facts },
  summary: "one campaign",
  source: reference("nudgecampaignv2-get"),
};

/** All campaigns. */
export const list: Operation = {
  ...post,
  operationId: "nudgecampaignv2-list",
  action: "list",
  effect: "reads",
  parameters: { ...signed, offset },
  answer: { campaigns: array(facts, { summary: "the campaigns of this page" }), ...page },
  paging: { rows: "campaigns" },
  summary: "the application's campaigns",
  source: reference("nudgecampaignv2-list"),
};

/** The users of a campaign. */
export const listUsers: Operation = {
  ...post,
  operationId: "nudgecampaignv2-listusers",
  action: "listusers",
  effect: "reads",
  parameters: { ...signed, nudgecampaignid: campaign, offset },
  answer: {
    users: array(
      object(
        {
          userid: integer("the user's id"),
          campaignid: integer("the campaign's id"),
          completion_date: time("when it was done for this user", { nullable: true }),
          display_count: integer("how often it was shown", { unit: "count" }),
          deliver_count: integer("how often it was sent to a device", { unit: "count" }),
          created: time("when the user was added"),
          modified: time("when it was changed last"),
        },
        { name: "NudgeCampaignUser", summary: "a user" },
      ),
      { summary: "the users of this page" },
    ),
    ...page,
  },
  paging: { rows: "users" },
  summary: "the users of a campaign",
  source: reference("nudgecampaignv2-listusers"),
};

/** Takes users out of a campaign. */
export const removeUsers: Operation = {
  ...post,
  operationId: "nudgecampaignv2-removeusers",
  action: "removeusers",
  effect: "writes",
  parameters: { ...signed, nudgecampaignid: campaign, userids: users },
  answer: {},
  summary: "takes users out of a campaign",
  source: reference("nudgecampaignv2-removeusers"),
};

/** Changes a campaign. */
export const update: Operation = {
  ...post,
  operationId: "nudgecampaignv2-update",
  action: "update",
  effect: "writes",
  parameters: {
    ...signed,
    nudgecampaignid: campaign,
    nudgeid: { ...nudge, required: false },
    startdate: { ...from, required: false },
    enddate: { ...until, required: false },
    max_display_count: { ...most, required: false },
  },
  answer: {},
  summary: "changes a campaign",
  source: reference("nudgecampaignv2-update"),
};
