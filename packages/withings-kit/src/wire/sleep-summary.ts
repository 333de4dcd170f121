// Printed from contract/sleep-summary.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

/**
 * Nights with durations, phases, heart rate, breathing and score.
 * Answers have `more` and `offset`, but Withings' document does not list `offset` as a parameter.
 * The scope is user.activity; user.sleepevents is for notifications.
 *
 * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-getsummary
 */
export const getSummary: WireOperation<GetSummaryParameters, GetSummaryBody, "bearer"> = {
  service: "sleep v2",
  action: "getsummary",
  path: "/v2/sleep",
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
        "total_timeinbed,total_sleep_time,lightsleepduration,remsleepduration,deepsleepduration,sleep_efficiency,sleep_latency,wakeup_latency,wakeupduration,wakeupcount,waso,nb_rem_episodes,durationtosleep,durationtowakeup,out_of_bed_count,asleepduration,sleep_score,night_events,hr_average,hr_min,hr_max,rmssd_start_avg,rmssd_end_avg,mvt_score_avg,mvt_active_duration,core_body_temperature_min,core_body_temperature_max,core_body_temperature_avg,core_body_temperature_status,breathing_disturbances_intensity,breathing_quality_assessment,apnea_hypopnea_index,withings_index,snoring,snoringepisodecount,breathing_sounds,breathing_sounds_episode_count,rr_average,rr_min,rr_max,chest_movement_rate_wellness_average,chest_movement_rate_wellness_min,chest_movement_rate_wellness_max,chest_movement_rate_average,chest_movement_rate_min,chest_movement_rate_max",
    },
  },
  choices: ["startdateymd enddateymd|lastupdate"],
};

/** What `data_fields` of {@link getSummary} may hold. */
export type GetSummaryDataField =
  | "total_timeinbed"
  | "total_sleep_time"
  | "lightsleepduration"
  | "remsleepduration"
  | "deepsleepduration"
  | "sleep_efficiency"
  | "sleep_latency"
  | "wakeup_latency"
  | "wakeupduration"
  | "wakeupcount"
  | "waso"
  | "nb_rem_episodes"
  | "durationtosleep"
  | "durationtowakeup"
  | "out_of_bed_count"
  | "asleepduration"
  | "sleep_score"
  | "night_events"
  | "hr_average"
  | "hr_min"
  | "hr_max"
  | "rmssd_start_avg"
  | "rmssd_end_avg"
  | "mvt_score_avg"
  | "mvt_active_duration"
  | "core_body_temperature_min"
  | "core_body_temperature_max"
  | "core_body_temperature_avg"
  | "core_body_temperature_status"
  | "breathing_disturbances_intensity"
  | "breathing_quality_assessment"
  | "apnea_hypopnea_index"
  | "withings_index"
  | "snoring"
  | "snoringepisodecount"
  | "breathing_sounds"
  | "breathing_sounds_episode_count"
  | "rr_average"
  | "rr_min"
  | "rr_max"
  | "chest_movement_rate_wellness_average"
  | "chest_movement_rate_wellness_min"
  | "chest_movement_rate_wellness_max"
  | "chest_movement_rate_average"
  | "chest_movement_rate_min"
  | "chest_movement_rate_max";

/** What {@link getSummary} takes. */
export type GetSummaryParameters = {
  /** `offset` of the page before; left out for the first page. Unconfirmed. */
  readonly offset?: number | undefined;
  /** What is wanted of each night; left out, durations and counts only. */
  readonly data_fields?: readonly GetSummaryDataField[] | undefined;
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

/** What {@link getSummary} answers. */
export interface GetSummaryBody {
  /** The nights of this page. */
  readonly series: readonly Night[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/** A night. */
export interface Night {
  /** The night's id. */
  readonly id: number;
  /** Where the person was. */
  readonly timezone: string;
  /** What kind of device watched. */
  readonly model: number;
  /** The device's model. */
  readonly model_id?: number;
  /** When it began (Unix s). */
  readonly startdate: number;
  /** When it ended (Unix s). */
  readonly enddate: number;
  /** The day of waking up. */
  readonly date: string;
  /** When Withings stored it (Unix s). */
  readonly created?: number;
  /** When it was changed last (Unix s). */
  readonly modified: number;
  /** The device's id for this application. */
  readonly hash_deviceid?: string | null;
  /** Whether the night is over. */
  readonly completed?: boolean;
  /**
   * What was asked for. null is reported of the phases of nights from other applications, and was seen in workouts.
   */
  readonly data: NightData | readonly never[];
}

/** What was asked for. */
export interface NightData {
  /** Time in bed (s). Comes without being asked for too. */
  readonly total_timeinbed?: number | null;
  /** Time asleep: light, deep and REM sleep (s). Comes without being asked for too. */
  readonly total_sleep_time?: number | null;
  /** Time of light sleep (s). Comes without being asked for too. */
  readonly lightsleepduration?: number | null;
  /** Time of REM sleep (s). Comes without being asked for too. */
  readonly remsleepduration?: number | null;
  /** Time of deep sleep (s). Comes without being asked for too. */
  readonly deepsleepduration?: number | null;
  /** Time asleep by time in bed (ratio). Comes without being asked for too. */
  readonly sleep_efficiency?: number | null;
  /** Time in bed before falling asleep (s). Comes without being asked for too. */
  readonly sleep_latency?: number | null;
  /** Time in bed after waking up (s). Comes without being asked for too. */
  readonly wakeup_latency?: number | null;
  /** Time awake (s). Comes without being asked for too. */
  readonly wakeupduration?: number | null;
  /** Times of waking up, leaving the bed not counted. Comes without being asked for too. */
  readonly wakeupcount?: number | null;
  /** Time awake after having fallen asleep (s). Comes without being asked for too. */
  readonly waso?: number | null;
  /** Phases of REM sleep. Comes without being asked for too. */
  readonly nb_rem_episodes?: number | null;
  /**
   * Time until falling asleep (s). Comes without being asked for too.
   * @deprecated Withings says so.
   */
  readonly durationtosleep?: number | null;
  /**
   * Time until getting up (s). Comes without being asked for too.
   * @deprecated Withings says so.
   */
  readonly durationtowakeup?: number | null;
  /** Times of leaving the bed. Comes without being asked for too. */
  readonly out_of_bed_count?: number | null;
  /** Time asleep of a night from another application, which knows no phases (s). */
  readonly asleepduration?: number | null;
  /**
   * Withings' score of the night (0 to 100). Needs the plan Advanced Biomarkers; a device: Sleep, Sleep Analyzer or
   * Sleep Rx.
   */
  readonly sleep_score?: number | null;
  /** What happened, by kind of event. Withings' document declares an array. */
  readonly night_events?: Readonly<Record<string, readonly number[]>> | readonly never[] | null;
  /** Average heart rate (bpm). Trackers' is in every plan. Needs the plan Advanced Biomarkers. */
  readonly hr_average?: number | null;
  /** Lowest heart rate (bpm). Trackers' is in every plan. Needs the plan Advanced Biomarkers. */
  readonly hr_min?: number | null;
  /** Highest heart rate (bpm). Trackers' is in every plan. Needs the plan Advanced Biomarkers. */
  readonly hr_max?: number | null;
  /**
   * Heart rate variability (RMSSD) at the beginning of the night (ms). Needs the plan Advanced Biomarkers; a
   * device: Sleep, Sleep Analyzer or ScanWatch 2.
   */
  readonly rmssd_start_avg?: number | null;
  /**
   * Heart rate variability (RMSSD) at the end of the night (ms). Needs the plan Advanced Biomarkers; a device:
   * Sleep, Sleep Analyzer or ScanWatch 2.
   */
  readonly rmssd_end_avg?: number | null;
  /**
   * How much the person moved in bed (0 to 255). Needs the plan Advanced Biomarkers; a device: Sleep Analyzer or
   * Sleep Rx.
   */
  readonly mvt_score_avg?: number | null;
  /** Time of moving (s). Needs the plan Advanced Biomarkers; a device: Sleep Analyzer or Sleep Rx. */
  readonly mvt_active_duration?: number | null;
  /** Lowest core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_min?: number | null;
  /** Highest core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_max?: number | null;
  /** Average core temperature of the body (°C). Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_avg?: number | null;
  /** How the core temperature was. Needs the plan Advanced Biomarkers; a device: ScanWatch 2. */
  readonly core_body_temperature_status?: string | null;
  /**
   * How disturbed the breathing was, by an index; the scale is not documented (index). Needs the plan Advanced
   * Biomarkers; a device: Sleep or Sleep Analyzer.
   */
  readonly breathing_disturbances_intensity?: number | null;
  /**
   * How disturbed the breathing was, by another index; the scale is not documented (index). Needs the plan Advanced
   * Biomarkers; a device: Sleep.
   */
  readonly breathing_quality_assessment?: number | null;
  /**
   * Apneas and hypopneas (events/h). Needs the plan Advanced Biomarkers; a device: Sleep Analyzer; one that was
   * bought in Europe or Australia; the detection of sleep apnea switched on.
   */
  readonly apnea_hypopnea_index?: number | null;
  /**
   * Breathing events: up to 15 none or mild, up to 30 moderate, above severe (events/h). Needs the plan Advanced
   * Biomarkers; a device: Sleep Rx; five hours of sleep.
   */
  readonly withings_index?: number | null;
  /** Time of snoring (s). Needs the plan Advanced Biomarkers; a device: Sleep, Sleep Analyzer or Sleep Rx. */
  readonly snoring?: number | null;
  /**
   * Times of snoring for a minute or longer. Needs the plan Advanced Biomarkers; a device: Sleep, Sleep Analyzer or
   * Sleep Rx.
   */
  readonly snoringepisodecount?: number | null;
  /** Time of breathing sounds (s). Needs the plan Advanced Biomarkers; a device: Sleep Rx. */
  readonly breathing_sounds?: number | null;
  /** Times of breathing sounds for a minute or longer. Needs the plan Advanced Biomarkers; a device: Sleep Rx. */
  readonly breathing_sounds_episode_count?: number | null;
  /** Average respiration rate (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly rr_average?: number | null;
  /** Lowest respiration rate (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly rr_min?: number | null;
  /** Highest respiration rate (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly rr_max?: number | null;
  /** Average respiration rate (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate_wellness_average?: number | null;
  /** Lowest respiration rate (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate_wellness_min?: number | null;
  /** Highest respiration rate (breaths/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate_wellness_max?: number | null;
  /** Average of the chest's movements (events/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate_average?: number | null;
  /** Fewest movements of the chest (events/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate_min?: number | null;
  /** Most movements of the chest (events/min). Needs the plan Advanced Biomarkers. */
  readonly chest_movement_rate_max?: number | null;
}
