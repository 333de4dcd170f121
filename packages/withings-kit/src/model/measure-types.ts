/**
 * The measure types by name: Withings' number, and the unit of the value. The real value is `value` times ten to the power of `unit` of the
 * row; see {@link decimal}.
 *
 * A unit with a question mark in Withings' own documents is given as what it must be by its size: milliseconds for the intervals of an
 * ECG, kilocalories for the basal metabolic rate, microsiemens for skin conductance.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
 */
export const measureTypes = {
  weight: { code: 1, unit: "kg" },
  height: { code: 4, unit: "m" },
  fatFreeMass: { code: 5, unit: "kg" },
  fatRatio: { code: 6, unit: "percent" },
  fatMass: { code: 8, unit: "kg" },
  diastolic: { code: 9, unit: "mmHg" },
  systolic: { code: 10, unit: "mmHg" },
  pulse: { code: 11, unit: "bpm" },
  temperature: { code: 12, unit: "celsius" },
  spo2: { code: 54, unit: "percent" },
  bodyTemperature: { code: 71, unit: "celsius" },
  skinTemperature: { code: 73, unit: "celsius" },
  muscleMass: { code: 76, unit: "kg" },
  hydration: { code: 77, unit: "kg" },
  boneMass: { code: 88, unit: "kg" },
  pulseWaveVelocity: { code: 91, unit: "metersPerSecond" },
  vo2Max: { code: 123, unit: "mlPerMinutePerKg" },
  ecgResult: { code: 130, unit: "class" },
  qrsInterval: { code: 135, unit: "ms" },
  prInterval: { code: 136, unit: "ms" },
  qtInterval: { code: 137, unit: "ms" },
  correctedQtInterval: { code: 138, unit: "ms" },
  ppgResult: { code: 139, unit: "class" },
  urinaryPh: { code: 147, unit: "ph" },
  urineSpecificGravity: { code: 148, unit: "ratio" },
  urinaryNitrites: { code: 151, unit: "micromolesPerLiter" },
  vascularAge: { code: 155, unit: "years" },
  nerveHealthLeftFoot: { code: 158, unit: "score" },
  nerveHealthRightFoot: { code: 159, unit: "score" },
  nerveHealth: { code: 167, unit: "score" },
  extracellularWater: { code: 168, unit: "kg" },
  intracellularWater: { code: 169, unit: "kg" },
  visceralFat: { code: 170, unit: "index" },
  segmentalFatFreeMass: { code: 173, unit: "kg" },
  segmentalFatMass: { code: 174, unit: "kg" },
  segmentalMuscleMass: { code: 175, unit: "kg" },
  electrodermalActivity: { code: 196, unit: "index" },
  electrodermalActivityLeftFoot: { code: 197, unit: "index" },
  electrodermalActivityRightFoot: { code: 198, unit: "index" },
  urinaryKetones: { code: 204, unit: "millimolesPerLiter" },
  urinaryVitaminC: { code: 205, unit: "millimolesPerLiter" },
  basalMetabolicRate: { code: 226, unit: "kcal" },
  metabolicAge: { code: 227, unit: "years" },
  skinConductance: { code: 229, unit: "microsiemens" },
  urinaryCalcium: { code: 248, unit: "millimolesPerLiter" },
  urinaryCreatinine: { code: 249, unit: "millimolesPerLiter" },
  urinaryCalciumCreatinineRatio: { code: 251, unit: "millimolesPerMillimole" },
} as const;

/** The name of a measure type that this library knows. */
export type MeasureName = keyof typeof measureTypes;

/** The unit of a measure type, as it stands in the names of properties. */
export type MeasureUnit = (typeof measureTypes)[MeasureName]["unit"];

/** A measure type. */
export interface MeasureType {
  readonly type: MeasureName;
  readonly code: number;
  readonly unit: MeasureUnit;
}

/** The type of a number; `undefined` for one that is not known yet. */
export function measureTypeOf(code: number): MeasureType | undefined {
  return types.get(code);
}

const types = new Map<number, MeasureType>(
  Object.entries(measureTypes).map(([type, { code, unit }]) => [
    code,
    { type: type as MeasureName, code, unit },
  ]),
);
