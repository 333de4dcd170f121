import type { SandboxClock } from "../clock.js";
import type { RandomSource } from "../random.js";
import { createExpiringMap } from "./expiring-map.js";

/** Nonces: valid 30 minutes, once, for the application that asked. */
export interface Nonces {
  issue(clientId: string): string;
  isValid(nonce: string, clientId: string): boolean;
  use(nonce: string): void;
  /** How many are held. */
  readonly size: number;
  clear(): void;
}

const nonceMs = 30 * 60_000;

/** {@link Nonces} that live by the clock. */
export function createNonces(clock: SandboxClock, random: RandomSource): Nonces {
  const nonces = createExpiringMap<string>(clock.nowMs);
  return {
    issue: (clientId) => {
      const nonce = random.hex(40);
      nonces.set(nonce, clientId, clock.nowMs() + nonceMs);
      return nonce;
    },
    isValid: (nonce, clientId) => nonces.get(nonce) === clientId,
    use: nonces.delete,
    get size() {
      return nonces.size;
    },
    clear: nonces.clear,
  };
}
