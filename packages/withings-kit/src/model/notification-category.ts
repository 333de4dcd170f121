import type { WithingsScope } from "./scope.js";

/** A kind of event that Withings notifies applications of. */
export interface NotificationCategory {
  /** Withings' number for it: the parameter `appli` of a subscription and of a notification. */
  readonly appli: number;
  /** What happened, in a few words. */
  readonly name: string;
  /** The scope without which nothing is delivered; absent where the notification is about no person. */
  readonly scope?: WithingsScope;
  /** `contract`: only for partners who signed one. */
  readonly access: "public" | "contract";
}

/**
 * The categories, by number. Withings' page spells the scope of 16 and 44 `users.activity`, a slip. The scope of 60 is none of the public
 * ones, 53 belongs to an application rather than to a person, and 98 to 100 need a contract with Live Sync.
 *
 * @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-content
 */
export const notificationCategories: readonly NotificationCategory[] = [
  { appli: 1, name: "weight and body composition", scope: "user.metrics", access: "public" },
  { appli: 2, name: "temperature", scope: "user.metrics", access: "public" },
  { appli: 4, name: "blood pressure, pulse and oxygen saturation", scope: "user.metrics", access: "public" },
  { appli: 16, name: "activity and workouts", scope: "user.activity", access: "public" },
  { appli: 44, name: "sleep", scope: "user.activity", access: "public" },
  { appli: 46, name: "profile changed", scope: "user.info", access: "public" },
  { appli: 50, name: "into bed", scope: "user.sleepevents", access: "public" },
  { appli: 51, name: "out of bed", scope: "user.sleepevents", access: "public" },
  { appli: 52, name: "sleep sensor inflated", scope: "user.sleepevents", access: "public" },
  { appli: 53, name: "device set up without an account", access: "public" },
  { appli: 54, name: "ECG recorded", scope: "user.metrics", access: "public" },
  { appli: 55, name: "ECG failed", scope: "user.metrics", access: "public" },
  { appli: 58, name: "glucose", scope: "user.metrics", access: "public" },
  { appli: 60, name: "survey answered", scope: "user.data", access: "public" },
  { appli: 61, name: "stethoscope", scope: "user.metrics", access: "public" },
  { appli: 62, name: "heart rate variability", scope: "user.metrics", access: "public" },
  { appli: 63, name: "urine biomarkers", scope: "user.metrics", access: "public" },
  { appli: 98, name: "bed occupied, by polling", scope: "user.sleepevents", access: "contract" },
  { appli: 99, name: "bed empty, by polling", scope: "user.sleepevents", access: "contract" },
  { appli: 100, name: "into or out of bed, by polling", scope: "user.sleepevents", access: "contract" },
];
