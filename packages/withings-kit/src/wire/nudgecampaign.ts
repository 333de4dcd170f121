// Printed from contract/nudgecampaign.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

/**
 * Adds users to a campaign.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-addusers
 */
export const addUsers: WireOperation<AddUsersParameters, AddUsersBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "addusers",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  parameters: {
    nudgecampaignid: { type: "integer", required: true },
    userids: { type: "json", required: true, shape: ["integer"] },
  },
};

/** What {@link addUsers} takes. */
export interface AddUsersParameters {
  /** The campaign's id. */
  readonly nudgecampaignid: number;
  /** Withings' ids of the users. */
  readonly userids: readonly number[];
}

/** What {@link addUsers} answers: nothing. */
export type AddUsersBody = EmptyBody;

/**
 * Makes a campaign that shows a screen for a time.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-create
 */
export const create: WireOperation<CreateParameters, CreateBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "create",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  parameters: {
    nudgeid: { type: "integer", required: true },
    startdate: { type: "time", required: true },
    enddate: { type: "time", required: true },
    max_display_count: { type: "integer", required: true },
  },
};

/** What {@link create} takes. */
export interface CreateParameters {
  /** The screen that is shown. */
  readonly nudgeid: number;
  /** From when. */
  readonly startdate: Date | number;
  /** Until when. */
  readonly enddate: Date | number;
  /** How often a device shows it at the most. */
  readonly max_display_count: number;
}

/** What {@link create} answers. */
export interface CreateBody {
  /** The campaign's id. */
  readonly campaignid: number;
}

/**
 * Deletes a campaign.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-delete
 */
export const deleteOperation: WireOperation<DeleteParameters, DeleteBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "delete",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  parameters: { nudgecampaignid: { type: "integer", required: true } },
};
export { deleteOperation as delete };

/** What {@link deleteOperation} takes. */
export interface DeleteParameters {
  /** The campaign's id. */
  readonly nudgecampaignid: number;
}

/** What {@link deleteOperation} answers: nothing. */
export type DeleteBody = EmptyBody;

/**
 * One campaign.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-get
 */
export const get: WireOperation<GetParameters, GetBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "get",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  reads: true,
  parameters: { nudgecampaignid: { type: "integer", required: true } },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** The campaign's id. */
  readonly nudgecampaignid: number;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The campaign. */
  readonly campaign: NudgeCampaign;
}

/**
 * The application's campaigns.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-list
 */
export const list: WireOperation<ListParameters, ListBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "list",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  reads: true,
  rows: "campaigns",
  parameters: { offset: "integer" },
};

/** What {@link list} takes. */
export interface ListParameters {
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link list} answers. */
export interface ListBody {
  /** The campaigns of this page. */
  readonly campaigns: readonly NudgeCampaign[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/**
 * The users of a campaign.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-listusers
 */
export const listUsers: WireOperation<ListUsersParameters, ListUsersBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "listusers",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  reads: true,
  rows: "users",
  parameters: { nudgecampaignid: { type: "integer", required: true }, offset: "integer" },
};

/** What {@link listUsers} takes. */
export interface ListUsersParameters {
  /** The campaign's id. */
  readonly nudgecampaignid: number;
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link listUsers} answers. */
export interface ListUsersBody {
  /** The users of this page. */
  readonly users: readonly NudgeCampaignUser[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/**
 * Takes users out of a campaign.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-removeusers
 */
export const removeUsers: WireOperation<RemoveUsersParameters, RemoveUsersBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "removeusers",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  parameters: {
    nudgecampaignid: { type: "integer", required: true },
    userids: { type: "json", required: true, shape: ["integer"] },
  },
};

/** What {@link removeUsers} takes. */
export interface RemoveUsersParameters {
  /** The campaign's id. */
  readonly nudgecampaignid: number;
  /** Withings' ids of the users. */
  readonly userids: readonly number[];
}

/** What {@link removeUsers} answers: nothing. */
export type RemoveUsersBody = EmptyBody;

/**
 * Changes a campaign.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudgecampaign/operation/nudgecampaignv2-update
 */
export const update: WireOperation<UpdateParameters, UpdateBody, "signature"> = {
  service: "nudgecampaign v2",
  action: "update",
  path: "/v2/nudgecampaign",
  authentication: "signature",
  parameters: {
    nudgecampaignid: { type: "integer", required: true },
    nudgeid: "integer",
    startdate: "time",
    enddate: "time",
    max_display_count: "integer",
  },
};

/** What {@link update} takes. */
export interface UpdateParameters {
  /** The campaign's id. */
  readonly nudgecampaignid: number;
  /** The screen that is shown. */
  readonly nudgeid?: number | undefined;
  /** From when. */
  readonly startdate?: Date | number | undefined;
  /** Until when. */
  readonly enddate?: Date | number | undefined;
  /** How often a device shows it at the most. */
  readonly max_display_count?: number | undefined;
}

/** What {@link update} answers: nothing. */
export type UpdateBody = EmptyBody;

/** The campaign. */
export interface NudgeCampaign {
  /** The campaign's id. */
  readonly id: number;
  /** The screen that is shown. */
  readonly nudgeid: number;
  /** How often a device shows it at the most. */
  readonly max_display_count: number;
  /** From when (Unix s). */
  readonly startdate: number;
  /** Until when (Unix s). */
  readonly enddate: number;
  /** How many users it has. */
  readonly user_count: number;
  /** When it was made (Unix s). */
  readonly created: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
}

/** A user. */
export interface NudgeCampaignUser {
  /** The user's id. */
  readonly userid: number;
  /** The campaign's id. */
  readonly campaignid: number;
  /** When it was done for this user (Unix s). */
  readonly completion_date: number | null;
  /** How often it was shown. */
  readonly display_count: number;
  /** How often it was sent to a device. */
  readonly deliver_count: number;
  /** When the user was added (Unix s). */
  readonly created: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
}
