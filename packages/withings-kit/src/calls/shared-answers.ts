import { untilAborted } from "../http/until-aborted.js";

/** Answers that equal calls share. */
export interface SharedAnswers {
  /**
   * Makes a call, or shares the one that is under way or was answered a moment ago.
   *
   * @param key - what makes two calls equal.
   */
  readonly share: <T>(key: string, call: SharedCall<T>) => Promise<T>;
  /** Forgets answers, because something was written: whose keys begin so. */
  readonly forget: (keyPrefix: string) => void;
}

/** A call whose answer may be shared. */
export interface SharedCall<T> {
  /** Makes it. Its signal aborts when nobody waits any more. */
  readonly make: (signal: AbortSignal) => Promise<T>;
  /** Throws where what was answered a moment ago is not the caller's any more. */
  readonly check: (() => Promise<unknown>) | undefined;
  /** Ends this caller's wait. */
  readonly signal: AbortSignal | undefined;
}

interface Shared {
  readonly answer: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
  /** When it is too old; never while it is under way. */
  until: number;
  /** When it was answered, by the program's clock. */
  answeredAt: number;
}

// Withings refuses "the same arguments in less than 10 seconds". A little more, since it counts by its own clock.
const windowMs = 10_500;

/**
 * See {@link SharedAnswers}.
 *
 * @param clock - the program's. Where it is turned, as beside a sandbox whose clock is, what was answered before is of another time.
 */
export function createSharedAnswers(clock: () => number): SharedAnswers {
  const answers = new Map<string, Shared>();

  const begin = <T>(key: string, make: (signal: AbortSignal) => Promise<T>): Shared => {
    const controller = new AbortController();
    const answer = make(controller.signal);
    const shared: Shared = { answer, controller, waiting: 0, until: Infinity, answeredAt: 0 };
    const drop = (): void => {
      if (answers.get(key) === shared) answers.delete(key);
    };
    answers.set(key, shared);
    answer.then(() => {
      shared.until = performance.now() + windowMs;
      shared.answeredAt = clock();
      if (answers.get(key) !== shared) return;
      // To the end, so that what was answered stands in the order in which it gets too old.
      answers.delete(key);
      answers.set(key, shared);
    }, drop);
    // Who asks after everybody has left asks anew.
    controller.signal.addEventListener("abort", drop);
    return shared;
  };

  const dropOld = (): void => {
    const time = performance.now();
    for (const [key, { until }] of answers) {
      if (until === Infinity) continue;
      if (until > time) return;
      answers.delete(key);
    }
  };

  return {
    share: async <T>(key: string, { make, check, signal }: SharedCall<T>) => {
      dropOld();
      const known = answers.get(key);
      if (known !== undefined && known.until < Infinity) {
        await untilAborted(Promise.resolve(check?.()), signal);
        // Meanwhile somebody else may have found so, and asked already.
        const isOld = Math.abs(clock() - known.answeredAt) >= windowMs;
        if (isOld && answers.get(key) === known) answers.delete(key);
      }
      const shared = answers.get(key) ?? begin(key, make);
      shared.waiting++;
      try {
        return (await untilAborted(shared.answer, signal)) as T;
      } finally {
        shared.waiting--;
        if (shared.waiting === 0 && shared.until === Infinity) shared.controller.abort();
      }
    },
    forget: (keyPrefix) => {
      for (const key of answers.keys()) if (key.startsWith(keyPrefix)) answers.delete(key);
    },
  };
}
