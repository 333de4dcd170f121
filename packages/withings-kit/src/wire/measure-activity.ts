// Printed from contract/measure-activity.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

/**
 * Steps, distance, floors, energy and heart rates, by day.
 * Heart rates are absent, not null, on days without any.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getactivity
 */
export const getActivity: WireOperation<GetActivityParameters, GetActivityBody, "bearer"> = {
  service: "measure v2",
  action: "getactivity",
  path: "/v2/measure",
  authentication: "bearer",
  scopes: ["user.activity"],
  reads: true,
  rows: "activities",
  parameters: {
    startdateymd: "day",
    enddateymd: "day",
    lastupdate: "time",
    offset: "integer",
    data_fields: {
      type: "strings",
      values:
        "steps,distance,elevation,soft,moderate,intense,active,calories,totalcalories,hr_average,hr_min,hr_max,hr_zone_0,hr_zone_1,hr_zone_2,hr_zone_3",
    },
  },
  choices: ["startdateymd enddateymd|lastupdate"],
};

/** What `data_fields` of {@link getActivity} may hold. */
export type GetActivityDataField =
  | "steps"
  | "distance"
  | "elevation"
  | "soft"
  | "moderate"
  | "intense"
  | "active"
  | "calories"
  | "totalcalories"
  | "hr_average"
  | "hr_min"
  | "hr_max"
  | "hr_zone_0"
  | "hr_zone_1"
  | "hr_zone_2"
  | "hr_zone_3";

/** What {@link getActivity} takes. */
export type GetActivityParameters = {
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
  /** What is wanted of each day; left out, everything but heart rates. */
  readonly data_fields?: readonly GetActivityDataField[] | undefined;
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

/** What {@link getActivity} answers. */
export interface GetActivityBody {
  /** The days of this page. */
  readonly activities: readonly ActivityDay[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/**
 * Steps, heart rate and other things through the day.
 * Of a period longer than 24 hours only the first 24 hours are returned.
 * Without a period, the most recent data are returned.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getintradayactivity
 */
export const getIntradayActivity: WireOperation<
  GetIntradayActivityParameters,
  GetIntradayActivityBody,
  "bearer"
> = {
  service: "measure v2",
  action: "getintradayactivity",
  path: "/v2/measure",
  authentication: "bearer",
  scopes: ["user.activity"],
  reads: true,
  windowSeconds: 86400,
  parameters: {
    startdate: "time",
    enddate: "time",
    data_fields: {
      type: "strings",
      values:
        "steps,elevation,calories,distance,stroke,pool_lap,duration,heart_rate,spo2_auto,rmssd,sdnn1,hrv_quality,core_body_temperature,rr,chest_movement_rate",
    },
  },
};

/** What `data_fields` of {@link getIntradayActivity} may hold. */
export type GetIntradayActivityDataField =
  | "steps"
  | "elevation"
  | "calories"
  | "distance"
  | "stroke"
  | "pool_lap"
  | "duration"
  | "heart_rate"
  | "spo2_auto"
  | "rmssd"
  | "sdnn1"
  | "hrv_quality"
  | "core_body_temperature"
  | "rr"
  | "chest_movement_rate";

/** What {@link getIntradayActivity} takes. */
export interface GetIntradayActivityParameters {
  /** From when. */
  readonly startdate?: Date | number | undefined;
  /** Until when. */
  readonly enddate?: Date | number | undefined;
  /** What is wanted of each moment; left out, nothing of it comes. */
  readonly data_fields?: readonly GetIntradayActivityDataField[] | undefined;
}

/** What {@link getIntradayActivity} answers. */
export interface GetIntradayActivityBody {
  /** The moments, by Unix seconds. That an empty one is `[]` is likely, not shown. */
  readonly series: Readonly<Record<string, ActivityMoment>> | readonly never[];
}

/** A day. */
export interface ActivityDay {
  /** The day. */
  readonly date: string;
  /** Where the person was. */
  readonly timezone: string;
  /** The device; null for what another application counted. */
  readonly deviceid: string | null;
  /** The device's id for this application. */
  readonly hash_deviceid?: string | null;
  /** Whose device counted. 18 is data from elsewhere: adding it to Withings' own counts things twice. */
  readonly brand: number;
  /** Whether a tracker counted, rather than a phone. */
  readonly is_tracker: boolean;
  /** When it was changed last (Unix s). Observed, not documented. */
  readonly modified?: number;
  /** The device's model in words. */
  readonly model?: string | null;
  /** The device's model. */
  readonly modelid?: number | null;
  /** Steps. Comes without being asked for too. */
  readonly steps?: number;
  /** Distance covered (m). Comes without being asked for too. */
  readonly distance?: number;
  /** Floors climbed, despite the name (floors). Comes without being asked for too. */
  readonly elevation?: number;
  /** Time of light activity (s). Comes without being asked for too. */
  readonly soft?: number;
  /** Time of moderate activity (s). Comes without being asked for too. */
  readonly moderate?: number;
  /** Time of intense activity (s). Comes without being asked for too. */
  readonly intense?: number;
  /** Time of moderate and intense activity together (s). Comes without being asked for too. */
  readonly active?: number;
  /** Energy spent by being active (kcal). Comes without being asked for too. */
  readonly calories?: number;
  /** Energy spent in all, rest included (kcal). Comes without being asked for too. */
  readonly totalcalories?: number;
  /** Average heart rate (bpm). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_average?: number;
  /** Lowest heart rate (bpm). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_min?: number;
  /** Highest heart rate (bpm). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_max?: number;
  /** Time in the light zone (s). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_zone_0?: number;
  /** Time in the moderate zone (s). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_zone_1?: number;
  /** Time in the intense zone (s). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_zone_2?: number;
  /** Time in the maximal zone (s). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly hr_zone_3?: number;
}

/** A moment. */
export interface ActivityMoment {
  /** The device. */
  readonly deviceid: string | null;
  /** The device's model in words. */
  readonly model?: string | null;
  /** The device's model. */
  readonly model_id?: number | null;
  /** Steps. */
  readonly steps?: number;
  /** Floors climbed, despite the name (floors). */
  readonly elevation?: number;
  /** Energy spent by being active (kcal). */
  readonly calories?: number;
  /** Distance covered (m). */
  readonly distance?: number;
  /** Strokes of swimming. */
  readonly stroke?: number;
  /** Laps of a pool. */
  readonly pool_lap?: number;
  /** For how long (s). */
  readonly duration?: number;
  /** Heart rate (bpm). Needs a device: Steel HR, Pulse HR, ScanWatch Light, ScanWatch or ScanWatch 2. */
  readonly heart_rate?: number;
  /**
   * Oxygen saturation, measured by itself (%). Needs the plan Advanced Biomarkers; a device: ScanWatch or ScanWatch
   * 2.
   */
  readonly spo2_auto?: number;
  /**
   * Heart rate variability: root mean square of successive differences (ms). Needs the plan Advanced Biomarkers; a
   * device: ScanWatch 2.
   */
  readonly rmssd?: number;
  /**
   * Heart rate variability: standard deviation over one minute (ms). In `sleep v2 get` the same is called sdnn_1.
   * Needs the plan Advanced Biomarkers; a device: ScanWatch 2.
   */
  readonly sdnn1?: number;
  /**
   * How good the heart rate variability is; the scale is not documented (index). Needs the plan Advanced
   * Biomarkers; a device: ScanWatch 2.
   */
  readonly hrv_quality?: number;
  /** Core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature?: number;
  /** Respiration rate (breaths/min). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly rr?: number;
  /** Movements of the chest (events/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate?: number;
}
