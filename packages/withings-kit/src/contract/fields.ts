import type {
  ArrayField,
  Field,
  FieldFacts,
  Fields,
  JsonField,
  MapField,
  ObjectField,
  PlainField,
} from "./field.js";

/** What is said of a field besides its type and its summary. */
type Facts = Omit<FieldFacts, "summary">;

const plain =
  (type: PlainField["type"]) =>
  (summary: string, facts: Facts = {}): PlainField => ({ type, summary, ...facts });

export const integer: (summary: string, facts?: Facts) => PlainField = plain("integer");
export const number: (summary: string, facts?: Facts) => PlainField = plain("number");
export const text: (summary: string, facts?: Facts) => PlainField = plain("string");
export const boolean: (summary: string, facts?: Facts) => PlainField = plain("boolean");
export const flag: (summary: string, facts?: Facts) => PlainField = plain("flag");
export const id: (summary: string, facts?: Facts) => PlainField = plain("id");
export const time: (summary: string, facts?: Facts) => PlainField = plain("time");
export const day: (summary: string, facts?: Facts) => PlainField = plain("day");
export const timezone: (summary: string, facts?: Facts) => PlainField = plain("timezone");
export const unknown: (summary: string, facts?: Facts) => PlainField = plain("unknown");

/** An object. */
export function object(fields: Fields, facts: Omit<ObjectField, "type" | "fields">): ObjectField {
  return { type: "object", fields, ...facts };
}

/** A list. */
export function array(items: Field, facts: Omit<ArrayField, "type" | "items">): ArrayField {
  return { type: "array", items, ...facts };
}

/** An object whose keys are data. */
export function map(items: Field, facts: Omit<MapField, "type" | "items">): MapField {
  return { type: "map", items, ...facts };
}

/** A string that holds JSON. */
export function json(items: Field, facts: Omit<JsonField, "type" | "items">): JsonField {
  return { type: "json", items, ...facts };
}

/** The same fields, with more said of each. */
export function withFacts<F extends Fields>(fields: F, facts: Facts): F {
  const entries = Object.entries(fields).map(([name, field]) => [name, { ...facts, ...field }]);
  return Object.fromEntries(entries) as F;
}

/** What the last row of a page is followed by. `getmeas` leaves both out on its last page, and sends 1 in place of `true`. */
export const page: Fields = {
  more: flag("whether there is another page", { optional: true }),
  offset: integer("where the next page begins: the parameter `offset` of the next call", { optional: true }),
};
