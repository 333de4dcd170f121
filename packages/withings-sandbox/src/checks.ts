/** Input that cannot be used. Its message says what is allowed. */
export class InvalidInput extends RangeError {
  override readonly name: string = "InvalidInput";
}

/** What a value must be: in words, and as a test. */
export interface Check {
  readonly allowed: string;
  readonly holds: (value: unknown) => boolean;
}

/** A whole number within bounds, both included. */
export const integer = (from: number, to: number): Check => ({
  allowed: `a whole number from ${from} to ${to}`,
  holds: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
});

/** Any text. */
export const text: Check = { allowed: "a text", holds: (value) => typeof value === "string" };

/** A text that is not empty. */
export const someText: Check = {
  allowed: "a text that is not empty",
  holds: (value) => typeof value === "string" && value !== "",
};

/** A text that can stand in a header line. */
export const headerText: Check = {
  allowed: "a text that can be an HTTP header",
  holds: (value) => typeof value === "string" && /^[\x20-\x7e]+$/.test(value),
};

/** True or false. */
export const flag: Check = { allowed: "true or false", holds: (value) => typeof value === "boolean" };

/** One of the values. */
export const oneOf = (...values: readonly (string | number)[]): Check => ({
  allowed: `one of ${values.join(", ")}`,
  holds: (value) => values.some((known) => known === value),
});

/** A time zone that the engine knows. */
export const timezone: Check = {
  allowed: "a time zone, as in Europe/Paris",
  holds: (value) => {
    if (typeof value !== "string") return false;
    try {
      new Intl.DateTimeFormat("en", { timeZone: value });
      return true;
    } catch {
      return false;
    }
  },
};

/** A list of texts with something in it. */
export const texts: Check = {
  allowed: "a list of texts that is not empty",
  holds: (value) => Array.isArray(value) && value.length > 0 && value.every(someText.holds),
};

/** What is to be checked. */
export interface CheckedFields {
  /** What it is about, as the subject of the message. */
  readonly what: string;
  readonly given: Readonly<object>;
  /** Every field that there is. */
  readonly fields: Readonly<Record<string, Check>>;
  /** Those that must be there. */
  readonly needed?: readonly string[];
}

/**
 * Checks fields that may come from anywhere. A field that is undefined counts as left out.
 *
 * @throws {@link InvalidInput} for the first that is missing, unknown or wrong.
 */
export function checkFields({ what, given, fields, needed = [] }: CheckedFields): void {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const name of needed)
    if (!present.some(([given]) => given === name))
      throw new InvalidInput(`${what} needs ${name}: ${fields[name]?.allowed ?? "any value"}.`);
  for (const [name, value] of present) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (check === undefined)
      throw new InvalidInput(
        `${what} has no ${JSON.stringify(name)}; it can have ${Object.keys(fields).join(", ")}.`,
      );
    if (!check.holds(value)) throw new InvalidInput(`${what}: ${name} must be ${check.allowed}.`);
  }
}
