/** A notification, and what became of it. */
export interface Notification {
  readonly id: number;
  /** The application that it is for. */
  readonly clientID: string;
  /** Where it is posted to. */
  readonly callbackUrl: string;
  /** The fields of the form that is posted: all texts, as Withings sends them. */
  readonly fields: Readonly<Record<string, string>>;
  /** When what it tells of happened, by the sandbox's clock. */
  readonly happenedAt: Date;
  readonly state: NotificationState;
  /** Every time that it was posted, the first one first. */
  readonly tries: readonly NotificationTry[];
  /** When it is posted next, by the sandbox's clock; absent unless it waits. */
  readonly nextTryAt?: Date;
}

/**
 * How it stands with a notification.
 *
 * - `waiting`: it will be posted, or posted again.
 * - `delivered`: the callback URL answered with an HTTP status below 400.
 * - `lost`: every try failed, or far too many wait. Withings never sends it again either.
 * - `dropped`: its subscription ended before it got through.
 * - `unsent`: its callback URL is not on this machine, and the sandbox was given no `notifyFetch`.
 */
export type NotificationState = "waiting" | "delivered" | "lost" | "dropped" | "unsent";

/** One time that a notification was posted. */
export interface NotificationTry {
  /** By the sandbox's clock. */
  readonly at: Date;
  /** What the callback URL answered. */
  readonly httpStatus?: number;
  /** Why there is no answer. */
  readonly failure?: "timeout" | "no connection";
}

/** Something that an application can be notified of. What is left out, and belongs to its category, is made up. */
export interface NewNotification {
  /** Whom it is about; absent where it is about no person, in category 53. */
  readonly userid?: number;
  /** Withings' number of the category. */
  readonly appli: number;
  /** Unix seconds. */
  readonly startdate?: number;
  /** Unix seconds. */
  readonly enddate?: number;
  /** `YYYY-MM-DD`, or Unix seconds in categories about beds. */
  readonly date?: string;
  readonly deviceid?: string;
  /** What happened to a profile, in category 46: `update`, `unlink` or `delete`. */
  readonly action?: string;
}

/** The notifications of a sandbox. */
export interface Notifications {
  /** What was posted and what waits, the oldest first. The log keeps the last thousand that came to an end. */
  readonly list: () => readonly Notification[];
  /**
   * Notifies whoever subscribed to the category for this person, as if it had happened.
   *
   * @throws RangeError when there is no such category or person.
   */
  readonly announce: (what: NewNotification) => void;
  /**
   * Waits until nothing is under way and nothing is due. What waits for a later time of the sandbox's clock is not waited for: advance the
   * clock first.
   */
  readonly settled: () => Promise<void>;
  /** Forgets the log, and what waits. */
  readonly clear: () => void;
}
