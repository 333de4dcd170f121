import type { DeviceFamily } from "./devices.js";
import type { Enumeration } from "./enumerations.js";

/**
 * How well a fact is known.
 *
 * - `documented`: Withings publishes it. Where nothing is said, that is meant.
 * - `observed`: real answers show it, Withings' reference does not, or says otherwise.
 * - `reported`: somebody's account of a page of Withings that could not be read itself.
 * - `unconfirmed`: nobody has shown it.
 */
export type Certainty = "documented" | "observed" | "reported" | "unconfirmed";

/** What a number counts. Times are not here: they have a type of their own. */
export type Unit =
  | "count"
  | "s"
  | "ms"
  | "m"
  | "floors"
  | "kcal"
  | "bpm"
  | "breaths/min"
  | "events/min"
  | "events/h"
  | "mmHg"
  | "%"
  | "°C"
  | "Hz"
  | "µA"
  | "µV"
  | "ratio"
  | "index"
  | "0 to 100"
  | "0 to 255"
  | "power of ten";

/**
 * Without what a field stays away. Withings says nothing then: the field is absent and the status 0. Reported of Withings' table of data;
 * applications are said to have got fields of a plan that they did not have.
 *
 * @see https://developer.withings.com/developer-guide/v3/data-api/all-available-health-data/
 */
export interface Needs {
  /**
   * What the application must have with Withings.
   * - `Advanced Biomarkers`: the plan with the cleared biomarkers, which Withings' table of data calls the Total Biomarker Pack
   * - `special`: a plan that Withings names nowhere
   * - `contract`: a partner's contract
   */
  readonly plan?: "Advanced Biomarkers" | "special" | "contract";
  /** The person must have one of these. */
  readonly devices?: readonly DeviceFamily[];
  /** Where the device must have been bought. */
  readonly region?: string;
  readonly also?: string;
}

/** What can be said of any field. */
export interface FieldFacts {
  readonly summary: string;
  readonly unit?: Unit;
  /** The set that a number or word comes from. Withings adds to its sets before it documents that. */
  readonly enumeration?: Enumeration;
  readonly nullable?: true;
  /** It may be absent. */
  readonly optional?: true;
  /** It comes only when `data_fields` names it (`named`), or also when `data_fields` is left out (`default`). */
  readonly asked?: "named" | "default";
  readonly needs?: Needs;
  /** What else Withings sends, or documents, in its place. */
  readonly or?: Field;
  readonly note?: string;
  readonly certainty?: Certainty;
  readonly deprecated?: true;
}

/** A field that holds nothing else. */
export interface PlainField extends FieldFacts {
  /**
   * - `flag`: 0 or 1, or a boolean
   * - `id`: a number, or its digits as a string
   * - `time`: Unix seconds
   * - `day`: `YYYY-MM-DD`, in the time zone of the row
   * - `timezone`: a name of the IANA database
   * - `unknown`: nobody tells
   */
  readonly type:
    "integer" | "number" | "string" | "boolean" | "flag" | "id" | "time" | "day" | "timezone" | "unknown";
}

/** A field that holds fields. PHP cannot tell an empty object from an empty array: either may be sent. */
export interface ObjectField extends FieldFacts {
  readonly type: "object";
  /** The name of its TypeScript type, where several operations share it or people pass it around. */
  readonly name?: string;
  readonly fields: Fields;
  /** `[]` was seen, or is documented, for one without fields. */
  readonly emptyAsArray?: true;
}

/** A list. */
export interface ArrayField extends FieldFacts {
  readonly type: "array";
  readonly items: Field;
}

/** An object whose keys are data. */
export interface MapField extends FieldFacts {
  readonly type: "map";
  /** What the keys are. */
  readonly keys: "time" | Enumeration;
  readonly items: Field;
  /** As with {@link ObjectField}. */
  readonly emptyAsArray?: true;
}

/** A string that holds JSON. */
export interface JsonField extends FieldFacts {
  readonly type: "json";
  readonly items: Field;
}

/** What stands at one place of an answer, or of a parameter that is JSON. */
export type Field = PlainField | ObjectField | ArrayField | MapField | JsonField;

/** Fields by name. */
export type Fields = Readonly<Record<string, Field>>;
