/**
 * The states of a segment of sleep. 15, out of bed, needs a plan that Withings does not name.
 *
 * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-get
 */
const states = {
  0: "awake",
  1: "light",
  2: "deep",
  3: "rem",
  4: "manual",
  5: "unspecified",
  15: "outOfBed",
} as const;

/** The name of a state of sleep. `manual`: entered by hand; `unspecified`: asleep, in a phase that is not known. */
export type SleepStateName = (typeof states)[keyof typeof states];

/** The name of a state; `"unknown"` for a number that is not known yet. */
export function sleepStateName(code: number): SleepStateName | "unknown" {
  return (states as Readonly<Partial<Record<number, SleepStateName>>>)[code] ?? "unknown";
}

/**
 * What happens in a night.
 *
 * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-getsummary
 */
const events = {
  1: "gotInBed",
  2: "fellAsleep",
  3: "wokeUp",
  4: "gotOutOfBed",
  5: "manualAsleep",
  6: "manualAwake",
} as const;

/** The name of an event of a night. `manualAsleep` and `manualAwake`: where sleep and being awake begin, entered by hand. */
export type NightEventName = (typeof events)[keyof typeof events];

/** The name of an event; `"unknown"` for a number that is not known yet. */
export function nightEventName(code: number): NightEventName | "unknown" {
  return (events as Readonly<Partial<Record<number, NightEventName>>>)[code] ?? "unknown";
}

/**
 * What kind of device watched a night.
 *
 * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-getsummary
 */
const watchers = { 16: "tracker", 32: "sleepMonitor" } as const;

/** The name of a kind of device that watches nights. */
export type SleepWatcherName = (typeof watchers)[keyof typeof watchers];

/** The name of a kind; `"unknown"` for a number that is not known yet. */
export function sleepWatcherName(code: number): SleepWatcherName | "unknown" {
  return (watchers as Readonly<Partial<Record<number, SleepWatcherName>>>)[code] ?? "unknown";
}
