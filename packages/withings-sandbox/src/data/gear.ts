import type { Device } from "../state/index.js";

/** Which of somebody's devices measures what. */
export interface Gear {
  readonly scale?: Device;
  /** For blood pressure. */
  readonly cuff?: Device;
  /** A watch or another tracker. */
  readonly tracker?: Device;
  /** Below the mattress. */
  readonly mat?: Device;
  readonly thermometer?: Device;
  /** Another application, on a phone. */
  readonly phone?: Device;
}

const roles: Readonly<Record<string, keyof Gear>> = {
  Scale: "scale",
  "Blood Pressure Monitor": "cuff",
  "Activity Tracker": "tracker",
  "Sleep Monitor": "mat",
  "Smart Connected Thermometer": "thermometer",
  "HealthKit Apple": "phone",
  "HealthKit Google": "phone",
};

/** The devices in use: of each kind the first that ever measured something. */
export function gearOf(devices: readonly Device[]): Gear {
  const gear: { -readonly [Role in keyof Gear]: Gear[Role] } = {};
  for (const device of devices) {
    const role = roles[device.type];
    if (role !== undefined && device.first_session_date !== null) gear[role] ??= device;
  }
  return gear;
}

/** What devices can do that not all of their kind can, by `model_id`. */
const abilities = {
  /** Scales that weigh and nothing else. */
  weighsOnly: [1, 2, 3, 7, 11],
  /** Scales that find how fast the pulse wave runs. */
  vessels: [6, 10, 15, 17, 18],
  /** Scales that examine the nerves of the feet, and the fat around the organs. */
  nerves: [10, 15, 17, 18],
  /** Scales that tell arms, legs and torso apart. */
  segments: [10],
  heartRate: [55, 58, 59, 93, 94, 95],
  ecg: [10, 44, 71, 91, 92, 93, 94],
  stethoscope: [44, 71],
  oxygen: [93, 94],
  /** Watches that also find temperature, breathing and the heart's variability. */
  vitals: [94],
} as const;

/** Whether a device can do it. */
export function can(device: Device | undefined, ability: keyof typeof abilities): boolean {
  return device !== undefined && (abilities[ability] as readonly number[]).includes(device.model_id);
}

/** What somebody can have recorded at all: where not, no day has to be looked at. */
export type Recordable = "activity" | "sleep" | "ecg" | "sound";

/** Whether somebody with these devices has any of it. */
export function records({ cuff, tracker, mat, thermometer, phone }: Gear, what: Recordable): boolean {
  switch (what) {
    case "activity":
      return (tracker ?? phone) !== undefined;
    case "sleep":
      return (mat ?? tracker ?? phone) !== undefined;
    case "ecg":
      return [cuff, tracker, thermometer].some((device) => can(device, "ecg"));
    case "sound":
      return [cuff, thermometer].some((device) => can(device, "stethoscope"));
  }
}
