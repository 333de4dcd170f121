import { integerOrNull, textOrNull, type Unchecked } from "./row.js";

/** What something was measured with. */
export interface MeasuringDevice {
  /** The device's id for this application, as it stands in `devices.list`; null where Withings did not say. */
  readonly id: string | null;
  readonly model: DeviceModel;
}

/** The model of a device. */
export interface DeviceModel {
  /** In Withings' words; null where neither Withings nor this library has a name for it. */
  readonly name: string | null;
  /** Withings' number. */
  readonly code: number | null;
}

/** Where rows have their device: differently in each operation. */
interface DeviceRow {
  readonly hash_deviceid?: unknown;
  readonly deviceid?: unknown;
  readonly model?: unknown;
  readonly modelid?: unknown;
  readonly model_id?: unknown;
}

/**
 * The device of a row; null where it has none, as what was entered by hand.
 *
 * @param nameOf - names a model by its number, where the row does not.
 */
export function deviceOf(
  { hash_deviceid, deviceid, model, modelid, model_id }: Unchecked<DeviceRow>,
  nameOf?: (code: number) => string | null,
): MeasuringDevice | null {
  // deviceid is a number in an example of Withings', the other never.
  const id = textOrNull(hash_deviceid, "hash_deviceid") ?? textOrNull(deviceid, "deviceid");
  // The documents say model_id, the measurements' answers modelid; workouts and ECGs have the number in model.
  const code =
    integerOrNull(modelid, "modelid") ??
    integerOrNull(model_id, "model_id") ??
    (typeof model === "number" ? integerOrNull(model, "model") : null);
  const name = typeof model === "number" ? null : textOrNull(model, "model");
  if (id === null && code === null && name === null) return null;
  const known = name ?? (code === null ? null : (nameOf?.(code) ?? null));
  if (last.id !== id || last.model.code !== code || last.model.name !== known)
    last = Object.freeze({ id, model: Object.freeze({ name: known, code }) });
  return last;
}

// Rows that come together are mostly of one device, and have one object for it, which nobody can change.
let last: MeasuringDevice = { id: null, model: { name: null, code: null } };
