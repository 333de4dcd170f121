/** Reads `wait_seconds`: Withings sends 188 or "188". What is no number of seconds, or none that anybody would wait, is 0. */
export function secondsToWait(value: unknown): number {
  const [seconds = 0] =
    typeof value === "string" || typeof value === "number" ? (/^\d{1,6}$/.exec(String(value)) ?? []) : [];
  return Number(seconds);
}
