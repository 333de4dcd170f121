import type { SeededSource } from "../random.js";
import type { Device } from "../state/index.js";

type Model = Pick<Device, "type" | "model" | "model_id">;

/** A device that somebody can have. */
export type ModelName =
  | "bodyPlus"
  | "bodyScan"
  | "bodyComp"
  | "bpmCore"
  | "bpmConnect"
  | "pulseHr"
  | "moveEcg"
  | "scanWatch"
  | "scanWatch2"
  | "sleepAnalyzer"
  | "thermo"
  | "beamO"
  | "iPhone";

/** Withings' names and numbers for some of its devices, and for one that counts steps in another application. */
const models: Readonly<Record<ModelName, Model>> = {
  bodyPlus: { type: "Scale", model: "Body+", model_id: 5 },
  bodyScan: { type: "Scale", model: "Body Scan", model_id: 10 },
  bodyComp: { type: "Scale", model: "Body Comp", model_id: 18 },
  bpmCore: { type: "Blood Pressure Monitor", model: "BPM Core", model_id: 44 },
  bpmConnect: { type: "Blood Pressure Monitor", model: "BPM Connect", model_id: 45 },
  pulseHr: { type: "Activity Tracker", model: "Pulse HR", model_id: 58 },
  moveEcg: { type: "Activity Tracker", model: "Move ECG", model_id: 91 },
  scanWatch: { type: "Activity Tracker", model: "ScanWatch", model_id: 93 },
  scanWatch2: { type: "Activity Tracker", model: "ScanWatch 2", model_id: 94 },
  // How the Sleep Analyzer names itself: https://github.com/joostlek/python-withings/issues/587
  sleepAnalyzer: { type: "Sleep Monitor", model: "Aura Sensor V2", model_id: 63 },
  thermo: { type: "Smart Connected Thermometer", model: "Thermo", model_id: 70 },
  beamO: { type: "Smart Connected Thermometer", model: "BeamO", model_id: 71 },
  iPhone: { type: "HealthKit Apple", model: "HealthKit step iPhone tracker", model_id: 1057 },
};

/** Which of them people have of whom nothing else is known. */
const usual: readonly [Model, ...Model[]] = [
  models.bodyPlus,
  models.bodyScan,
  models.bodyComp,
  models.bpmCore,
  models.bpmConnect,
  models.moveEcg,
  models.scanWatch,
  models.scanWatch2,
  models.sleepAnalyzer,
  models.thermo,
];

const day = 86_400;
/** First sessions are in the fourteen months after this day, 2019-01-01. */
const earliest = 1_546_300_800;

/** One to four different devices. The second one of a person was never heard of since it was unpacked. */
export function inventDevices(random: SeededSource, timezone: string): Device[] {
  const devices = new Map<number, Device>();
  for (let wanted = random.integer(1, 4); wanted > 0; wanted--) {
    const model = random.pick(usual);
    devices.set(model.model_id, inventDevice({ model, timezone, silent: devices.size === 1 }, random));
  }
  return [...devices.values()];
}

/** These devices, all of them in use but those that are silent. */
export function devicesOf(
  random: SeededSource,
  {
    names,
    silent = [],
    timezone,
  }: {
    readonly names: readonly ModelName[];
    readonly silent?: readonly ModelName[];
    readonly timezone: string;
  },
): Device[] {
  return names.map((name) =>
    inventDevice({ model: models[name], timezone, silent: silent.includes(name) }, random),
  );
}

interface DeviceTraits {
  readonly model: Model;
  readonly timezone: string;
  /** Registered, but it never sent anything: Withings answers `unknown` and null then. */
  readonly silent: boolean;
}

function inventDevice({ model, timezone, silent }: DeviceTraits, random: SeededSource): Device {
  const deviceid = random.hex(40);
  const firstSession = earliest + random.integer(0, 425 * day);
  return {
    ...model,
    battery: silent ? "unknown" : random.pick(["high", "medium", "low"]),
    deviceid,
    hash_deviceid: deviceid,
    timezone,
    first_session_date: silent ? null : firstSession,
    // Until it is asked for: then it is when the device was last used.
    last_session_date: silent ? null : firstSession,
  };
}
