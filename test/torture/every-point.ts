import type { Strategy } from "./orders.ts";
import type { Point } from "./points.ts";

/** Everything that the library waits for when it calls, is refused, refreshes, and calls again. */
export const pointsOfLibrary: readonly Point[] = [
  ...around("read", 5),
  ...around("call", 2),
  ...around("lease", 1),
  ...around("compareAndSwap", 3),
  ...around("token", 1),
  ...around("release", 1),
];

/** What a signed refresh waits for in addition. */
export const pointsOfNonce: readonly Point[] = around("nonce", 1);

// A strategy has those of them that its order knows.
const pointsOfOthers: readonly Point[] = [
  ...around("load", 2),
  ...around("call", 2),
  ...around("lock", 1),
  ...around("token", 1),
  ...around("save", 1),
];

/** The points of a strategy. */
export function pointsOf(strategy: Strategy): readonly Point[] {
  return strategy === "withings-kit" ? pointsOfLibrary : pointsOfOthers;
}

function around(wait: string, times: number): Point[] {
  return Array.from({ length: times }, (_, nth) => nth).flatMap((nth) => [
    { point: `before ${wait}`, nth },
    { point: `after ${wait}`, nth },
  ]);
}
