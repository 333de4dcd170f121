// Printed from contract/measure.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

export * from "./measure-activity.js";
export * from "./measure-workouts.js";

/**
 * Says whether an ambiguous group is the person's.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-confirmuser
 */
export const confirmUser: WireOperation<ConfirmUserParameters, ConfirmUserBody, "bearer"> = {
  service: "measure v2",
  action: "confirmuser",
  path: "/v2/measure",
  authentication: "bearer",
  scopes: ["user.metrics"],
  parameters: {
    grpid: { type: "integer", required: true },
    is_confirmed: { type: "boolean", required: true },
  },
};

/** What {@link confirmUser} takes. */
export interface ConfirmUserParameters {
  /** The group, whose `attrib` is 1. */
  readonly grpid: number;
  /** Whether it is this person's. */
  readonly is_confirmed: boolean;
}

/** What {@link confirmUser} answers: nothing. */
export type ConfirmUserBody = EmptyBody;

/**
 * Weight, body composition, blood pressure, temperature and other measurements, in groups.
 * Measurements arrive when a device is synchronized, which can be months after they were taken: a copy that is kept current goes by `modified`.
 * A deleted group is no longer returned; whether `lastupdate` tells of it is not documented.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
 */
export const getMeas: WireOperation<GetMeasParameters, GetMeasBody, "bearer"> = {
  service: "measure",
  action: "getmeas",
  path: "/measure",
  authentication: "bearer",
  scopes: ["user.metrics"],
  reads: true,
  rows: "measuregrps",
  parameters: {
    meastype: "integer",
    meastypes: "integers",
    category: { type: "integer", values: "1,2" },
    startdate: "time",
    enddate: "time",
    lastupdate: "time",
    offset: "integer",
  },
  choices: ["meastype?|meastypes?", "startdate? enddate?|lastupdate?"],
};

/** What {@link getMeas} takes. */
export type GetMeasParameters = {
  /** 1 for measurements, 2 for objectives that a person set. */
  readonly category?: 1 | 2 | undefined;
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
} & (
  | {
      /** One measure type. */
      readonly meastype?: number | undefined;
      readonly meastypes?: undefined;
    }
  | {
      /** Several measure types. */
      readonly meastypes?: readonly number[] | undefined;
      readonly meastype?: undefined;
    }
) &
  (
    | {
        /** From when. */
        readonly startdate?: Date | number | undefined;
        /** Until when. */
        readonly enddate?: Date | number | undefined;
        readonly lastupdate?: undefined;
      }
    | {
        /**
         * Only groups that were created or changed since, in place of a period. For a copy that is kept current: the
         * greatest `modified` in it.
         */
        readonly lastupdate?: Date | number | undefined;
        readonly startdate?: undefined;
        readonly enddate?: undefined;
      }
  );

/** What {@link getMeas} answers. */
export interface GetMeasBody {
  /**
   * When Withings answered (Unix s). Withings' document declares a string. It is a number. Observed, not
   * documented.
   */
  readonly updatetime: number;
  /** Where the person is. */
  readonly timezone: string;
  /** The groups of this page. */
  readonly measuregrps: readonly MeasureGroup[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/** What was measured at one moment. */
export interface MeasureGroup {
  /** The group's id. Two groups with one id were seen, with different `attrib`. */
  readonly grpid: number;
  /** How it came to be the person's. */
  readonly attrib: number;
  /** When it was measured (Unix s). */
  readonly date: number;
  /** When Withings stored it (Unix s). */
  readonly created: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
  /** Whether it is a measurement or an objective. */
  readonly category: number;
  /** The device: 40 hexadecimal digits. null for what was entered by hand, as are hash_deviceid, modelid and model. */
  readonly deviceid: string | number | null;
  /** The device's id for this application. */
  readonly hash_deviceid: string | null;
  /** What was measured at once. */
  readonly measures: readonly Measure[];
  /** The device's model. Withings' document calls it model_id. Observed, not documented. */
  readonly modelid?: number | null;
  /** The device's model in words. */
  readonly model: string | null;
  /**
   * Always null.
   * @deprecated Withings says so.
   */
  readonly comment?: string | null;
  /** Where the person was. Observed, not documented. */
  readonly timezone?: string;
  /** Only in an example about members of a programme. Unconfirmed. */
  readonly probability?: number;
}

/** One value. */
export interface Measure {
  /** The number: real value = value x 10^unit. */
  readonly value: number;
  /** What was measured. */
  readonly type: number;
  /** The power of ten, such as -3. */
  readonly unit: number;
  /**
   * The part of the body. Body Scan repeats the types 173 to 175 for each part, and the types 5 and 8, where 7 is
   * the whole body.
   */
  readonly position?: number;
  /**
   * Of no use any more.
   * @deprecated Withings says so.
   */
  readonly algo?: number;
  /**
   * Of no use any more.
   * @deprecated Withings says so.
   */
  readonly fm?: number;
  /** Of unknown meaning. Observed, not documented. */
  readonly apppfmid?: number;
  /** Of unknown meaning. Observed, not documented. */
  readonly appliver?: number;
  /** Of unknown meaning; sent by Body Scan. Observed, not documented. */
  readonly algo_params?: Readonly<Record<string, unknown>>;
}
