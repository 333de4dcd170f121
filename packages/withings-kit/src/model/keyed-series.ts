/**
 * The rows of a series that Withings sends as an object keyed by Unix seconds, in the order of time. An empty one arrives as `[]`, or not
 * at all; both give no rows.
 *
 * @example
 * ```ts
 * for (const [seconds, row] of keyedSeries(answer.body.series)) console.log(new Date(seconds * 1000), row);
 * ```
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getintradayactivity
 */
export function keyedSeries(series: unknown): [seconds: number, row: unknown][] {
  if (typeof series !== "object" || series === null || Array.isArray(series)) return [];
  const rows = Object.entries(series).map(([key, row]): [number, unknown] => [Number(key), row]);
  // Engines give such keys in their order.
  const areInOrder = rows.every(([seconds], at) => at === 0 || (rows[at - 1]?.[0] ?? seconds) <= seconds);
  return areInOrder ? rows : rows.sort(([one], [other]) => one - other);
}
