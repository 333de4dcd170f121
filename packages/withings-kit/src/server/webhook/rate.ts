/**
 * Counts what comes in a minute.
 *
 * @returns whether one more is allowed.
 */
export function createRate(perMinute: number, clock: () => number): () => boolean {
  let room = perMinute;
  let last = clock();
  return () => {
    const now = clock();
    room = Math.min(perMinute, room + (Math.max(0, now - last) / 60_000) * perMinute);
    last = now;
    if (room < 1) return false;
    room--;
    return true;
  };
}
