import { attributionName, type AttributionName } from "../model/attribution.js";
import { bodyPositionName, type BodyPositionName } from "../model/body-position.js";
import { type MeasureName, measureTypeOf, measureTypes, type MeasureUnit } from "../model/measure-types.js";
import { rhythmClassName, type RhythmClassName } from "../model/rhythm-class.js";
import type { Measure as WireMeasure, MeasureGroup as WireMeasureGroup } from "../wire/measure.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import {
  decimalOf,
  integer,
  integerOrNull,
  type LocalMoment,
  localDayOf,
  moment,
  momentOrNull,
  objectOf,
  othersThan,
  type Row,
  rowsOf,
  textOrNull,
  type Unchecked,
} from "./row.js";

/** One value that was measured. Under the name of its unit it has the value once more, as `measure.kg`. */
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

/** A value under its type's name, with the value in its unit: `group.weight.kg`. */
export type NamedMeasure<Name extends MeasureName> = Measure & {
  readonly [Unit in (typeof measureTypes)[Name]["unit"]]: Unit extends "class"
    ? RhythmClassName | "unknown"
    : number;
};

/** The values of a group by their types' names. */
export type NamedMeasures = { readonly [Name in MeasureName]?: NamedMeasure<Name> };

/** What a body part is made of. */
export interface Segment {
  readonly fatFreeMass?: NamedMeasure<"segmentalFatFreeMass">;
  readonly fatMass?: NamedMeasure<"segmentalFatMass">;
  readonly muscleMass?: NamedMeasure<"segmentalMuscleMass">;
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
  readonly category: { readonly name: "measurement" | "objective" | "unknown"; readonly code: number | null };
  /** How it came to be the person's. */
  readonly attribution: { readonly name: AttributionName | "unknown"; readonly code: number };
  /** What it was measured with; `null` for what was entered by hand. */
  readonly device: MeasuringDevice | null;
  readonly measures: readonly Measure[];
  /** Values of single body parts, of a Body Scan. */
  readonly segments?: Readonly<Partial<Record<BodyPositionName | "unknown", Segment>>>;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireMeasureGroup;
}

const categories: Readonly<Partial<Record<number, MeasureGroup["category"]>>> = {
  1: Object.freeze({ name: "measurement", code: 1 }),
  2: Object.freeze({ name: "objective", code: 2 }),
};

const others = othersThan(
  // comment is always null.
  "grpid attrib date created modified category deviceid hash_deviceid measures modelid model_id model timezone comment",
);

/** Decodes a group of measures. */
export function decodeMeasureGroup(value: unknown, body: Row): MeasureGroup {
  const row: Unchecked<WireMeasureGroup> = objectOf(value, "the group");
  const takenAt = moment(row.date, "date");
  // The answer's zone is where the person is now; the group's, where they were, which newer answers have.
  const timeZone = textOrNull(row.timezone, "timezone") ?? textOrNull(body["timezone"], "timezone");
  const code = integer(row.attrib, "attrib");
  const category = integerOrNull(row.category, "category");
  const measures = rowsOf(row.measures).map(decodeMeasure);
  const group: Mutable<MeasureGroup> = {
    id: integer(row.grpid, "grpid"),
    takenAt,
    createdAt: momentOrNull(row.created, "created"),
    modifiedAt: momentOrNull(row.modified, "modified"),
    timeZone,
    localDay: localDayOf(takenAt, timeZone),
    category: categories[category ?? 0] ?? { name: "unknown", code: category },
    attribution: attributionOf(code),
    device: deviceOf(row),
    measures,
  };
  // From the last to the first, which is the one that stays.
  for (let at = measures.length; at-- > 0;) name(group, measures[at] as DecodedMeasure);
  const unknown = others(row);
  if (unknown) group.others = unknown;
  return group;
}

// Rows have few of them again and again, so each is one object, which nobody can change.
const attributions = new Map<number, MeasureGroup["attribution"]>();

function attributionOf(code: number): MeasureGroup["attribution"] {
  const known = attributions.get(code);
  if (known) return known;
  const attribution = Object.freeze({ name: attributionName(code), code });
  // Answers could have any number of them.
  if (attribution.name !== "unknown") attributions.set(code, attribution);
  return attribution;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

type DecodedMeasure = Mutable<Measure> & { [Unit in MeasureUnit]?: number | string };

function decodeMeasure(value: unknown): DecodedMeasure {
  const row: Unchecked<WireMeasure> = objectOf(value, "a measure");
  const code = integer(row.type, "type");
  const known = measureTypeOf(code);
  const measure: DecodedMeasure = {
    type: known ? known.name : "unknown",
    code,
    value: decimalOf(row.value, row.unit),
    unit: known ? known.unit : null,
  };
  // A property like the others, which copies and JSON have too.
  if (known) measure[known.unit] = known.unit === "class" ? rhythmClassName(measure.value) : measure.value;
  const position = integerOrNull(row.position, "position");
  if (position !== null) measure.position = { name: bodyPositionName(position), code: position };
  return measure;
}

const segmental: Readonly<Partial<Record<number, keyof Segment>>> = {
  [measureTypes.segmentalFatFreeMass.code]: "fatFreeMass",
  [measureTypes.segmentalFatMass.code]: "fatMass",
  [measureTypes.segmentalMuscleMass.code]: "muscleMass",
};

/** Puts a value under its type's name. */
function name(group: object, measure: DecodedMeasure): void {
  const { type, code, position } = measure;
  if (type === "unknown") return;
  const named = group as Record<MeasureName, DecodedMeasure> & {
    segments?: Record<string, Partial<Record<keyof Segment, DecodedMeasure>>>;
  };
  named[type] = measure;
  const part = segmental[code];
  if (part) ((named.segments ??= {})[position?.name ?? "unknown"] ??= {})[part] = measure;
}
