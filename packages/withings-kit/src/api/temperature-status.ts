import { textOrNull } from "./row.js";

/** How the core temperature of the body was. */
export interface CoreBodyTemperatureStatus {
  /** `"unknown"` also for a number: workouts have one by the documentation, which says the words and not what the numbers mean. */
  readonly name: "usual" | "elevated" | "unknown";
  /** As Withings sent it: a word of nights, a number of workouts. */
  readonly code: string | number;
}

/** Reads how a core temperature was; null where there is nothing. */
export function temperatureStatusOrNull(value: unknown, field: string): CoreBodyTemperatureStatus | null {
  const code = textOrNull(value, field);
  if (code === null) return null;
  return {
    name: code === "usual" || code === "elevated" ? code : "unknown",
    code: typeof value === "number" ? value : code,
  };
}
