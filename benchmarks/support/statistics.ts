/** The value below which a share of the values lies; between two of them it is interpolated. `share` is from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("There is no value to take a quantile of.");
  return below + (above - below) * (position - Math.floor(position));
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** How one thing stands to another that was measured beside it, round by round. */
export interface Ratio {
  readonly median: number;
  /** Between these two lie the middle half of the rounds: how far the figure can be trusted. */
  readonly quartiles: readonly [number, number];
}

/**
 * The ratio of two series, by rounds: what else the machine did in a round, it did to both.
 */
export function ratioByRound(ours: readonly number[], beside: readonly number[]): Ratio {
  const ratios = ours.map((value, round) => value / (beside[round] ?? Number.NaN));
  return { median: median(ratios), quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)] };
}
