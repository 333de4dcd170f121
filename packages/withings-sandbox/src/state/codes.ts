import type { SandboxClock } from "../clock.js";
import type { RandomSource } from "../random.js";
import { createExpiringMap } from "./expiring-map.js";

/** What a code stands for. */
export interface NewCode {
  readonly clientId: string;
  readonly personId: number;
  readonly scopes: readonly string[];
  /** Absent on codes that a partner recovered: no browser was redirected. */
  readonly redirectUri?: string;
  /** Default 30 seconds, Withings' lifetime for codes that a browser brings. */
  readonly lifetimeMs?: number;
}

/** An authorization code and what it stands for. */
export type Code = Omit<NewCode, "lifetimeMs">;

/** Authorization codes: valid for a short time, once. */
export interface Codes {
  /** A new code, as it is sent to the browser. */
  issue(code: NewCode): string;
  /** What the code stands for, if it is valid for this application. It is used up by being asked for. */
  redeem(code: string, clientId: string): Code | undefined;
  /** How many are held. */
  readonly size: number;
  clear(): void;
}

const browserCodeMs = 30_000;

/** {@link Codes} that live by the clock. */
export function createCodes(clock: SandboxClock, random: RandomSource): Codes {
  const codes = createExpiringMap<Code>(clock.nowMs);
  return {
    issue: ({ lifetimeMs = browserCodeMs, ...code }) => {
      const value = random.hex(40);
      codes.set(value, code, clock.nowMs() + lifetimeMs);
      return value;
    },
    redeem: (value, clientId) => {
      const code = codes.get(value);
      // Another application must not be able to spend it.
      if (code?.clientId !== clientId) return undefined;
      codes.delete(value);
      return code;
    },
    get size() {
      return codes.size;
    },
    clear: codes.clear,
  };
}
