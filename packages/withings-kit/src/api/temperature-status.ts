import { textOrNull } from "./row.js";

/** How the core temperature of the body was. */
export interface CoreBodyTemperatureStatus {
  /** `"unknown"` also for a number, in which workouts have it: what the numbers mean is not documented. */
  readonly name: "usual" | "elevated" | "unknown";
  /** As Withings sent it. */
  readonly code: string;
}

/** Reads how a core temperature was; null where there is nothing. */
export function temperatureStatusOrNull(value: unknown, field: string): CoreBodyTemperatureStatus | null {
  const code = textOrNull(value, field);
  if (code === null) return null;
  return { name: code === "usual" || code === "elevated" ? code : "unknown", code };
}
