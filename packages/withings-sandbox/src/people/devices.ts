import type { SeededSource } from "../random.js";
import type { Device } from "../state/index.js";

type Model = Pick<Device, "type" | "model" | "model_id">;

/** Withings' names and numbers for some of its devices. */
const models: readonly [Model, ...Model[]] = [
  { type: "Scale", model: "Body+", model_id: 5 },
  { type: "Scale", model: "Body Scan", model_id: 10 },
  { type: "Scale", model: "Body Comp", model_id: 18 },
  { type: "Blood Pressure Monitor", model: "BPM Core", model_id: 44 },
  { type: "Blood Pressure Monitor", model: "BPM Connect", model_id: 45 },
  { type: "Activity Tracker", model: "Move ECG", model_id: 91 },
  { type: "Activity Tracker", model: "ScanWatch", model_id: 93 },
  { type: "Activity Tracker", model: "ScanWatch 2", model_id: 94 },
  // How the Sleep Analyzer names itself: https://github.com/joostlek/python-withings/issues/587
  { type: "Sleep Monitor", model: "Aura Sensor V2", model_id: 63 },
  { type: "Smart Connected Thermometer", model: "Thermo", model_id: 70 },
];

const day = 86_400;
/** First sessions are in the year after this one: 2024-01-01. */
const earliest = 1_704_067_200;

/** One to four different devices. The second one of a person was never heard of since it was unpacked. */
export function inventDevices(random: SeededSource, timezone: string): Device[] {
  const devices = new Map<number, Device>();
  for (let wanted = random.integer(1, 4); wanted > 0; wanted--) {
    const model = random.pick(models);
    devices.set(model.model_id, inventDevice({ model, timezone, silent: devices.size === 1 }, random));
  }
  return [...devices.values()];
}

interface DeviceTraits {
  readonly model: Model;
  readonly timezone: string;
  /** Registered, but it never sent anything: Withings answers `unknown` and null then. */
  readonly silent: boolean;
}

function inventDevice({ model, timezone, silent }: DeviceTraits, random: SeededSource): Device {
  const deviceid = random.hex(40);
  const firstSession = earliest + random.integer(0, 365 * day);
  return {
    ...model,
    battery: silent ? "unknown" : random.pick(["high", "medium", "low"]),
    deviceid,
    hash_deviceid: deviceid,
    timezone,
    first_session_date: silent ? null : firstSession,
    last_session_date: silent ? null : firstSession + random.integer(day, 300 * day),
  };
}
