/** One of Withings' numbers with what it means. */
export interface Coded<Name extends string> {
  /** `"unknown"` for a number that this library does not know yet. */
  readonly name: Name | "unknown";
  readonly code: number;
}

/**
 * Gives numbers with their names. Rows have few of them again and again, so each that is known is one object, which nobody can change.
 *
 * @param nameOf - names a number.
 */
export function coded<Name extends string>(
  nameOf: (code: number) => Name | "unknown",
): (code: number) => Coded<Name> {
  const known = new Map<number, Coded<Name>>();
  return (code) => {
    const before = known.get(code);
    if (before) return before;
    const made = Object.freeze({ name: nameOf(code), code });
    // Of others answers could have any number.
    if (made.name !== "unknown") known.set(code, made);
    return made;
  };
}
