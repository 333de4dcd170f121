/** Gives the milliseconds since it was made, by a clock that nobody turns. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
