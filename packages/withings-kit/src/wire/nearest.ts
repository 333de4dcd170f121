/** The known name that takes the fewest edits, unless it takes so many that it is another word. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((known) => ({ known, edits: edits(name.toLowerCase(), known.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  return best !== undefined && best.edits <= Math.max(2, best.known.length / 3) ? best.known : undefined;
}

/** Levenshtein's distance, row by row. */
function edits(one: string, other: string): number {
  // Of names that are nothing like a parameter's the distance does not matter.
  if (Math.abs(one.length - other.length) > 10) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split("").entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at++)
      next.push(
        Math.min(
          (row[at] ?? 0) + (other[at] === letter ? 0 : 1),
          (row[at + 1] ?? 0) + 1,
          (next[at] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return row[other.length] ?? 0;
}
