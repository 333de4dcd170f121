/**
 * The categories of notifications by name: Withings' number, `appli`.
 *
 * @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-content
 */
export const notificationCodes = {
  /** Weight and body composition. */
  weight: 1,
  temperature: 2,
  /** Blood pressure, pulse and oxygen saturation. */
  bloodPressure: 4,
  /** Steps and workouts. */
  activity: 16,
  sleep: 44,
  /** The person changed, unlinked or deleted their account. */
  profile: 46,
  bedIn: 50,
  bedOut: 51,
  /** The sleep sensor is inflated. */
  bedReady: 52,
  /** A device was set up without an account. It belongs to an application, not to a person. */
  deviceSetUp: 53,
  ecg: 54,
  ecgFailed: 55,
  glucose: 58,
  survey: 60,
  stetho: 61,
  heartRateVariability: 62,
  urine: 63,
  /** As the next two, for partners with Live Sync: found by asking every ten minutes. */
  bedOccupied: 98,
  bedEmpty: 99,
  bedInOrOut: 100,
} as const;

/** The name of a category of notifications. */
export type NotificationName = keyof typeof notificationCodes;

/** The name of a category; `"unknown"` for a number that is not known yet. */
export function notificationName(code: number): NotificationName | "unknown" {
  for (const [name, known] of Object.entries(notificationCodes))
    if (known === code) return name as NotificationName;
  return "unknown";
}
