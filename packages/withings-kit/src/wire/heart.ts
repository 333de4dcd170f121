// Printed from contract/heart.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

/**
 * One ECG as samples.
 * BPM Core records 20 seconds, Move ECG and ScanWatch record 30.
 *
 * @see https://developer.withings.com/api-reference/#tag/heart/operation/heartv2-get
 */
export const get: WireOperation<GetParameters, GetBody, "bearerOrSignature"> = {
  service: "heart v2",
  action: "get",
  path: "/v2/heart",
  authentication: "bearerOrSignature",
  signedWhen: "signal_token",
  scopes: ["user.metrics"],
  reads: true,
  parameters: {
    signalid: "integer",
    signal_token: "string",
    with_filtered: "boolean",
    with_intervals: "boolean",
  },
  choices: ["signalid|signal_token"],
};

/** What {@link get} takes. */
export type GetParameters = {
  /** Asks for the filtered signal too. Where it is put is not documented. */
  readonly with_filtered?: boolean | undefined;
  /** Asks for features that are inactive too. What they are is not documented. */
  readonly with_intervals?: boolean | undefined;
} & (
  | {
      /** The recording, from `heart v2 list`; with a person's access token. */
      readonly signalid: number;
      readonly signal_token?: undefined;
    }
  | {
      /** The recording, in a signed call. Where such tokens come from is not documented. */
      readonly signal_token: string;
      readonly signalid?: undefined;
    }
);

/** What {@link get} answers. */
export interface GetBody {
  /**
   * The samples. Empty was seen, with status 0. Needs the plan Advanced Biomarkers; a device: BPM Core, BeamO, Move
   * ECG, ScanWatch or ScanWatch 2.
   */
  readonly signal: readonly number[];
  /** Samples a second: 500 from BPM Core, 300 from watches (Hz). */
  readonly sampling_frequency: number;
  /** Where the device was. */
  readonly wearposition: number;
  /** The device's model. */
  readonly model: number;
  /** Average heart rate (bpm). A number in Withings' document of August 2026, an object in that of October. */
  readonly heart_rate?: number | RecordedHeartRate;
}

/**
 * ECG recordings, with the blood pressure that BPM Core measured beside.
 * Rows have `modified`, but `lastupdate` is no parameter.
 *
 * @see https://developer.withings.com/api-reference/#tag/heart/operation/heartv2-list
 */
export const list: WireOperation<ListParameters, ListBody, "bearer"> = {
  service: "heart v2",
  action: "list",
  path: "/v2/heart",
  authentication: "bearer",
  scopes: ["user.metrics"],
  reads: true,
  rows: "series",
  parameters: { startdate: "time", enddate: "time", offset: "integer" },
};

/** What {@link list} takes. */
export interface ListParameters {
  /** From when. */
  readonly startdate?: Date | number | undefined;
  /** Until when. */
  readonly enddate?: Date | number | undefined;
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link list} answers. */
export interface ListBody {
  /** The recordings of this page. */
  readonly series: readonly HeartRecording[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/** The heart rate as a row of its own. */
export interface RecordedHeartRate {
  /** The measure group that it belongs to. */
  readonly grpid: number;
  /** Average heart rate (bpm). */
  readonly value: number;
  /** When it was measured (Unix s). */
  readonly date: number;
  /** Whether it was deleted. */
  readonly is_deleted: boolean | 0 | 1;
}

/** A recording. */
export interface HeartRecording {
  /** The device. */
  readonly deviceid: string | null;
  /** The device's model. Withings' table names 44 and 91 only; 93 and 94 record ECGs too. */
  readonly model: number;
  /** The ECG. */
  readonly ecg?:
    | {
        /** For `heart v2 get`. */
        readonly signalid: number;
        /** What it says of atrial fibrillation. Needs the plan Advanced Biomarkers. */
        readonly afib?: number;
      }
    | readonly never[];
  /** The blood pressure. Needs a device: BPM Core. */
  readonly bloodpressure?:
    | {
        /** Diastolic blood pressure (mmHg). */
        readonly diastole: number;
        /** Systolic blood pressure (mmHg). */
        readonly systole: number;
      }
    | readonly never[];
  /** The sound. Needs a device: BPM Core. */
  readonly stetho?:
    | {
        /** For `stetho v2 get`. */
        readonly signalid: number;
        /** What it says of the heart's valves; the numbers are not documented. */
        readonly vhd?: number;
      }
    | readonly never[];
  /** Average heart rate (bpm). */
  readonly heart_rate?: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
  /** When it was recorded (Unix s). */
  readonly timestamp: number;
  /** Where the person was. Observed, not documented. */
  readonly timezone?: string;
}
