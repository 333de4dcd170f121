// Printed from contract/ by `npm run contract`: change it there.
import type { FieldNeeds } from "./field-needs.js";

/** Without what fields of an answer stay away, by operation. */
export const needs: Readonly<Record<string, readonly FieldNeeds[]>> = {
  "user v2 getdevice": [{ fields: "mac_address fw network last_used_network", plan: "contract" }],
  "measure v2 getactivity": [
    {
      fields: "hr_average hr_min hr_max hr_zone_0 hr_zone_1 hr_zone_2 hr_zone_3",
      devices: ["Steel HR", "Pulse HR", "ScanWatch Light", "ScanWatch", "ScanWatch 2"],
    },
  ],
  "measure v2 getintradayactivity": [
    {
      fields: "heart_rate",
      devices: ["Steel HR", "Pulse HR", "ScanWatch Light", "ScanWatch", "ScanWatch 2"],
    },
    { fields: "spo2_auto", plan: "Advanced Biomarkers", devices: ["ScanWatch", "ScanWatch 2"] },
    {
      fields: "rmssd sdnn1 hrv_quality core_body_temperature rr",
      plan: "Advanced Biomarkers",
      devices: ["ScanWatch 2"],
    },
    { fields: "chest_movement_rate", plan: "Advanced Biomarkers" },
  ],
  "measure v2 getworkouts": [
    { fields: "spo2_average", plan: "Advanced Biomarkers", devices: ["ScanWatch", "ScanWatch 2"] },
    {
      fields:
        "core_body_temperature_avg core_body_temperature_min core_body_temperature_max core_body_temperature_status",
      plan: "Advanced Biomarkers",
      devices: ["ScanWatch 2"],
    },
  ],
  "heart v2 get": [
    {
      fields: "signal",
      plan: "Advanced Biomarkers",
      devices: ["BPM Core", "BeamO", "Move ECG", "ScanWatch", "ScanWatch 2"],
    },
  ],
  "heart v2 list": [
    { fields: "ecg.afib", plan: "Advanced Biomarkers" },
    { fields: "bloodpressure stetho", devices: ["BPM Core"] },
  ],
  "sleep v2 get": [
    { fields: "hr rr chest_movement_rate", plan: "Advanced Biomarkers" },
    { fields: "snoring", plan: "Advanced Biomarkers", devices: ["Sleep", "Sleep Analyzer", "Sleep Rx"] },
    {
      fields: "sdnn_1 rmssd hrv_quality",
      plan: "Advanced Biomarkers",
      devices: ["Sleep", "Sleep Analyzer", "ScanWatch 2"],
    },
    { fields: "mvt_score", plan: "Advanced Biomarkers", devices: ["Sleep Analyzer", "Sleep Rx"] },
    {
      fields: "withings_index",
      plan: "Advanced Biomarkers",
      devices: ["Sleep Rx"],
      also: "five hours of sleep",
    },
    { fields: "breathing_sounds", plan: "Advanced Biomarkers", devices: ["Sleep Rx"] },
  ],
  "sleep v2 getsummary": [
    {
      fields: "sleep_score snoring snoringepisodecount",
      plan: "Advanced Biomarkers",
      devices: ["Sleep", "Sleep Analyzer", "Sleep Rx"],
    },
    {
      fields:
        "hr_average hr_min hr_max rr_average rr_min rr_max chest_movement_rate_wellness_average chest_movement_rate_wellness_min chest_movement_rate_wellness_max chest_movement_rate_average chest_movement_rate_min chest_movement_rate_max",
      plan: "Advanced Biomarkers",
    },
    {
      fields: "rmssd_start_avg rmssd_end_avg",
      plan: "Advanced Biomarkers",
      devices: ["Sleep", "Sleep Analyzer", "ScanWatch 2"],
    },
    {
      fields: "mvt_score_avg mvt_active_duration",
      plan: "Advanced Biomarkers",
      devices: ["Sleep Analyzer", "Sleep Rx"],
    },
    {
      fields:
        "core_body_temperature_min core_body_temperature_max core_body_temperature_avg core_body_temperature_status",
      plan: "Advanced Biomarkers",
      devices: ["ScanWatch 2"],
    },
    {
      fields: "breathing_disturbances_intensity",
      plan: "Advanced Biomarkers",
      devices: ["Sleep", "Sleep Analyzer"],
    },
    { fields: "breathing_quality_assessment", plan: "Advanced Biomarkers", devices: ["Sleep"] },
    {
      fields: "apnea_hypopnea_index",
      plan: "Advanced Biomarkers",
      devices: ["Sleep Analyzer"],
      region: "Europe or Australia",
      also: "the detection of sleep apnea switched on",
    },
    {
      fields: "withings_index",
      plan: "Advanced Biomarkers",
      devices: ["Sleep Rx"],
      also: "five hours of sleep",
    },
    {
      fields: "breathing_sounds breathing_sounds_episode_count",
      plan: "Advanced Biomarkers",
      devices: ["Sleep Rx"],
    },
  ],
  "stetho v2 get": [{ fields: "signal", plan: "Advanced Biomarkers", devices: ["BeamO", "BPM Core"] }],
};

/** The numbers of devices in `model_id`, by the names that {@link needs} has. */
export const deviceModels: Readonly<Record<string, readonly number[]>> = {
  "BPM Core": [44],
  BeamO: [71],
  "Move ECG": [91, 92],
  "Pulse HR": [58],
  ScanWatch: [93],
  "ScanWatch 2": [94],
  "ScanWatch Light": [95],
  Sleep: [63],
  "Sleep Analyzer": [63],
  "Sleep Rx": [63],
  "Steel HR": [55, 59],
};
