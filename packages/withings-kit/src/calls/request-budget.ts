import { WithingsApiError, WithingsConfigurationError } from "../errors.js";
import { aborted } from "../http/call.js";

/**
 * How many requests an application may send. Withings counts all of them together, whichever person, process or machine they come from;
 * so a budget can be shared: whoever has one for many machines gives it to `createWithings`.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/plans/
 */
export interface RequestBudget {
  /**
   * Waits until a request may be sent. People take turns, so that one with a thousand requests does not keep the others waiting.
   *
   * @throws {@link WithingsApiError} `budget_exhausted` when it takes longer than `maxWaitMs`.
   */
  take(request: BudgetRequest): Promise<BudgetPlace>;

  /** Lets nobody of an application send for a while, because Withings said so. */
  pause(application: string, ms: number): Promise<void>;
}

/** Who wants to send a request. */
export interface BudgetRequest {
  /** The client id. */
  readonly application: string;
  /** The person whose turn it is; empty for requests of the application itself. */
  readonly person: string;
  /** Milliseconds that it may wait. */
  readonly maxWaitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A request that may be sent now. */
export interface BudgetPlace {
  /** Tells that it was answered, or given up. Only then does its minute begin: Withings has counted it by now. */
  leave(): void;
}

/** Options of {@link requestBudget}. */
export interface RequestBudgetOptions {
  /** Requests in any 60 seconds. @defaultValue 120, Withings' free plan */
  readonly perMinute?: number | undefined;
}

interface Waiting {
  readonly person: string;
  readonly admit: () => void;
}

interface Counted {
  /** Places that are taken: not answered yet. */
  open: number;
  /** When each answered request leaves the minute, in their order. */
  readonly until: number[];
  readonly queue: Waiting[];
  /** People, the one whose turn was longest ago first. */
  readonly turns: Map<string, number>;
  pausedUntil: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const minuteMs = 60_000;
// A timer takes 31 bits; one that is set for longer goes off at once.
const longestMs = 2 ** 31 - 1;
const now = (): number => performance.now();

/**
 * The budget of one process. Withings does not say whether its minute slides or begins with the first request: this keeps to both, since
 * no 60 seconds ever hold more than the allowed.
 *
 * @throws {@link WithingsConfigurationError} when `perMinute` is no number from 1.
 */
export function requestBudget({ perMinute = 120 }: RequestBudgetOptions = {}): RequestBudget {
  // With what is no number, nothing would ever be too much.
  if (!(perMinute >= 1))
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "The option perMinute cannot be used. Give the requests that your plan allows in a minute, from 1.",
      { option: "perMinute" },
    );
  const applications = new Map<string, Counted>();
  let turn = 0;

  const countedOf = (application: string): Counted => {
    let counted = applications.get(application);
    if (!counted) {
      counted = { open: 0, until: [], queue: [], turns: new Map(), pausedUntil: 0, timer: undefined };
      applications.set(application, counted);
    }
    return counted;
  };

  /** Milliseconds until the next request may be sent; infinite while it depends on answers. */
  const waitMs = (counted: Counted): number => {
    const time = now();
    while ((counted.until[0] ?? Infinity) <= time) counted.until.shift();
    const full = counted.open + counted.until.length >= perMinute;
    const free = full ? (counted.until[0] ?? Infinity) : time;
    return Math.max(free, counted.pausedUntil) - time;
  };

  const admit = (counted: Counted): void => {
    clearTimeout(counted.timer);
    counted.timer = undefined;
    for (;;) {
      if (counted.queue.length === 0) {
        counted.turns.clear();
        return;
      }
      const ms = waitMs(counted);
      if (ms > 0) {
        // Timers round down, and one that goes off too early finds nothing.
        if (ms < Infinity) counted.timer = setTimeout(admit, Math.min(Math.ceil(ms) + 1, longestMs), counted);
        return;
      }
      const next = nextInTurn(counted);
      counted.queue.splice(counted.queue.indexOf(next), 1);
      counted.turns.set(next.person, ++turn);
      counted.open++;
      next.admit();
    }
  };

  return {
    take: ({ application, person, maxWaitMs, signal }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(aborted(signal));
          return;
        }
        const counted = countedOf(application);
        const place = (): BudgetPlace => {
          let left = false;
          return {
            leave: () => {
              if (left) return;
              left = true;
              counted.open--;
              counted.until.push(now() + minuteMs);
              admit(counted);
            },
          };
        };
        if (counted.queue.length === 0 && waitMs(counted) <= 0) {
          counted.open++;
          resolve(place());
          return;
        }
        const drop = (error: Error): void => {
          counted.queue.splice(counted.queue.indexOf(waiting), 1);
          settle();
          reject(error);
          admit(counted);
        };
        const onAbort = (): void => {
          if (signal) drop(aborted(signal));
        };
        const patience = setTimeout(
          () => {
            drop(exhausted(waitMs(counted), perMinute));
          },
          Math.min(maxWaitMs, longestMs),
        );
        const settle = (): void => {
          clearTimeout(patience);
          signal?.removeEventListener("abort", onAbort);
        };
        const waiting: Waiting = {
          person,
          admit: () => {
            settle();
            resolve(place());
          },
        };
        signal?.addEventListener("abort", onAbort);
        counted.queue.push(waiting);
        admit(counted);
      }),

    pause: (application, ms) => {
      const counted = countedOf(application);
      counted.pausedUntil = Math.max(counted.pausedUntil, now() + ms);
      admit(counted);
      return Promise.resolve();
    },
  };
}

/** Of those who wait, the one whose person's turn was longest ago. */
function nextInTurn({ queue, turns }: Counted): Waiting {
  return queue.reduce((first, other) =>
    (turns.get(other.person) ?? 0) < (turns.get(first.person) ?? 0) ? other : first,
  );
}

function exhausted(waitMs: number, perMinute: number): WithingsApiError {
  const waitSeconds = Number.isFinite(waitMs) ? Math.max(1, Math.ceil(waitMs / 1000)) : 60;
  return new WithingsApiError(
    "budget_exhausted",
    `The request was not sent: the ${perMinute} requests a minute that this application may send are spent, and others wait too. Try again in ${waitSeconds} seconds, or let it wait longer with maxWaitMs.`,
    { waitSeconds },
  );
}
