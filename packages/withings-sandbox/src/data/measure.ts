/** One value in Withings' form: `value` x 10^`unit`. */
export interface Measure {
  readonly value: number;
  readonly type: number;
  readonly unit: number;
  readonly algo?: number;
  readonly fm?: number;
  readonly position?: number;
}

/** The measure types, by what they are: Withings' numbers. */
export const types = {
  weight: 1,
  height: 4,
  fatFreeMass: 5,
  fatRatio: 6,
  fatMass: 8,
  diastolic: 9,
  systolic: 10,
  pulse: 11,
  temperature: 12,
  oxygen: 54,
  bodyTemperature: 71,
  skinTemperature: 73,
  muscleMass: 76,
  hydration: 77,
  boneMass: 88,
  pulseWaveVelocity: 91,
  vo2Max: 123,
  ecgResult: 130,
  qrsInterval: 135,
  prInterval: 136,
  qtInterval: 137,
  correctedQtInterval: 138,
  ppgResult: 139,
  urinaryPh: 147,
  urineGravity: 148,
  urinaryNitrites: 151,
  vascularAge: 155,
  nervesLeft: 158,
  nervesRight: 159,
  nerves: 167,
  extracellularWater: 168,
  intracellularWater: 169,
  visceralFat: 170,
  segmentalFatFree: 173,
  segmentalFat: 174,
  segmentalMuscle: 175,
  electrodermal: 196,
  electrodermalLeft: 197,
  electrodermalRight: 198,
  urinaryKetones: 204,
  urinaryVitaminC: 205,
  basalRate: 226,
  metabolicAge: 227,
  skinConductance: 229,
  urinaryCalcium: 248,
  urinaryCreatinine: 249,
  urinaryCalciumRatio: 251,
} as const;

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
  type: number,
  amount: number,
  { decimals = 0, position }: { readonly decimals?: number; readonly position?: number } = {},
): Measure {
  return {
    value: Math.round(amount * 10 ** decimals),
    type,
    // Never -0, which JSON writes as 0.
    unit: decimals === 0 ? 0 : -decimals,
    algo: 0,
    fm: 3,
    ...(position === undefined ? {} : { position }),
  };
}

/** The types that need the plan Advanced Biomarkers; what needs it in rows with fields is stated in the contract. */
export const advancedTypes: ReadonlySet<number> = new Set([
  73, 91, 123, 130, 135, 136, 137, 138, 139, 155, 167, 168, 169, 170, 173, 174, 175, 226,
]);

/** The types that every plan has. */
export const basicTypes: ReadonlySet<number> = new Set(
  Object.values(types).filter((type) => !advancedTypes.has(type)),
);
