import { bodyPositionName, type BodyPositionName } from "../model/body-position.js";
import { deviceModelName } from "../model/device-model.js";
import type { GetBody } from "../wire/heart.js";
import type { DeviceModel } from "./device.js";
import { integerOrNull, numberOrNull, othersThan, type Row, samplesOf, type Unchecked } from "./row.js";
import { samplingRateOrNull } from "./sampling-rate.js";

/** An ECG. */
export interface Ecg {
  readonly signalId: number;
  /** The samples. Empty where Withings has none to give, as without the plan Advanced Biomarkers. */
  readonly microvolts: readonly number[];
  /** Samples a second: 500 from BPM Core, 300 from others; null where neither the answer nor the model says. */
  readonly samplingHz: number | null;
  readonly durationSeconds: number | null;
  /** Where the device was; null where Withings did not say. */
  readonly position: { readonly name: BodyPositionName | "unknown"; readonly code: number } | null;
  readonly model: DeviceModel;
  /** Average heart rate. */
  readonly heartRateBpm: number | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The answer as Withings sent it; only with `raw: true`. */
  readonly raw?: GetBody;
}

const others = othersThan("signal sampling_frequency wearposition model heart_rate");

// Where the answer does not say it: BPM Core has a rate of its own.
const samplingHzOfModels: Readonly<Partial<Record<number, number>>> = {
  44: 500,
  91: 300,
  92: 300,
  93: 300,
  94: 300,
};

/** Decodes an ECG. */
export function decodeEcg(body: Unchecked<GetBody>, signalId: number): Ecg {
  const microvolts = samplesOf(body.signal);
  const code = integerOrNull(body.model, "model");
  const position = integerOrNull(body.wearposition, "wearposition");
  const samplingHz =
    samplingRateOrNull(body.sampling_frequency, "sampling_frequency") ??
    samplingHzOfModels[code ?? 0] ??
    null;
  const unknown = others(body);
  return {
    signalId,
    microvolts,
    samplingHz,
    durationSeconds: samplingHz === null ? null : microvolts.length / samplingHz,
    position: position === null ? null : { name: bodyPositionName(position), code: position },
    model: { name: code === null ? null : deviceModelName(code), code },
    heartRateBpm: heartRateOf(body.heart_rate),
    ...(unknown && { others: unknown }),
  };
}

/** A number in Withings' document of August 2026, a row of its own in that of October. */
function heartRateOf(value: unknown): number | null {
  const rate = typeof value === "object" && value !== null ? (value as Row)["value"] : value;
  return numberOrNull(rate, "heart_rate");
}
