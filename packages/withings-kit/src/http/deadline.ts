/** When something is given up. */
export interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Why something was given up: the caller aborted, or its time was over. */
export type GivenUp = "aborted" | "timed_out";

/**
 * Runs a task until it ends, the caller aborts, or the time is over; not at all where the caller has aborted already. The task is told
 * through its signal, also when it has ended, for what it left; when it does not listen, it is not waited for longer than `graceMs`.
 *
 * @param limits - also: `givenUp` makes the error to end with, or `undefined` to go on and be asked again after `graceMs`.
 */
export function withDeadline<T>(
  limits: Limits & { readonly graceMs?: number; readonly givenUp: (why: GivenUp) => Error | undefined },
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs, graceMs = 0, givenUp } = limits;
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    let failure: Error | undefined;
    const giveUp = (why: GivenUp): void => {
      failure ??= givenUp(why);
      clearTimeout(timer);
      timer = setTimeout(failure ? end : giveUp, graceMs, why);
      if (failure) controller.abort();
    };
    const onAbort = (): void => {
      giveUp("aborted");
    };
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      // With a reason of its own, and a true one, neither it nor Node's fetch makes an error, which takes longer than all the rest here.
      controller.abort(1);
      if (failure) reject(failure);
    };
    let timer = setTimeout(giveUp, timeoutMs, "timed_out");
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) {
      onAbort();
      end();
    }
    // Once it is given up, how the task ended does not matter.
    else task(controller.signal).finally(end).then(resolve, reject);
  });
}
