/**
 * The scopes that Withings documents for public applications.
 *
 * - `user.info`: devices and goals
 * - `user.metrics`: weight and body composition, blood pressure, ECG, temperature, stethoscope
 * - `user.activity`: steps, workouts and, despite the name, sleep
 * - `user.sleepevents`: only the bed-in, bed-out and inflation notifications
 *
 * One Withings page says that `user.info` needs a contract; public applications have used it for years.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-authorization-url/
 */
export type KnownScope = "user.info" | "user.metrics" | "user.activity" | "user.sleepevents";

/** A scope: one of the documented ones, or any other string, since Withings adds scopes before it documents them. */
export type WithingsScope = KnownScope | (string & {});

/** The documented scopes, in Withings' order. */
export const knownScopes: readonly KnownScope[] = [
  "user.info",
  "user.metrics",
  "user.activity",
  "user.sleepevents",
];

/**
 * Splits Withings' comma-separated scope string. Spaces around the names and empty names are dropped, repeated names are kept once.
 */
export function splitScope(scope: string): string[] {
  return [...new Set(scope.split(/[\s,]+/).filter(Boolean))];
}
