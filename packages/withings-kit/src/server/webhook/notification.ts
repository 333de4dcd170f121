import { notificationName, type NotificationName } from "../../model/notification-name.js";

/**
 * That something happened, as Withings tells it. It never says what was measured: that is fetched, as with
 * `connection.measures.list({ modifiedSince })`.
 *
 * @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-content
 */
export interface WithingsNotification {
  /** What it is about. */
  readonly category: { readonly name: NotificationName | "unknown"; readonly code: number };
  /** Whose it is; `null` for a device that was set up without an account. */
  readonly userID: string | null;
  /** The period in which something was measured, changed or deleted; `null` where the category has none. */
  readonly since: Date | null;
  readonly until: Date | null;
  /** The day, as `YYYY-MM-DD`, of an activity. */
  readonly day: string | null;
  /** When it was, of what has a moment, as getting into bed. */
  readonly at: Date | null;
  readonly deviceId: string | null;
  /** What became of the person's account: `delete`, `unlink` or `update`, and whatever Withings adds. */
  readonly action: string | null;
  readonly receivedAt: Date;
  /** All of it, as it came. */
  readonly raw: Readonly<Record<string, string>>;
}

/** Reads a notification's form; `undefined` where it says not even what it is about. */
export function readNotification(text: string, receivedAt: Date): WithingsNotification | undefined {
  const form = new URLSearchParams(text);
  const code = form.get("appli") ?? "";
  if (!/^\d{1,9}$/.test(code)) return undefined;
  const textOf = (name: string): string | null => form.get(name) || null;
  const date = form.get("date") ?? "";
  return {
    category: { name: notificationName(Number(code)), code: Number(code) },
    userID: textOf("userid"),
    since: momentOf(form.get("startdate")),
    until: momentOf(form.get("enddate")),
    day: /^\d{4}-\d\d-\d\d$/.test(date) ? date : null,
    at: momentOf(date),
    deviceId: textOf("deviceid"),
    action: textOf("action"),
    receivedAt,
    // Entries are defined, not assigned, so that one named __proto__ is an entry like others.
    raw: Object.fromEntries(form),
  };
}

// Withings sends Unix seconds, as text.
function momentOf(text: string | null): Date | null {
  return text !== null && /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1000) : null;
}
