// Printed from contract/nudge.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

/**
 * Makes a screen that devices can show.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudge/operation/nudgev2-create
 */
export const create: WireOperation<CreateParameters, CreateBody, "signature"> = {
  service: "nudge v2",
  action: "create",
  path: "/v2/nudge",
  authentication: "signature",
  parameters: {
    iconids: { type: "json", required: true, shape: ["integer"] },
    content: { type: "json", required: true, shape: ["string"] },
    model: { type: "integer", required: true },
    position: { type: "string", values: "first,last" },
  },
};

/** What {@link create} takes. */
export interface CreateParameters {
  /** Ids of the icons. */
  readonly iconids: readonly number[];
  /** Two lines of text. */
  readonly content: readonly string[];
  /** The model of the devices that show it. */
  readonly model: number;
  /** Whether it comes before the device's own screens or after them. */
  readonly position?: "first" | "last" | undefined;
}

/** What {@link create} answers. */
export interface CreateBody {
  /** The screen's id. */
  readonly nudgeid: number;
}

/**
 * Deletes a screen.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudge/operation/nudgev2-delete
 */
export const deleteOperation: WireOperation<DeleteParameters, DeleteBody, "signature"> = {
  service: "nudge v2",
  action: "delete",
  path: "/v2/nudge",
  authentication: "signature",
  parameters: { nudgeid: { type: "integer", required: true } },
};
export { deleteOperation as delete };

/** What {@link deleteOperation} takes. */
export interface DeleteParameters {
  /** The screen's id. */
  readonly nudgeid: number;
}

/** What {@link deleteOperation} answers: nothing. */
export type DeleteBody = EmptyBody;

/**
 * One screen.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudge/operation/nudgev2-get
 */
export const get: WireOperation<GetParameters, GetBody, "signature"> = {
  service: "nudge v2",
  action: "get",
  path: "/v2/nudge",
  authentication: "signature",
  reads: true,
  parameters: { nudgeid: { type: "integer", required: true } },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** The screen's id. */
  readonly nudgeid: number;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The screen. */
  readonly nudge: NudgeFacts;
}

/**
 * The application's screens.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudge/operation/nudgev2-list
 */
export const list: WireOperation<ListParameters, ListBody, "signature"> = {
  service: "nudge v2",
  action: "list",
  path: "/v2/nudge",
  authentication: "signature",
  reads: true,
  rows: "nudges",
  parameters: { offset: "integer" },
};

/** What {@link list} takes. */
export interface ListParameters {
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link list} answers. */
export interface ListBody {
  /** The screens of this page. */
  readonly nudges: readonly Nudge[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/**
 * Changes a screen.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/nudge/operation/nudgev2-update
 */
export const update: WireOperation<UpdateParameters, UpdateBody, "signature"> = {
  service: "nudge v2",
  action: "update",
  path: "/v2/nudge",
  authentication: "signature",
  parameters: {
    nudgeid: { type: "integer", required: true },
    iconids: { type: "json", shape: ["integer"] },
    content: { type: "json", shape: ["string"] },
    model: "integer",
    position: { type: "string", values: "first,last" },
  },
};

/** What {@link update} takes. */
export interface UpdateParameters {
  /** The screen's id. */
  readonly nudgeid: number;
  /** Ids of the icons. */
  readonly iconids?: readonly number[] | undefined;
  /** Two lines of text. */
  readonly content?: readonly string[] | undefined;
  /** The model of the devices that show it. */
  readonly model?: number | undefined;
  /** Whether it comes before the device's own screens or after them. */
  readonly position?: "first" | "last" | undefined;
}

/** What {@link update} answers: nothing. */
export type UpdateBody = EmptyBody;

/** The screen. */
export interface NudgeFacts {
  /** Ids of the icons. */
  readonly iconids: readonly number[] | string;
  /** Lines of text. */
  readonly content: readonly string[] | string;
  /** Ids of the campaigns that show it. */
  readonly campaignids: readonly number[] | string;
  /** The model of the devices that show it. */
  readonly model: number;
  /** First or last. */
  readonly position?: string;
  /** When it was made (Unix s). */
  readonly created: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
}

/** A screen. */
export interface Nudge {
  /** The screen's id. */
  readonly id: number;
  /** Ids of the icons. */
  readonly iconids: readonly number[] | string;
  /** Lines of text. */
  readonly content: readonly string[] | string;
  /** Ids of the campaigns that show it. */
  readonly campaignids: readonly number[] | string;
  /** The model of the devices that show it. */
  readonly model: number;
  /** First or last. */
  readonly position?: string;
  /** When it was made (Unix s). */
  readonly created: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
}
