const bars = "▁▂▃▄▅▆▇█";
const middle = "▄";
/** Stands where there is no value. */
const gap = "·";

/** Values as bars of one character each, from the lowest to the highest of them. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const lowest = Math.min(...known);
  const spread = Math.max(...known) - lowest;
  return values
    .map((value) => {
      if (value === undefined) return gap;
      // One value, or the same again and again, is neither low nor high.
      if (spread === 0) return middle;
      return bars[Math.round(((value - lowest) / spread) * (bars.length - 1))] ?? gap;
    })
    .join("");
}
