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
  const rows: [number, unknown][] = [];
  // Engines give such keys in their order.
  let areInOrder = true;
  let before = -Infinity;
  // Not its entries: those of numbers take engines twice as long.
  for (const key of Object.keys(series)) {
    const seconds = Number(key);
    areInOrder &&= seconds >= before;
    before = seconds;
    rows.push([seconds, (series as Readonly<Record<string, unknown>>)[key]]);
  }
  return areInOrder ? rows : rows.sort(([one], [other]) => one - other);
}
