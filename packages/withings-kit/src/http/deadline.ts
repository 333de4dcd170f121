/** Why a task was given up: the caller aborted, or its time was over. */
export type GivenUp = "aborted" | "timed_out";

/** What {@link withDeadline} ends with when it gives a task up. */
export class GivenUpError extends Error {
  readonly why: GivenUp;

  constructor(why: GivenUp) {
    super(why);
    this.why = why;
  }
}

export interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/**
 * Runs a task until it ends, the caller aborts, or the time is over. The task is told through its signal, and is not waited for when it
 * does not listen.
 *
 * @throws {@link GivenUpError}
 */
export async function withDeadline<T>(limits: Limits, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let giveUp!: (why: GivenUp) => void;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (why) => {
      reject(new GivenUpError(why));
      controller.abort();
    };
  });
  const onAbort = (): void => {
    giveUp("aborted");
  };
  const timer = setTimeout(() => {
    giveUp("timed_out");
  }, limits.timeoutMs);
  limits.signal?.addEventListener("abort", onAbort);
  try {
    if (limits.signal?.aborted === true) onAbort();
    return await Promise.race([givenUp, task(controller.signal)]);
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", onAbort);
  }
}
