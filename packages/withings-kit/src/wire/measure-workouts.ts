// Printed from contract/measure-workouts.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

/**
 * Workouts with energy, distance, heart rates and more.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getworkouts
 */
export const getWorkouts: WireOperation<GetWorkoutsParameters, GetWorkoutsBody, "bearer"> = {
  service: "measure v2",
  action: "getworkouts",
  path: "/v2/measure",
  authentication: "bearer",
  scopes: ["user.activity"],
  reads: true,
  rows: "series",
  parameters: {
    startdateymd: "day",
    enddateymd: "day",
    lastupdate: "time",
    offset: "integer",
    data_fields: {
      type: "strings",
      values:
        "calories,intensity,manual_intensity,manual_distance,manual_calories,hr_average,hr_min,hr_max,hr_zone_0,hr_zone_1,hr_zone_2,hr_zone_3,pause_duration,algo_pause_duration,spo2_average,core_body_temperature_avg,core_body_temperature_min,core_body_temperature_max,core_body_temperature_status,steps,distance,elevation,pool_laps,strokes,pool_length",
    },
  },
  choices: ["startdateymd enddateymd|lastupdate"],
};

/** What `data_fields` of {@link getWorkouts} may hold. */
export type GetWorkoutsDataField =
  | "calories"
  | "intensity"
  | "manual_intensity"
  | "manual_distance"
  | "manual_calories"
  | "hr_average"
  | "hr_min"
  | "hr_max"
  | "hr_zone_0"
  | "hr_zone_1"
  | "hr_zone_2"
  | "hr_zone_3"
  | "pause_duration"
  | "algo_pause_duration"
  | "spo2_average"
  | "core_body_temperature_avg"
  | "core_body_temperature_min"
  | "core_body_temperature_max"
  | "core_body_temperature_status"
  | "steps"
  | "distance"
  | "elevation"
  | "pool_laps"
  | "strokes"
  | "pool_length";

/** What {@link getWorkouts} takes. */
export type GetWorkoutsParameters = {
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
  /** What is wanted of each workout; left out, workouts come empty. */
  readonly data_fields?: readonly GetWorkoutsDataField[] | undefined;
} & (
  | {
      /** First day, in the person's own time zone. Ask for a day more on either side when another one is meant. */
      readonly startdateymd: string;
      /** Last day, in the person's own time zone. */
      readonly enddateymd: string;
      readonly lastupdate?: undefined;
    }
  | {
      /**
       * Only rows that were created or changed since. 0 gives all. For a copy that is kept current: the greatest
       * `modified` in it.
       */
      readonly lastupdate: Date | number;
      readonly startdateymd?: undefined;
      readonly enddateymd?: undefined;
    }
);

/** What {@link getWorkouts} answers. */
export interface GetWorkoutsBody {
  /** The workouts of this page. */
  readonly series: readonly Workout[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/** A workout. */
export interface Workout {
  /** The workout's id. Two rows with one id were seen. */
  readonly id: number;
  /** The sport. */
  readonly category: number;
  /** Where the person was. */
  readonly timezone: string;
  /** The device's model. */
  readonly model: number;
  /** How it came to be the person's. */
  readonly attrib: number;
  /** When it began (Unix s). */
  readonly startdate: number;
  /** When it ended (Unix s). */
  readonly enddate: number;
  /** The day. */
  readonly date: string;
  /** When it was changed last (Unix s). */
  readonly modified: number;
  /** When Withings stored it (Unix s). Observed, not documented. */
  readonly created?: number;
  /** The device. */
  readonly deviceid: string | null;
  /** The device's id for this application. Observed, not documented. */
  readonly hash_deviceid?: string | null;
  /** What was asked for. Without data_fields only algo_pause_duration comes. */
  readonly data: WorkoutData | readonly never[];
}

/** What was asked for. */
export interface WorkoutData {
  /** Energy spent by being active (kcal). */
  readonly calories?: number | null;
  /** How intense it was (0 to 100). 0 where the person did not say. */
  readonly intensity?: number | null;
  /** How intense the person said it was (0 to 100). 0 where the person did not say. */
  readonly manual_intensity?: number | null;
  /** Distance that the person entered (m). */
  readonly manual_distance?: number | null;
  /** Energy that the person entered (kcal). */
  readonly manual_calories?: number | null;
  /** Average heart rate (bpm). 0 where there are no heart data. */
  readonly hr_average?: number | null;
  /** Lowest heart rate (bpm). 0 where there are no heart data. */
  readonly hr_min?: number | null;
  /** Highest heart rate (bpm). 0 where there are no heart data. */
  readonly hr_max?: number | null;
  /** Time in the light zone (s). */
  readonly hr_zone_0?: number | null;
  /** Time in the moderate zone (s). */
  readonly hr_zone_1?: number | null;
  /** Time in the intense zone (s). */
  readonly hr_zone_2?: number | null;
  /** Time in the maximal zone (s). */
  readonly hr_zone_3?: number | null;
  /** Pause that the person entered (s). */
  readonly pause_duration?: number | null;
  /** Pause that the device found, of swimming only (s). Comes without being asked for too. */
  readonly algo_pause_duration?: number | null;
  /** Average oxygen saturation (%). Needs the plan Advanced Biomarkers; a device: ScanWatch or ScanWatch 2. */
  readonly spo2_average?: number | null;
  /** Average core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_avg?: number | null;
  /** Lowest core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_min?: number | null;
  /** Highest core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_max?: number | null;
  /** How the core temperature was. Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_status?: number | string | null;
  /** Steps. */
  readonly steps?: number | null;
  /** Distance covered (m). */
  readonly distance?: number | null;
  /** Floors climbed, despite the name (floors). */
  readonly elevation?: number | null;
  /** Laps of a pool. */
  readonly pool_laps?: number | null;
  /** Strokes of swimming. */
  readonly strokes?: number | null;
  /** Length of the pool (m). Withings names no unit. Unconfirmed. */
  readonly pool_length?: number | null;
}
