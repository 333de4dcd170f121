import { InvalidInput } from "./checks.js";

/** A length of time, as the sum of its parts. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/**
 * The sandbox's own time. It flows like the machine's and can be set, advanced and stopped; every lifetime, window and timestamp of the
 * sandbox follows it.
 */
export interface SandboxClock {
  /** What time it is in the sandbox. */
  now(): Date;
  /** The same in milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Sets the time. It flows on from there, or stands there if the clock is stopped. */
  set(time: Date): void;
  /**
   * Moves the time forward; back with a negative value.
   *
   * @param by milliseconds, or the parts of a duration
   */
  advance(by: number | Duration): void;
  /** Whether time passes by itself. */
  readonly flowing: boolean;
  /** Holds the time where it is: only `set` and `advance` move it. */
  readonly stop: () => void;
  /** Lets the time flow on from where it is. */
  readonly start: () => void;
  /** Back to the machine's time, flowing. */
  reset(): void;
}

const units: Readonly<Record<keyof Duration, number>> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
};

/** The names of the parts of a {@link Duration}. */
export const durationParts: readonly string[] = Object.keys(units);

/** A duration in milliseconds. */
function durationMs(by: number | Duration): number {
  if (typeof by === "number") return by;
  return (Object.keys(units) as (keyof Duration)[]).reduce(
    (sum, part) => sum + (by[part] ?? 0) * units[part],
    0,
  );
}

// Far from the last moment that a Date can hold: a clock that is set there flows on.
const end = Date.UTC(10_000, 0);

/** Whether the clock can be set to this time, in milliseconds since 1970. */
export function isTime(ms: number): boolean {
  return Math.abs(ms) < end;
}

/** A {@link SandboxClock} that tells when it no longer is where it would have been by itself. */
export interface WatchableClock extends SandboxClock {
  /** Calls the listener after it was set, advanced, stopped, started or reset. */
  readonly onMove: (listener: () => void) => void;
}

/** A {@link WatchableClock} that starts at the machine's time. */
export function createClock(machineMs: () => number = Date.now): WatchableClock {
  let offset = 0;
  let stoppedAt: number | undefined;
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const nowMs = (): number => stoppedAt ?? machineMs() + offset;
  const setMs = (time: number): void => {
    if (!isTime(time))
      throw new InvalidInput(
        "The clock cannot be set: the time is no valid date before the year 10000. Pass a Date, or a shorter duration.",
      );
    if (stoppedAt === undefined) offset = time - machineMs();
    else stoppedAt = time;
    tell();
  };

  return {
    now: () => new Date(nowMs()),
    nowMs,
    set: (time) => {
      setMs(time.getTime());
    },
    advance: (by) => {
      setMs(nowMs() + durationMs(by));
    },
    get flowing() {
      return stoppedAt === undefined;
    },
    stop: () => {
      stoppedAt = nowMs();
      tell();
    },
    start: () => {
      if (stoppedAt === undefined) return;
      offset = stoppedAt - machineMs();
      stoppedAt = undefined;
      tell();
    },
    reset: () => {
      offset = 0;
      stoppedAt = undefined;
      tell();
    },
    onMove: (listener) => {
      listeners.push(listener);
    },
  };
}
