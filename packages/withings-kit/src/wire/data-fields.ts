import type { WireOperation } from "./operation.js";

/**
 * Everything that `data_fields` of an operation may hold: what is asked for where nothing else is, since Withings sends next to nothing
 * of a workout or a night otherwise.
 *
 * @example
 * ```ts
 * await serialize(measure.getWorkouts, { lastupdate: 0, data_fields: dataFields(measure.getWorkouts) });
 * ```
 */
export function dataFields<Field extends string>({
  parameters,
}: WireOperation<{ readonly data_fields?: readonly Field[] | undefined }>): readonly Field[] {
  const stated = parameters["data_fields"];
  return (typeof stated === "object" ? (stated.values ?? "") : "").split(",") as Field[];
}
