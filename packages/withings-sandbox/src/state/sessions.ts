import type { SandboxClock } from "../clock.js";
import type { RandomSource } from "../random.js";
import { createExpiringMap } from "./expiring-map.js";

/** A browser on the account pages. */
export interface Session {
  /** What the cookie carries. */
  readonly id: string;
  /** The e-mail address of the login; absent before there is one. */
  readonly email?: string;
  /** Proves that a form came from one of our pages. */
  readonly formToken: string;
}

/** The browsers. */
export interface Sessions {
  /** A session with an id of its own: one that was known before a log-in is not taken over by it. */
  start(email?: string): Session;
  get(id: string): Session | undefined;
  end(id: string): void;
  /** How many are held. */
  readonly size: number;
  clear(): void;
}

const sessionMs = 24 * 60 * 60_000;

/** {@link Sessions} that last a day by the clock. */
export function createSessions(clock: SandboxClock, random: RandomSource): Sessions {
  const sessions = createExpiringMap<Session>(clock.nowMs);
  return {
    start: (email) => {
      const session: Session = {
        id: random.hex(40),
        formToken: random.hex(40),
        ...(email === undefined ? {} : { email }),
      };
      sessions.set(session.id, session, clock.nowMs() + sessionMs);
      return session;
    },
    get: sessions.get,
    end: sessions.delete,
    get size() {
      return sessions.size;
    },
    clear: sessions.clear,
  };
}
