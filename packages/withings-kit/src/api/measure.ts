import { bodyPositionName, type BodyPositionName } from "../model/body-position.js";
import {
  type MeasureName,
  type MeasureType,
  measureTypeOf,
  type measureTypes,
  type MeasureUnit,
} from "../model/measure-types.js";
import { rhythmClassName, type RhythmClassName } from "../model/rhythm-class.js";
import type { Measure as WireMeasure } from "../wire/measure.js";
import { type Coded, coded } from "./coded.js";
import { decimalOf, integer, integerOrNull, objectOf, type Unchecked } from "./row.js";

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
  readonly position?: Coded<BodyPositionName>;
}

/** A value under its type's name, with the value in its unit: `group.weight.kg`. */
export type NamedMeasure<Name extends MeasureName> = Measure & {
  readonly [Unit in (typeof measureTypes)[Name]["unit"]]: Unit extends "class"
    ? RhythmClassName | "unknown"
    : number;
};

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Decodes a measure of a group. */
export function decodeMeasure(value: unknown): Measure {
  const row: Unchecked<WireMeasure> = objectOf(value, "a measure");
  const code = integer(row.type, "type");
  const known = measureTypeOf(code);
  const number = decimalOf(row.value, row.unit);
  const measure: Mutable<Measure> = known
    ? measured[known.unit](known, number)
    : { type: "unknown", code, value: number, unit: null };
  const position = integerOrNull(row.position, "position");
  if (position !== null) measure.position = positionOf(position);
  return measure;
}

const positionOf = coded(bodyPositionName);

/**
 * A measure in each unit. Its own property stands in a literal, like the others, since there are thousands of them: engines make it in half
 * the room and time of one that is added.
 */
const measured: {
  readonly [Unit in MeasureUnit]: (
    type: MeasureType,
    value: number,
  ) => Measure & Readonly<Record<Unit, unknown>>;
} = {
  kg: ({ type, code, unit }, value) => ({ type, code, value, unit, kg: value }),
  m: ({ type, code, unit }, value) => ({ type, code, value, unit, m: value }),
  percent: ({ type, code, unit }, value) => ({ type, code, value, unit, percent: value }),
  mmHg: ({ type, code, unit }, value) => ({ type, code, value, unit, mmHg: value }),
  bpm: ({ type, code, unit }, value) => ({ type, code, value, unit, bpm: value }),
  celsius: ({ type, code, unit }, value) => ({ type, code, value, unit, celsius: value }),
  metersPerSecond: ({ type, code, unit }, value) => ({ type, code, value, unit, metersPerSecond: value }),
  mlPerMinutePerKg: ({ type, code, unit }, value) => ({ type, code, value, unit, mlPerMinutePerKg: value }),
  class: ({ type, code, unit }, value) => ({ type, code, value, unit, class: rhythmClassName(value) }),
  ms: ({ type, code, unit }, value) => ({ type, code, value, unit, ms: value }),
  ph: ({ type, code, unit }, value) => ({ type, code, value, unit, ph: value }),
  ratio: ({ type, code, unit }, value) => ({ type, code, value, unit, ratio: value }),
  micromolesPerLiter: ({ type, code, unit }, value) => ({
    type,
    code,
    value,
    unit,
    micromolesPerLiter: value,
  }),
  years: ({ type, code, unit }, value) => ({ type, code, value, unit, years: value }),
  score: ({ type, code, unit }, value) => ({ type, code, value, unit, score: value }),
  index: ({ type, code, unit }, value) => ({ type, code, value, unit, index: value }),
  millimolesPerLiter: ({ type, code, unit }, value) => ({
    type,
    code,
    value,
    unit,
    millimolesPerLiter: value,
  }),
  kcal: ({ type, code, unit }, value) => ({ type, code, value, unit, kcal: value }),
  microsiemens: ({ type, code, unit }, value) => ({ type, code, value, unit, microsiemens: value }),
  millimolesPerMillimole: ({ type, code, unit }, value) => ({
    type,
    code,
    value,
    unit,
    millimolesPerMillimole: value,
  }),
};
