import type { Enumeration } from "./enumerations.js";
import type { Certainty, Field } from "./field.js";

/** A parameter of an operation: what may be given, and how it is written into the form. */
export interface Parameter {
  /**
   * - `integer`: decimal digits
   * - `id`: a number, or its digits
   * - `boolean`: `1` or `0`. Withings' own samples send these; PHP takes the word `false` for true.
   * - `time`: Unix seconds
   * - `day`: `YYYY-MM-DD`
   * - `integers`, `strings`: separated by commas
   * - `json`: JSON text of {@link Parameter.json}
   */
  readonly type: "string" | "integer" | "id" | "boolean" | "time" | "day" | "integers" | "strings" | "json";
  /** `conditional`: needed when its alternative of a choice is taken, or when {@link Parameter.when} holds. */
  readonly required: boolean | "conditional";
  /** The values that are allowed; of lists, the members. */
  readonly values?: readonly string[];
  /** {@link Parameter.values} are those that are known. Withings adds to them, so others are sent as they are. */
  readonly open?: true;
  /** How many characters it may have at the most. */
  readonly maxLength?: number;
  /** What the text must look like: a regular expression, and the same in words. */
  readonly pattern?: { readonly source: string; readonly words: string };
  /** The set that its numbers come from. */
  readonly enumeration?: Enumeration;
  /** What the JSON text holds. */
  readonly json?: Field;
  /** It goes only with this value of another parameter. */
  readonly when?: { readonly parameter: string; readonly value: string };
  /** It proves who calls: the library adds it, its callers do not. */
  readonly proof?: true;
  readonly summary: string;
  readonly certainty?: Certainty;
}

/** Parameters by name. */
export type Parameters = Readonly<Record<string, Parameter>>;
