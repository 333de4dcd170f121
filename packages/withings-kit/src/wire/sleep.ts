// Printed from contract/sleep.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

export * from "./sleep-summary.js";

/**
 * Sleep as segments of one state, with heart rate and other things by the minute.
 * Of a period longer than 24 hours only the first 24 hours are returned. Another sentence of the same page says seven days.
 * The scope is user.activity; user.sleepevents is for notifications.
 *
 * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-get
 */
export const get: WireOperation<GetParameters, GetBody, "bearer"> = {
  service: "sleep v2",
  action: "get",
  path: "/v2/sleep",
  authentication: "bearer",
  scopes: ["user.activity"],
  reads: true,
  windowSeconds: 86400,
  parameters: {
    startdate: { type: "time", required: true },
    enddate: { type: "time", required: true },
    data_fields: {
      type: "strings",
      values:
        "hr,rr,snoring,sdnn_1,rmssd,hrv_quality,mvt_score,chest_movement_rate,withings_index,breathing_sounds",
    },
    meastypes: "integers",
  },
};

/** What `data_fields` of {@link get} may hold. */
export type GetDataField =
  | "hr"
  | "rr"
  | "snoring"
  | "sdnn_1"
  | "rmssd"
  | "hrv_quality"
  | "mvt_score"
  | "chest_movement_rate"
  | "withings_index"
  | "breathing_sounds";

/** What {@link get} takes. */
export interface GetParameters {
  /** From when. */
  readonly startdate: Date | number;
  /** Until when. */
  readonly enddate: Date | number;
  /** What is wanted by the minute; left out, only the segments come. */
  readonly data_fields?: readonly GetDataField[] | undefined;
  /** Measure types. What they bring is not documented. */
  readonly meastypes?: readonly number[] | undefined;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The segments. Withings' document declares an object. It is an array. Observed, not documented. */
  readonly series: readonly SleepSegment[];
  /** What kind of device watched. */
  readonly model?: number;
}

/** A segment. */
export interface SleepSegment {
  /** When it began (Unix s). */
  readonly startdate: number;
  /** When it ended (Unix s). */
  readonly enddate: number;
  /** The state of sleep. 15, out of bed, needs a plan that Withings does not name. */
  readonly state: number;
  /** The device's model in words. */
  readonly model?: string;
  /** The device's model. */
  readonly model_id?: number;
  /** The device's id for this application. Observed, not documented. */
  readonly hash_deviceid?: string | null;
  /** Heart rate, by Unix seconds (bpm). Trackers' is in every plan. Needs the plan Advanced Biomarkers. */
  readonly hr?: Readonly<Record<string, number>> | readonly never[];
  /** Respiration rate, by Unix seconds (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly rr?: Readonly<Record<string, number>> | readonly never[];
  /**
   * Time of snoring, by Unix seconds (s). Needs the plan Advanced Biomarkers; a device: Sleep, Sleep Analyzer or
   * Sleep Rx.
   */
  readonly snoring?: Readonly<Record<string, number>> | readonly never[];
  /**
   * Heart rate variability: standard deviation over one minute, by Unix seconds (ms). In `measure v2
   * getintradayactivity` the same is called sdnn1. Needs the plan Advanced Biomarkers; a device: Sleep, Sleep
   * Analyzer or ScanWatch 2.
   */
  readonly sdnn_1?: Readonly<Record<string, number>> | readonly never[];
  /**
   * Heart rate variability: root mean square of successive differences, by Unix seconds (ms). Needs the plan
   * Advanced Biomarkers; a device: Sleep, Sleep Analyzer or ScanWatch 2.
   */
  readonly rmssd?: Readonly<Record<string, number>> | readonly never[];
  /**
   * How good the heart rate variability is; the scale is not documented, by Unix seconds (index). Needs the plan
   * Advanced Biomarkers; a device: Sleep, Sleep Analyzer or ScanWatch 2.
   */
  readonly hrv_quality?: Readonly<Record<string, number>> | readonly never[];
  /**
   * How much the person moved in bed, by Unix seconds (0 to 255). Needs the plan Advanced Biomarkers; a device:
   * Sleep Analyzer or Sleep Rx.
   */
  readonly mvt_score?: Readonly<Record<string, number>> | readonly never[];
  /** Movements of the chest, by Unix seconds (events/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate?: Readonly<Record<string, number>> | readonly never[];
  /**
   * Breathing events: up to 15 none or mild, up to 30 moderate, above severe, by Unix seconds (events/h). Needs the
   * plan Advanced Biomarkers; a device: Sleep Rx; five hours of sleep.
   */
  readonly withings_index?: Readonly<Record<string, number>> | readonly never[];
  /** Time of breathing sounds, by Unix seconds (s). Needs the plan Advanced Biomarkers; a device: Sleep Rx. */
  readonly breathing_sounds?: Readonly<Record<string, number>> | readonly never[];
}
