import { dayText } from "../data/calendar.js";
import { dayAt } from "../data/zones.js";
import type { Person } from "../state/index.js";
import type { NewNotification } from "./notification.js";

/** What a notification of a category says besides `userid` and `appli`. */
type Shape = "period" | "day" | "bed" | "action" | "device";

/** @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-content */
const shapes: ReadonlyMap<number, Shape> = new Map([
  [16, "day"],
  [46, "action"],
  ...[50, 51, 52, 98, 99, 100].map((appli) => [appli, "bed"] as const),
  // What these two say is not published.
  [53, "device"],
  [55, "bed"],
]);

/** What is needed to make up what was left out. */
export interface PayloadFacts {
  readonly person: Person | undefined;
  /** The sandbox's time. */
  readonly now: Date;
}

/** The form of a notification: every value a text. Nothing that was measured is ever in it. */
export function payload(
  { userid, appli, ...given }: NewNotification,
  facts: PayloadFacts,
): Readonly<Record<string, string>> {
  const said = { ...madeUp(shapes.get(appli) ?? "period", facts), ...defined(given) };
  const all = { ...(userid === undefined ? {} : { userid }), appli, ...said };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
}

function defined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function madeUp(shape: Shape, { person, now }: PayloadFacts): Omit<NewNotification, "userid" | "appli"> {
  const seconds = Math.floor(now.getTime() / 1000);
  switch (shape) {
    case "period":
      return { startdate: seconds, enddate: seconds + 1 };
    case "day":
      return { date: dayText(dayAt(person?.timezone ?? "UTC", seconds)) };
    case "action":
      return { action: "update" };
    case "bed":
      return { ...device(person), date: String(seconds) };
    case "device":
      return device(person);
  }
}

function device(person: Person | undefined): Pick<NewNotification, "deviceid"> {
  const found = person?.devices.find(({ type }) => type === "Sleep Monitor") ?? person?.devices[0];
  return found === undefined ? {} : { deviceid: found.deviceid };
}
