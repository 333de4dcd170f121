import type { SandboxClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import { createExpiringMap } from "../state/expiring-map.js";
import type { Operation } from "withings-kit/contract";
import type { Answer } from "./answer.js";
import type { Parameters } from "./parameters.js";

/** Refuses what comes too often. */
export interface Limits {
  /** 601, when the application has sent too many requests in this minute. */
  rate(clientId: string): Answer | undefined;
  /** 601, when the same request was sent a moment ago. */
  duplicate(operation: Operation, parameters: Parameters, accessToken?: string): Answer | undefined;
  readonly clear: () => void;
}

const minuteMs = 60_000;

/** {@link Limits} that live by the clock, and by the options at each moment. */
export function createLimits(clock: SandboxClock, options: Behaviour): Limits {
  /** The times of the requests of the current minute, by application. */
  const requests = new Map<string, number[]>();
  const recent = createExpiringMap<number>(clock.nowMs);

  const isOver = (time: number | undefined, now: number): boolean =>
    // A clock that was set back must not lock everybody out until it is where it was.
    time !== undefined && (now - time >= minuteMs || time > now);
  const forgetOld = (times: number[], now: number): void => {
    if (options.rateLimitWindow === "sliding") while (isOver(times[0], now)) times.shift();
    else if (isOver(times[0], now)) times.length = 0;
  };

  return {
    rate: (clientId) => {
      const limit = options.rateLimitPerMinute;
      if (limit === "off") return undefined;
      const now = clock.nowMs();
      const times = requests.get(clientId) ?? [];
      requests.set(clientId, times);
      forgetOld(times, now);
      if (times.length < limit) {
        times.push(now);
        return undefined;
      }
      const waitMs = (times[0] ?? now) + minuteMs - now;
      return {
        status: 601,
        error: "Too many requests",
        ...(options.rateLimitWaitSeconds ? { body: { wait_seconds: Math.ceil(waitMs / 1000) } } : {}),
      };
    },

    duplicate: (operation, parameters, accessToken = "") => {
      if (!isFiltered(operation, options.duplicateFilter)) return undefined;
      const now = clock.nowMs();
      const key = `${operation.path}\n${accessToken}\n${JSON.stringify([...parameters].sort(byName))}`;
      const at = recent.get(key);
      if (at === undefined || at > now) {
        recent.set(key, now, now + options.duplicateWindowSeconds * 1000);
        return undefined;
      }
      const remaining = Math.ceil((at - now) / 1000 + options.duplicateWindowSeconds);
      const asked = options.duplicateWaitSeconds;
      return {
        status: 601,
        body: { wait_seconds: asked === "remaining" ? remaining : asked },
        error: `Same arguments in less than ${options.duplicateWindowSeconds} seconds`,
      };
    },

    clear: () => {
      requests.clear();
      recent.clear();
    },
  };
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);

function isFiltered(operation: Operation, filter: Behaviour["duplicateFilter"]): boolean {
  switch (filter) {
    case "off":
      return false;
    case "all":
      return true;
    case "tokens":
      return operation.authentication === "client";
    case "observed":
      return operation.authentication === "client" || operation.authentication === "bearer";
  }
}
