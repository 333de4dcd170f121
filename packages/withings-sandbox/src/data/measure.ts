import { advancedMeasures, type MeasureName, measureTypes } from "withings-kit/data";

/** One value in Withings' form: `value` x 10^`unit`. */
export interface Measure {
  readonly value: number;
  readonly type: number;
  readonly unit: number;
  readonly algo?: number;
  readonly fm?: number;
  readonly position?: number;
}

/** The parts of the body that a scale tells apart, by Withings' numbers. */
export const positions = {
  leftWrist: 1,
  rightArm: 2,
  leftArm: 3,
  wholeBody: 7,
  leftLeg: 10,
  rightLeg: 11,
  torso: 12,
} as const;

/** What a number of some unit is in Withings' form, to that many decimals. */
export function measure(
  name: MeasureName,
  amount: number,
  { decimals = 0, position }: { readonly decimals?: number; readonly position?: number } = {},
): Measure {
  return {
    value: Math.round(amount * 10 ** decimals),
    type: measureTypes[name].code,
    // Never -0, which JSON writes as 0.
    unit: decimals === 0 ? 0 : -decimals,
    algo: 0,
    fm: 3,
    ...(position === undefined ? {} : { position }),
  };
}

/** The types that need the plan Advanced Biomarkers; what needs it in rows with fields is stated in the contract. */
export const advancedTypes: ReadonlySet<number> = new Set(
  [...advancedMeasures].map((name) => measureTypes[name].code),
);

/** The types that every plan has. */
export const basicTypes: ReadonlySet<number> = new Set(
  Object.values(measureTypes)
    .map(({ code }) => code)
    .filter((code) => !advancedTypes.has(code)),
);
