import { hash } from "node:crypto";
import type { SandboxClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import { createExpiringMap } from "../state/expiring-map.js";
import type { Pair } from "../state/index.js";
import type { Operation } from "withings-kit/contract";
import type { Answer } from "./answer.js";
import type { Parameters } from "./parameters.js";

/** Refuses what comes too often. */
export interface Limits {
  /** 601, when the application has sent too many requests in this minute. */
  rate(clientId: string): Answer | undefined;
  /** 601, when the same request was sent a moment ago. */
  duplicate(request: RepeatableRequest): Answer | undefined;
  readonly clear: () => void;
}

/** What makes a request the same as another. */
export interface RepeatableRequest {
  readonly operation: Operation;
  readonly parameters: Parameters;
  /** Whose data call it is; absent where the parameters say who calls. */
  readonly pair?: Pair;
}

const minuteMs = 60_000;

/** {@link Limits} that live by the clock, and by the options at each moment. */
export function createLimits(clock: SandboxClock, options: Behaviour): Limits {
  /** The times of the requests of the current minute, by application. */
  const requests = new Map<string, number[]>();
  /** When applications sent too much, where that is held against them for longer. */
  const exceeded = new Map<string, number>();
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
      const banMs = options.rateLimitBanSeconds * 1000;
      const exceededAt = exceeded.get(clientId) ?? Infinity;
      const banned = exceededAt <= now && now < exceededAt + banMs;
      if (!banned && times.length < limit) {
        times.push(now);
        return undefined;
      }
      if (!banned) exceeded.set(clientId, now);
      const minuteOver = times.length < limit ? now : (times[0] ?? now) + minuteMs;
      const waitMs = Math.max(minuteOver, (banned ? exceededAt : now) + banMs) - now;
      return {
        status: 601,
        error: "Too many requests",
        ...(options.rateLimitWaitSeconds ? { body: { wait_seconds: Math.ceil(waitMs / 1000) } } : {}),
      };
    },

    duplicate: ({ operation, parameters, pair }) => {
      if (!isFiltered(operation, options.duplicateFilter)) return undefined;
      const now = clock.nowMs();
      // A digest: parameters can be long, and a hundred thousand requests may be remembered.
      const key = hash(
        "sha256",
        JSON.stringify([
          operation.path,
          caller(pair, options.duplicateCaller),
          [...parameters].filter(([name]) => name !== "access_token").sort(byName),
        ]),
      );
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
      exceeded.clear();
      recent.clear();
    },
  };
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);

function caller(pair: Pair | undefined, by: Behaviour["duplicateCaller"]): unknown {
  if (pair === undefined) return undefined;
  return by === "token" ? pair.accessToken : [pair.clientId, pair.personId];
}

function isFiltered(operation: Operation, filter: Behaviour["duplicateFilter"]): boolean {
  switch (filter) {
    case "off":
      return false;
    case "all":
      return true;
    case "tokens":
      return operation.authentication === "client";
    case "observed":
      return ["client", "bearer", "bearerOrSignature"].includes(operation.authentication);
  }
}
