import type { MeasureName } from "./measure-types.js";

/**
 * The measure types that stay away without the plan Advanced Biomarkers, while the status is 0.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/plans/
 */
export const advancedMeasures: ReadonlySet<MeasureName> = new Set([
  "skinTemperature",
  "pulseWaveVelocity",
  "vo2Max",
  "ecgResult",
  "qrsInterval",
  "prInterval",
  "qtInterval",
  "correctedQtInterval",
  "ppgResult",
  "vascularAge",
  "nerveHealth",
  "extracellularWater",
  "intracellularWater",
  "visceralFat",
  "segmentalFatFreeMass",
  "segmentalFatMass",
  "segmentalMuscleMass",
  "basalMetabolicRate",
] as const);
