import type { MeasureName } from "../model/measure-types.js";
import type { ActivityField } from "./activity-days.js";
import type { IntradayField } from "./activity-intraday.js";
import type { NightField } from "./night-values.js";
import type { SegmentField } from "./sleep-segments.js";
import type { WorkoutField } from "./workouts.js";

/** What can be missing, by what it is missing from. */
export interface MissingFields {
  readonly "activity.days": ActivityField;
  readonly "activity.intraday": IntradayField;
  readonly "devices.list": "macAddress" | "firmware" | "network" | "lastUsedNetwork";
  readonly "heart.ecg": "microvolts";
  readonly "heart.recordings": "ecg" | "afib" | "bloodPressure" | "sound";
  readonly "measures.list": MeasureName;
  readonly "sleep.nights": NightField;
  readonly "sleep.segments": SegmentField;
  readonly "stetho.recordings": "valvularHeartDisease";
  readonly "stetho.sound": "samples";
  readonly "workouts.list": WorkoutField;
}

/** Why something may be missing. */
export interface MissingReason {
  /**
   * - `scope`: the person did not grant what the data need
   * - `device`: the person has no device that measures it
   * - `plan`: the application needs a plan of Withings that has it
   * - `region`: devices measure it only where they were bought in some countries
   * - `condition`: something else must be so
   * - `noData`: nothing was measured, or it was not synchronized yet
   */
  readonly reason: "scope" | "device" | "plan" | "region" | "condition" | "noData";
  /** Whether it is so, or only may be: nothing tells an application its plan, for one. */
  readonly certain: boolean;
  /** In words for a developer: what it is, and what to do. */
  readonly message: string;
}
