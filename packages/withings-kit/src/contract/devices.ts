/** The name of a family of devices. */
export type DeviceFamily =
  | "BPM Core"
  | "BeamO"
  | "Move ECG"
  | "Pulse HR"
  | "ScanWatch"
  | "ScanWatch 2"
  | "ScanWatch Light"
  | "Sleep"
  | "Sleep Analyzer"
  | "Sleep Rx"
  | "Steel HR";

/**
 * The families of devices that data are said to need, with their numbers in `model_id`. The three mats for the bed report the same
 * number: they differ in what they are cleared for, and in where they are sold (Sleep and Sleep Rx in the USA, Sleep Analyzer in the EU,
 * the United Kingdom and Australia).
 *
 * @see https://developer.withings.com/developer-guide/v3/data-api/all-available-health-data/
 */
export const deviceFamilies: Readonly<Record<DeviceFamily, readonly number[]>> = {
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
