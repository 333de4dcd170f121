/** A signal of something that may end before its calls do. */
export interface Ending {
  /** Aborts when it has ended, or when its caller aborts. */
  readonly signal: AbortSignal;
  /** Ends it: what is still on its way is of no use any more. */
  readonly end: () => void;
}

/** Makes the signal of something that a caller may abort. */
export function endingWith(caller: AbortSignal | undefined): Ending {
  const ending = new AbortController();
  const abort = (): void => {
    // With a reason, also when nobody gave one, it is spared the making of an error.
    ending.abort(caller?.reason ?? 1);
  };
  caller?.addEventListener("abort", abort);
  if (caller?.aborted) abort();
  return {
    signal: ending.signal,
    end: () => {
      abort();
      caller?.removeEventListener("abort", abort);
    },
  };
}
