import type { CallOptions } from "../calls/caller.js";
import { type MeasureName, measureTypes } from "../model/measure-types.js";
import { getMeas, type GetMeasParameters } from "../wire/measure.js";
import { invalidOption } from "./invalid-option.js";
import type { Listing } from "./listing.js";
import { decodeMeasureGroup, type MeasureGroup } from "./measure-group.js";
import { type ListOptions, listPaged } from "./paged.js";
import { changedSince, type Period, periodOf } from "./period.js";
import type { PersonCalls } from "./person-calls.js";

/** Which measurements. */
export interface ListMeasuresOptions extends ListOptions, Period {
  /** Which types, by name or by Withings' number. @defaultValue all */
  readonly types?: readonly (MeasureName | number)[] | undefined;
  /** In place of a period: created or changed since. What a copy that is kept current asks for. */
  readonly modifiedSince?: Date | undefined;
  /** @defaultValue both */
  readonly category?: "measurement" | "objective" | undefined;
}

/** A person's measurements. */
export interface Measures {
  /**
   * Lists weight, body composition, blood pressure, temperature and everything else that is measured in single values.
   *
   * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
   */
  list(options?: ListMeasuresOptions): Listing<MeasureGroup>;

  /**
   * Says whether an ambiguous group (`attribution.name` is `deviceAmbiguous`) is this person's.
   *
   * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-confirmuser
   */
  confirmUser(id: number, isTheirs: boolean, options?: CallOptions): Promise<void>;
}

/** Makes the measurements of a person. */
export function createMeasures(calls: PersonCalls): Measures {
  return {
    list: (options = {}) =>
      listPaged({
        calls,
        operation: getMeas,
        parameters: () => parametersOf(options),
        decode: decodeMeasureGroup,
        options,
        own: " since until types category modifiedSince",
      }),
    confirmUser: async (id, isTheirs, options) => {
      const { confirmUser } = await import("./confirm-user.js");
      await confirmUser({ id, isTheirs }, { calls, options });
    },
  };
}

const categories = { measurement: 1, objective: 2 } as const;

function parametersOf({ types, category, modifiedSince, ...period }: ListMeasuresOptions): GetMeasParameters {
  const { since, until } = period;
  if (category !== undefined && !Object.hasOwn(categories, category))
    throw invalidOption("category", 'Give "measurement" or "objective".');
  if (types && !(Array.isArray(types) && types.length > 0))
    throw invalidOption("types", 'Give an array such as ["weight"], or leave it out for all.');
  return {
    ...(types && { meastypes: types.map(codeOf) }),
    ...(category && { category: categories[category] }),
    ...(modifiedSince ? changedSince(modifiedSince, [since, until]) : periodOf(period)),
  };
}

function codeOf(type: MeasureName | number): number {
  if (Number.isSafeInteger(type)) return type as number;
  if (Object.hasOwn(measureTypes, type)) return measureTypes[type as MeasureName].code;
  throw invalidOption(
    "types",
    `There is no type ${String(type)}. Give names of measureTypes, such as "weight", or Withings' numbers.`,
  );
}
