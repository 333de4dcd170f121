/** What was found in the place of what a store promises. Of a text only what the kit itself wrote, since a store may mix texts up. */
export interface Found {
  readonly expected: string;
  readonly actual: string;
}

/**
 * A store broke its contract. Test runners that show `expected` and `actual` side by side do so.
 */
export class StoreConformanceError extends Error {
  /** The promise of the contract that was not kept. */
  readonly promise: string;
  readonly expected: string;
  readonly actual: string;

  constructor(promise: string, { expected, actual }: Found, options?: ErrorOptions) {
    super(`${promise} Expected: ${expected}. Came: ${actual}.`, options);
    this.name = "StoreConformanceError";
    this.promise = promise;
    this.expected = expected;
    this.actual = actual;
  }
}

/** @throws {@link StoreConformanceError} where a promise does not hold. */
export function mustHold(holds: boolean, promise: string, found: Found): asserts holds {
  if (!holds) throw new StoreConformanceError(promise, found);
}

/** A text that the kit wrote, short enough for a message, and with nothing in it that a terminal would obey. */
export function shown(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return JSON.stringify(short).replaceAll(/[^ -~]/gu, (sign) => `\\u{${codePoint(sign)}}`);
}

/** How a text that came differs from the one that should have come. What stands in it is not told but for one character. */
export function difference(actual: string | undefined, expected: string): Found {
  const whole = { expected: `the text ${shown(expected)} of ${expected.length} characters` };
  if (actual === undefined) return { ...whole, actual: "no text" };
  if (actual === expected) return { ...whole, actual: "that text" };
  let place = 0;
  while (actual[place] === expected[place]) place++;
  const at = (text: string): string =>
    place < text.length ? `U+${codePoint(text.slice(place))}` : "the end";
  return {
    ...whole,
    actual: `one of ${actual.length} characters, with ${at(actual)} in place of ${at(expected)} at position ${place}`,
  };
}

function codePoint(text: string): string {
  return (text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
