import type { NightEventName } from "../model/sleep.js";
import type { NightData } from "../wire/sleep-summary.js";
import type { ReadField } from "./fields.js";
import type { Row, Unchecked } from "./row.js";
import type { CoreBodyTemperatureStatus } from "./temperature-status.js";

/** Something that happened in a night. */
export interface NightEvent {
  readonly at: Date;
  readonly type: { readonly name: NightEventName | "unknown"; readonly code: number };
}

/** What is found out of a night; null where Withings has no such value. */
export interface NightValues {
  readonly inBedSeconds: number | null;
  /** Light, deep and REM sleep together. */
  readonly totalSleepSeconds: number | null;
  readonly lightSleepSeconds: number | null;
  readonly remSleepSeconds: number | null;
  readonly deepSleepSeconds: number | null;
  /** Time asleep by time in bed, from 0 to 1. */
  readonly efficiencyRatio: number | null;
  /** Time in bed before falling asleep. */
  readonly sleepLatencySeconds: number | null;
  /** Time in bed after waking up. */
  readonly wakeUpLatencySeconds: number | null;
  readonly awakeSeconds: number | null;
  /** Times of waking up, leaving the bed not counted. */
  readonly wakeUpCount: number | null;
  /** Time awake after having fallen asleep (WASO). */
  readonly wakeAfterSleepOnsetSeconds: number | null;
  readonly remEpisodeCount: number | null;
  /** @deprecated Withings says so: see `sleepLatencySeconds`. */
  readonly timeToSleepSeconds: number | null;
  /** @deprecated Withings says so: see `wakeUpLatencySeconds`. */
  readonly timeToWakeUpSeconds: number | null;
  readonly outOfBedCount: number | null;
  /** Time asleep of a night from another application, which knows no phases. */
  readonly asleepSeconds: number | null;
  /** Withings' score of the night, from 0 to 100. */
  readonly score: number | null;
  /** What happened, in the order of time; null where it was not sent. */
  readonly events: readonly NightEvent[] | null;
  readonly averageHeartRateBpm: number | null;
  readonly minHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  /** Heart rate variability (RMSSD) at the beginning of the night. */
  readonly startRmssdMs: number | null;
  /** Heart rate variability (RMSSD) at the end of the night. */
  readonly endRmssdMs: number | null;
  /** How much the person moved in bed, from 0 to 255. */
  readonly averageMovementScore: number | null;
  readonly movingSeconds: number | null;
  readonly minCoreBodyTemperatureCelsius: number | null;
  readonly maxCoreBodyTemperatureCelsius: number | null;
  readonly averageCoreBodyTemperatureCelsius: number | null;
  readonly coreBodyTemperatureStatus: CoreBodyTemperatureStatus | null;
  /** How disturbed the breathing was, by an index of Withings'. */
  readonly breathingDisturbancesIntensity: number | null;
  /** How disturbed the breathing was, by another index of Withings'. */
  readonly breathingQualityAssessment: number | null;
  /** Apneas and hypopneas (AHI). */
  readonly apneaHypopneaIndexPerHour: number | null;
  /** Breathing events: up to 15 none or mild, up to 30 moderate, above severe. */
  readonly withingsIndexPerHour: number | null;
  readonly snoringSeconds: number | null;
  /** Times of snoring for a minute or longer. */
  readonly snoringEpisodeCount: number | null;
  readonly breathingSoundsSeconds: number | null;
  /** Times of breathing sounds for a minute or longer. */
  readonly breathingSoundsEpisodeCount: number | null;
  readonly averageRespirationRatePerMinute: number | null;
  readonly minRespirationRatePerMinute: number | null;
  readonly maxRespirationRatePerMinute: number | null;
  /** Breaths, found by the chest's movements. */
  readonly averageChestMovementWellnessRatePerMinute: number | null;
  readonly minChestMovementWellnessRatePerMinute: number | null;
  readonly maxChestMovementWellnessRatePerMinute: number | null;
  readonly averageChestMovementRatePerMinute: number | null;
  readonly minChestMovementRatePerMinute: number | null;
  readonly maxChestMovementRatePerMinute: number | null;
}

/** The name of a value of a night. */
export type NightField = keyof NightValues;

/** What reads the values of a night. */
export interface NightReaders {
  readonly number: ReadField;
  readonly status: ReadField;
  readonly events: ReadField;
}

/** What a night has besides its values. */
type NightFact =
  | "id"
  | "startedAt"
  | "endedAt"
  | "timeZone"
  | "localDay"
  | "createdAt"
  | "modifiedAt"
  | "completed"
  | "watchedBy"
  | "device";

/**
 * The values of a night, each read from where Withings has it, after what else is known of it. A night is made at once: what is put together
 * from parts takes several times as long.
 */
export function nightValues(
  {
    facts,
    data,
  }: { readonly facts: { readonly [Fact in NightFact]?: unknown }; readonly data: Unchecked<NightData> },
  { number, status, events }: NightReaders,
): { readonly [Name in NightFact | NightField]: unknown } {
  // What is not to be used any more still comes.
  const { durationtosleep, durationtowakeup } = data as Row;
  return {
    id: facts.id,
    startedAt: facts.startedAt,
    endedAt: facts.endedAt,
    timeZone: facts.timeZone,
    localDay: facts.localDay,
    createdAt: facts.createdAt,
    modifiedAt: facts.modifiedAt,
    completed: facts.completed,
    watchedBy: facts.watchedBy,
    device: facts.device,
    inBedSeconds: number(data.total_timeinbed, "total_timeinbed"),
    totalSleepSeconds: number(data.total_sleep_time, "total_sleep_time"),
    lightSleepSeconds: number(data.lightsleepduration, "lightsleepduration"),
    remSleepSeconds: number(data.remsleepduration, "remsleepduration"),
    deepSleepSeconds: number(data.deepsleepduration, "deepsleepduration"),
    efficiencyRatio: number(data.sleep_efficiency, "sleep_efficiency"),
    sleepLatencySeconds: number(data.sleep_latency, "sleep_latency"),
    wakeUpLatencySeconds: number(data.wakeup_latency, "wakeup_latency"),
    awakeSeconds: number(data.wakeupduration, "wakeupduration"),
    wakeUpCount: number(data.wakeupcount, "wakeupcount"),
    wakeAfterSleepOnsetSeconds: number(data.waso, "waso"),
    remEpisodeCount: number(data.nb_rem_episodes, "nb_rem_episodes"),
    timeToSleepSeconds: number(durationtosleep, "durationtosleep"),
    timeToWakeUpSeconds: number(durationtowakeup, "durationtowakeup"),
    outOfBedCount: number(data.out_of_bed_count, "out_of_bed_count"),
    asleepSeconds: number(data.asleepduration, "asleepduration"),
    score: number(data.sleep_score, "sleep_score"),
    events: events(data.night_events, "night_events"),
    averageHeartRateBpm: number(data.hr_average, "hr_average"),
    minHeartRateBpm: number(data.hr_min, "hr_min"),
    maxHeartRateBpm: number(data.hr_max, "hr_max"),
    startRmssdMs: number(data.rmssd_start_avg, "rmssd_start_avg"),
    endRmssdMs: number(data.rmssd_end_avg, "rmssd_end_avg"),
    averageMovementScore: number(data.mvt_score_avg, "mvt_score_avg"),
    movingSeconds: number(data.mvt_active_duration, "mvt_active_duration"),
    minCoreBodyTemperatureCelsius: number(data.core_body_temperature_min, "core_body_temperature_min"),
    maxCoreBodyTemperatureCelsius: number(data.core_body_temperature_max, "core_body_temperature_max"),
    averageCoreBodyTemperatureCelsius: number(data.core_body_temperature_avg, "core_body_temperature_avg"),
    coreBodyTemperatureStatus: status(data.core_body_temperature_status, "core_body_temperature_status"),
    breathingDisturbancesIntensity: number(
      data.breathing_disturbances_intensity,
      "breathing_disturbances_intensity",
    ),
    breathingQualityAssessment: number(data.breathing_quality_assessment, "breathing_quality_assessment"),
    apneaHypopneaIndexPerHour: number(data.apnea_hypopnea_index, "apnea_hypopnea_index"),
    withingsIndexPerHour: number(data.withings_index, "withings_index"),
    snoringSeconds: number(data.snoring, "snoring"),
    snoringEpisodeCount: number(data.snoringepisodecount, "snoringepisodecount"),
    breathingSoundsSeconds: number(data.breathing_sounds, "breathing_sounds"),
    breathingSoundsEpisodeCount: number(
      data.breathing_sounds_episode_count,
      "breathing_sounds_episode_count",
    ),
    averageRespirationRatePerMinute: number(data.rr_average, "rr_average"),
    minRespirationRatePerMinute: number(data.rr_min, "rr_min"),
    maxRespirationRatePerMinute: number(data.rr_max, "rr_max"),
    averageChestMovementWellnessRatePerMinute: number(
      data.chest_movement_rate_wellness_average,
      "chest_movement_rate_wellness_average",
    ),
    minChestMovementWellnessRatePerMinute: number(
      data.chest_movement_rate_wellness_min,
      "chest_movement_rate_wellness_min",
    ),
    maxChestMovementWellnessRatePerMinute: number(
      data.chest_movement_rate_wellness_max,
      "chest_movement_rate_wellness_max",
    ),
    averageChestMovementRatePerMinute: number(
      data.chest_movement_rate_average,
      "chest_movement_rate_average",
    ),
    minChestMovementRatePerMinute: number(data.chest_movement_rate_min, "chest_movement_rate_min"),
    maxChestMovementRatePerMinute: number(data.chest_movement_rate_max, "chest_movement_rate_max"),
  };
}
