import { attributionName, type AttributionName } from "../model/attribution.js";
import type { BodyPositionName } from "../model/body-position.js";
import { type MeasureName, measureTypes } from "../model/measure-types.js";
import type { MeasureGroup as WireMeasureGroup } from "../wire/measure.js";
import { type Coded, coded } from "./coded.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { decodeMeasure, type Measure, type NamedMeasure } from "./measure.js";
import {
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
  readonly attribution: Coded<AttributionName>;
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

const attributionOf = coded(attributionName);

const others = othersThan(
  // comment is always null.
  "grpid attrib date created modified category deviceid hash_deviceid measures modelid model_id model timezone comment",
);

/** Decodes a group of measures. */
export function decodeMeasureGroup(value: unknown, body: Row): MeasureGroup {
  const row: Unchecked<WireMeasureGroup> = objectOf(value, "the group");
  const measures = rowsOf(row.measures).map(decodeMeasure);
  const fields = { row, measures, bodyTimeZone: body["timezone"] };
  const group = measures.length > few ? new LargeGroup(fields) : new SmallGroup(fields);
  // From the last to the first, which is the one that stays.
  for (let at = measures.length; at-- > 0;) name(group, measures[at] as Measure);
  const unknown = others(row);
  if (unknown) group.others = unknown;
  return group;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

interface Fields {
  readonly row: Unchecked<WireMeasureGroup>;
  readonly measures: readonly Measure[];
  /** The answer's zone, which is where the person is now; the group's, where they were, which newer answers have. */
  readonly bodyTimeZone: unknown;
}

type GroupConstructor = new (fields: Fields) => Mutable<MeasureGroup>;

/** Makes a constructor of plain objects, in which engines leave room for the values' names as they do in measures for their units. */
function constructorOfGroups(): GroupConstructor {
  function Group(this: Mutable<MeasureGroup>, { row, measures, bodyTimeZone }: Fields): void {
    const takenAt = moment(row.date, "date");
    const timeZone = textOrNull(row.timezone, "timezone") ?? textOrNull(bodyTimeZone, "timezone");
    const category = integerOrNull(row.category, "category");
    this.id = integer(row.grpid, "grpid");
    this.takenAt = takenAt;
    this.createdAt = momentOrNull(row.created, "created");
    this.modifiedAt = momentOrNull(row.modified, "modified");
    this.timeZone = timeZone;
    this.localDay = localDayOf(takenAt, timeZone);
    this.category = categories[category ?? 0] ?? { name: "unknown", code: category };
    this.attribution = attributionOf(integer(row.attrib, "attrib"));
    this.device = deviceOf(row);
    this.measures = measures;
  }
  Group.prototype = Object.prototype;
  return Group as unknown as GroupConstructor;
}

// A body scan has thirty values. With room for them all other groups would be large, and without it engines make a dictionary of them.
const few = 12;
const SmallGroup = constructorOfGroups();
const LargeGroup = constructorOfGroups();

const segmental: Readonly<Partial<Record<number, keyof Segment>>> = {
  [measureTypes.segmentalFatFreeMass.code]: "fatFreeMass",
  [measureTypes.segmentalFatMass.code]: "fatMass",
  [measureTypes.segmentalMuscleMass.code]: "muscleMass",
};

/** Puts a value under its type's name. */
function name(group: object, measure: Measure): void {
  const { type, code, position } = measure;
  if (type === "unknown") return;
  const named = group as Record<MeasureName, Measure> & {
    segments?: Record<string, Partial<Record<keyof Segment, Measure>>>;
  };
  named[type] = measure;
  const part = segmental[code];
  if (part) ((named.segments ??= {})[position?.name ?? "unknown"] ??= {})[part] = measure;
}
