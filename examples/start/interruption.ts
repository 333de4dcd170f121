/** Ends the program early, but in order. */
export interface Interruption {
  /** Aborts when the program is to end. */
  readonly signal: AbortSignal;
  /** The exit code to end with; `undefined` as long as nobody asked. */
  readonly exitCode: () => number | undefined;
}

// 128 and the signal's number, as shells have it.
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const brokenPipe = 141;

/**
 * Listens for Ctrl-C, for being told to end, and for the end of whoever reads what is printed. A second Ctrl-C ends the program at once,
 * as if nobody listened.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const interrupt = (code: number): void => {
    exitCode ??= code;
    controller.abort();
  };
  for (const [name, code] of Object.entries(exitCodes))
    process.once(name, () => {
      interrupt(code);
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => {
      interrupt(brokenPipe);
    });
  return { signal: controller.signal, exitCode: () => exitCode };
}
