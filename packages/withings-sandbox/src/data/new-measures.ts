import { type Check, checkFields, integer, InvalidInput } from "../checks.js";
import { isTime } from "../clock.js";
import type { Measure } from "./measure.js";

/** A value in Withings' form: `value` x 10^`unit`, in the unit of its type. */
export interface NewMeasure {
  /** Withings' number: 1 for the weight in kg, 10 for the systolic pressure in mmHg, ... */
  readonly type: number;
  /** A whole number. */
  readonly value: number;
  /** The power of ten. Default 0. */
  readonly unit?: number;
  /** The part of the body, by Withings' numbers. */
  readonly position?: number;
}

/** Measures to add: one group. */
export interface NewMeasureGroup {
  readonly measures: readonly NewMeasure[];
  /** When it was measured. Default: now. It arrives now either way. */
  readonly date?: Date;
  /** The id of the person's device that measured it. Default: none, which is how Withings shows what is typed in. */
  readonly deviceid?: string;
  /** Default: 0 with a device, 2 without. */
  readonly attrib?: number;
  /** 2 for what somebody wants to reach. Default 1. */
  readonly category?: 1 | 2;
}

/** Somebody who steps on their scale. */
export interface NewWeighIn {
  readonly kg: number;
  /** When. Default: now. It arrives now either way. */
  readonly date?: Date;
}

const big = Number.MAX_SAFE_INTEGER;

const measureFields: Readonly<Record<keyof NewMeasure, Check>> = {
  type: integer(1, 99_999),
  value: integer(-big, big),
  unit: integer(-20, 20),
  position: integer(0, 999),
};

const weight: Check = {
  allowed: "a number from 0.5 to 650",
  holds: (value) => typeof value === "number" && value >= 0.5 && value <= 650,
};

/**
 * Measures as they are kept.
 *
 * @throws {@link InvalidInput} for the first that is wrong, and where there are none.
 */
export function readMeasures(given: readonly NewMeasure[]): readonly Measure[] {
  if (!Array.isArray(given) || given.length === 0)
    throw new InvalidInput("A measure group needs measures: a list with a type and a value at least.");
  return given.map((measure: unknown) => {
    if (typeof measure !== "object" || measure === null)
      throw new InvalidInput("A measure must be an object with a type and a value.");
    checkFields({ what: "A measure", given: measure, fields: measureFields, needed: ["type", "value"] });
    const { type, value, unit = 0, position } = measure as NewMeasure;
    return { value, type, unit, algo: 0, fm: 3, ...(position === undefined ? {} : { position }) };
  });
}

/**
 * A weight in kg.
 *
 * @throws {@link InvalidInput} when nobody weighs that.
 */
export function readWeight(kg: number): number {
  if (!weight.holds(kg)) throw new InvalidInput(`A weigh-in: kg must be ${weight.allowed}.`);
  return kg;
}

/**
 * When something was measured, in Unix seconds.
 *
 * @throws {@link InvalidInput} when it is no time.
 */
export function readMoment(date: Date | undefined, now: number): number {
  if (date === undefined) return now;
  if (!isTime(date.getTime()))
    throw new InvalidInput("The date of a measure must be a time before the year 10000.");
  return Math.floor(date.getTime() / 1000);
}

/** The category of notifications that a measure type belongs to; most belong to 1, weight and body composition. */
export function notificationCategoryOf(type: number): number {
  return categories.find(({ types }) => types.includes(type))?.appli ?? 1;
}

const categories: readonly { readonly appli: number; readonly types: readonly number[] }[] = [
  { appli: 2, types: [12, 71, 73] },
  { appli: 4, types: [9, 10, 11, 54, 139] },
  { appli: 54, types: [130, 135, 136, 137, 138] },
  { appli: 63, types: [147, 148, 151, 204, 205, 248, 249, 251] },
];
