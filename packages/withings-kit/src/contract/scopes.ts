import type { KnownScope } from "../model/scope.js";

/** What a scope means to the person who is asked for it. */
export interface ScopeDescription {
  /** A heading of two to four words. */
  readonly title: string;
  /** What an application may read with it, in one sentence. */
  readonly gives: string;
  /** What its name suggests and it does not give, in one sentence. */
  readonly doesNotGive?: string;
}

/**
 * The documented scopes in plain words, in Withings' order.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-authorization-url/
 */
export const scopes: Readonly<Record<KnownScope, ScopeDescription>> = {
  "user.info": {
    title: "Devices and goals",
    gives:
      "The devices that are linked to the account, the goals that were set, and a message when the profile changes.",
    doesNotGive: "Name, e-mail address and birthday, unless the application has a contract with Withings.",
  },
  "user.metrics": {
    title: "Body measurements",
    gives:
      "Weight and body composition, blood pressure, temperature, heart and stethoscope recordings, the goals that were set, " +
      "and a message when there is a new one.",
    doesNotGive: "Steps, workouts and sleep.",
  },
  "user.activity": {
    title: "Activity and sleep",
    gives:
      "Steps and activity by day and within the day, workouts, nights of sleep with their details, and a message when there is a new one.",
    doesNotGive: "Weight, blood pressure and other measurements of the body.",
  },
  "user.sleepevents": {
    title: "In and out of bed",
    gives: "A message when somebody goes to bed or gets up, and when a sleep mat has finished inflating.",
    doesNotGive: "The sleep itself: that comes with activity.",
  },
};
