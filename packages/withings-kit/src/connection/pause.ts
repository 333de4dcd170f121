/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Gives the milliseconds since it was made, by a clock that nobody turns. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
