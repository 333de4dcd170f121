import type { WireOperation } from "../wire/operation.js";
import { invalidOption } from "./invalid-option.js";

/** Reads a value of a row, or says what is wrong with it. */
export type ReadField = (value: unknown, field: string) => unknown;

/** The data fields of an operation, by Withings' names. */
export function dataFieldsOf({ parameters }: WireOperation): readonly string[] {
  const fields = parameters["data_fields"];
  return typeof fields === "object" && fields.values ? fields.values.split(",") : [];
}

/** Gives the name of a field in place of its value. */
export const fieldName: ReadField = (_value, field) => field;

/** Of what a decoder gives for {@link fieldName}: what is read from data fields, and nothing beside. */
export function namedFields<Field extends string>(
  decoded: Readonly<Record<string, unknown>>,
): Readonly<Record<Field, unknown>> {
  const named = Object.entries(decoded).filter(([, name]) => name !== undefined);
  return Object.fromEntries(named) as Readonly<Record<Field, unknown>>;
}

/**
 * The data fields to ask for, by Withings' names.
 *
 * @param names - which; all where it is left out, since some operations answer next to nothing unless they are told what is wanted.
 * @param named - each name with Withings': what the decoder gives for {@link fieldName}, so that no second table has to say it.
 */
export function wantedFields(
  operation: WireOperation,
  names: readonly string[] | undefined,
  named: () => Readonly<Record<string, unknown>>,
): readonly string[] {
  if (names === undefined) return dataFieldsOf(operation);
  const known = named();
  const wanted = names.map((name) => (Object.hasOwn(known, name) ? known[name] : undefined));
  if (wanted.length === 0 || wanted.includes(undefined))
    throw invalidOption("fields", `Give some of ${Object.keys(known).join(", ")}.`);
  return wanted as readonly string[];
}
