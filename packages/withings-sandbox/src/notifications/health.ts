import type { Behaviour } from "../options.js";
import type { Subscription } from "../state/index.js";

/** How a subscription has fared since its callback URL answered last. */
interface Failing {
  /** When the first cycle of tries failed, by the sandbox's clock. */
  readonly sinceMs: number;
  readonly cycles: number;
}

/** Which subscriptions fail, and for how long. */
export interface Health {
  readonly delivered: (subscription: Subscription) => void;
  /** @returns whether it is cancelled for that. */
  readonly failed: (subscription: Subscription, nowMs: number) => boolean;
}

const dayMs = 86_400_000;

/** {@link Health} by Withings' present rule, by its former one, or by none. */
export function createHealth(options: Pick<Behaviour, "failingSubscriptions">): Health {
  const failing = new WeakMap<Subscription, Failing>();
  return {
    delivered: (subscription) => {
      failing.delete(subscription);
    },
    failed: (subscription, nowMs) => {
      const { sinceMs = nowMs, cycles = 0 } = failing.get(subscription) ?? {};
      failing.set(subscription, { sinceMs, cycles: cycles + 1 });
      if (options.failingSubscriptions === "4-failures") return cycles + 1 >= 4;
      return options.failingSubscriptions === "20-days" && nowMs - sinceMs >= 20 * dayMs;
    },
  };
}
