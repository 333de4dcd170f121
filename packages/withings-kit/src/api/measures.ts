import type { CallOptions } from "../calls/caller.js";
import { WithingsConfigurationError } from "../errors.js";
import { attributionName, type AttributionName } from "../model/attribution.js";
import { bodyPositionName, type BodyPositionName } from "../model/body-position.js";
import { decimal } from "../model/decimal.js";
import { type MeasureName, measureNameOf, measureTypes, type MeasureUnit } from "../model/measure-types.js";
import { rhythmClassName, type RhythmClassName } from "../model/rhythm-class.js";
import {
  confirmUser,
  getMeas,
  type GetMeasParameters,
  type MeasureGroup as WireMeasureGroup,
} from "../wire/measure.js";
import type { Listing } from "./listing.js";
import { type ListOptions, listPaged } from "./paged.js";
import type { PersonCalls } from "./person-calls.js";
import {
  integer,
  integerOrNull,
  type LocalMoment,
  localMoment,
  moment,
  type Row,
  rowOf,
  rowsOf,
  Strangeness,
  textOrNull,
} from "./row.js";

/** One value that was measured. */
export interface Measure {
  /** Its name; `"unknown"` for a type that this library does not know yet. */
  readonly type: MeasureName | "unknown";
  /** Withings' number of the type. */
  readonly code: number;
  /** The nearest double of the decimal number that Withings means. */
  readonly value: number;
  /** What the value counts; `null` for an unknown type. */
  readonly unit: MeasureUnit | null;
  /** Where on the body it was measured; absent where Withings does not say. */
  readonly position?: { readonly name: BodyPositionName | "unknown"; readonly code: number };
}

/** A value under its type's name, in its unit: `{ kg: 60.05 }`. */
export type NamedMeasure<Name extends MeasureName> = (typeof measureTypes)[Name]["unit"] extends "class"
  ? { readonly class: RhythmClassName | "unknown"; readonly code: number }
  : { readonly [Unit in (typeof measureTypes)[Name]["unit"]]: number };

/** The values of a group by their types' names. */
export type NamedMeasures = { readonly [Name in MeasureName]?: NamedMeasure<Name> };

/** What a body part is made of, in kilograms. */
export interface Segment {
  readonly fatFreeMass?: { readonly kg: number };
  readonly fatMass?: { readonly kg: number };
  readonly muscleMass?: { readonly kg: number };
}

/**
 * What was measured at one moment. Each value is in {@link MeasureGroup.measures}, and under its type's name too: `group.weight?.kg`. Where
 * a group has a type more than once, the name has the first.
 */
export interface MeasureGroup extends NamedMeasures, LocalMoment {
  /** The group's id. Two groups with one id were seen, with different attributions. */
  readonly id: number;
  readonly takenAt: Date;
  /** When Withings stored it: up to months after it was taken. */
  readonly createdAt: Date | null;
  /** When it was changed last. Copies that are kept current go by this. */
  readonly modifiedAt: Date | null;
  /** Whether it was measured, or is an objective that the person set. */
  readonly category: "measurement" | "objective" | "unknown";
  /** How it came to be the person's. */
  readonly attribution: { readonly name: AttributionName | "unknown"; readonly code: number };
  /** What it was measured with; `null` for what was entered by hand. */
  readonly device: MeasureDevice | null;
  readonly measures: readonly Measure[];
  /** Values of single body parts, of a Body Scan. */
  readonly segments?: Readonly<Partial<Record<BodyPositionName | "unknown", Segment>>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireMeasureGroup;
}

/** The device of a {@link MeasureGroup}. */
export interface MeasureDevice {
  /** The device's id for this application. */
  readonly id: string | null;
  readonly model: { readonly name: string | null; readonly code: number | null };
}

/** Which measurements. */
export interface ListMeasuresOptions extends ListOptions {
  /** Which types, by name or by Withings' number. @defaultValue all */
  readonly types?: readonly (MeasureName | number)[] | undefined;
  /** Taken since. Not together with `modifiedSince`. */
  readonly since?: Date | undefined;
  /** Taken until. Not together with `modifiedSince`. */
  readonly until?: Date | undefined;
  /** Created or changed since: what a copy that is kept current asks for. */
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
        parameters: parametersOf(options),
        decode: decodeMeasureGroup,
        options,
      }),
    confirmUser: async (grpid, is_confirmed, options) => {
      await calls.call(confirmUser, { grpid, is_confirmed }, options);
    },
  };
}

const categories = { measurement: 1, objective: 2 } as const;

function parametersOf(options: ListMeasuresOptions): GetMeasParameters {
  const { types, since, until, modifiedSince, category } = options;
  return {
    ...(types && { meastypes: types.map(codeOf) }),
    ...(category && { category: categories[category] }),
    startdate: since,
    enddate: until,
    lastupdate: modifiedSince,
  } as GetMeasParameters;
}

function codeOf(type: MeasureName | number): number {
  if (typeof type === "number") return type;
  if (Object.hasOwn(measureTypes, type)) return measureTypes[type].code;
  throw new WithingsConfigurationError(
    "configuration_invalid",
    `There is no measure type ${(type as string).slice(0, 40)}. Give a name of measureTypes, such as "weight", or Withings' number.`,
    { option: "types" },
  );
}

/** Decodes a group of measures. */
export function decodeMeasureGroup(value: unknown, body: Row): MeasureGroup {
  const row = rowOf(value, "the group");
  const takenAt = moment(row, "date");
  const measures = rowsOf(row["measures"]).map(decodeMeasure);
  const code = integer(row, "attrib");
  const category = integerOrNull(row, "category");
  const group: Record<string, unknown> = {
    id: integer(row, "grpid"),
    takenAt,
    createdAt: row["created"] === undefined ? null : moment(row, "created"),
    modifiedAt: row["modified"] === undefined ? null : moment(row, "modified"),
    // The answer's zone is where the person is now; the group's, where they were, which newer answers have.
    ...localMoment(takenAt, textOrNull(row, "timezone") ?? textOrNull(body, "timezone")),
    category: category === 1 ? "measurement" : category === 2 ? "objective" : "unknown",
    attribution: { name: attributionName(code), code },
    device: deviceOf(row),
    measures,
  };
  for (const measure of measures) name(group, measure);
  return group as unknown as MeasureGroup;
}

function decodeMeasure(value: unknown): Measure {
  const row = rowOf(value, "a measure");
  const code = integer(row, "type");
  const exponent = integer(row, "unit");
  if (Math.abs(exponent) > 20) throw new Strangeness("unit is no power of ten that can be meant");
  const type = measureNameOf(code) ?? "unknown";
  const position = integerOrNull(row, "position");
  return {
    type,
    code,
    value: decimal(integer(row, "value"), exponent),
    unit: type === "unknown" ? null : measureTypes[type].unit,
    ...(position !== null && { position: { name: bodyPositionName(position), code: position } }),
  };
}

const segmental: Readonly<Partial<Record<MeasureName | "unknown", keyof Segment>>> = {
  segmentalFatFreeMass: "fatFreeMass",
  segmentalFatMass: "fatMass",
  segmentalMuscleMass: "muscleMass",
};

/** Puts a value under its type's name. */
function name(group: Record<string, unknown>, { type, value, unit, position }: Measure): void {
  if (type === "unknown" || unit === null) return;
  group[type] ??= unit === "class" ? { class: rhythmClassName(value), code: value } : { [unit]: value };
  const part = segmental[type];
  if (!part) return;
  const segments = (group["segments"] ??= {}) as Record<string, Record<string, unknown>>;
  const segment = (segments[position?.name ?? "unknown"] ??= {});
  segment[part] ??= { kg: value };
}

function deviceOf(row: Row): MeasureDevice | null {
  const id = textOrNull(row, "hash_deviceid") ?? textOrNull(row, "deviceid");
  // The documents say model_id, the answers modelid.
  const code = integerOrNull(row, "modelid") ?? integerOrNull(row, "model_id");
  const name = textOrNull(row, "model");
  return id === null && code === null && name === null ? null : { id, model: { name, code } };
}
