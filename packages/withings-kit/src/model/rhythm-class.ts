/**
 * What an ECG was found to show, in measures of the types 130 and, probably, 139. Lists of recordings have 0 to 2 only.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
 */
const classes = {
  0: "negative",
  1: "positive",
  2: "inconclusive",
  3: "noSignal",
  4: "other",
  5: "noise",
  6: "lowHeartRate",
  7: "highHeartRate",
  8: "inconclusiveUs",
  9: "negativeNormalHeartRate",
  10: "negativeHighHeartRate",
  11: "positiveNormalHeartRate",
  12: "positiveHighHeartRate",
  13: "noDiagnosis",
} as const;

/** The name of a class that this library knows. `positive`: signs of atrial fibrillation. */
export type RhythmClassName = (typeof classes)[keyof typeof classes];

/** The name of a class; `"unknown"` for a number that is not known yet. */
export function rhythmClassName(code: number): RhythmClassName | "unknown" {
  return (classes as Readonly<Partial<Record<number, RhythmClassName>>>)[code] ?? "unknown";
}
