import { createHash } from "node:crypto";
import { seeded } from "../random.js";
import type { Device } from "../state/index.js";

/** A device as it leaves the factory. */
export interface Hardware {
  readonly macAddress: string;
  readonly serialNumber: string;
  readonly deviceid: string;
  readonly type: string;
  readonly model: string;
  readonly model_id: number;
}

/** How it stands with the SIM of a device. */
export interface Sim {
  readonly status: "STANDBY" | "PENDING_TERMINATION" | "TERMINATED";
  /** Unix seconds: when it ends for good. */
  readonly terminationDate?: number;
}

/** What a partner can do with a SIM. */
export type SimEnd = "STANDBY" | "TERMINATED";

/** The devices of partners. There is one at every MAC address. */
export interface HardwareStock {
  /** The device at a MAC address. */
  readonly at: (macAddress: string) => Hardware;
  /** Makes a device of an article; which model it is depends on the article. */
  readonly make: (article: string, label: string) => Hardware;
  readonly macAddressOf: (device: Pick<Device, "deviceid">) => string;
  /** Puts the SIM aside, or ends it in 30 days. */
  readonly endSim: (macAddress: string, wanted: { readonly status: SimEnd; readonly now: number }) => Sim;
  /** `undefined` for a SIM that serves as usual. */
  readonly simOf: (macAddress: string, now: number) => Sim | undefined;
  readonly clear: () => void;
}

type Model = Pick<Device, "type" | "model" | "model_id">;

/** What partners order: devices with a SIM or for a hub. */
const models: readonly [Model, ...Model[]] = [
  { type: "Scale", model: "Body Pro 2", model_id: 17 },
  { type: "Scale", model: "Body Pro", model_id: 9 },
  { type: "Blood Pressure Monitor", model: "BPM Connect Pro", model_id: 46 },
  { type: "Blood Pressure Monitor", model: "BPM Pro 2", model_id: 47 },
  { type: "Sleep Monitor", model: "Aura Sensor V2", model_id: 63 },
  { type: "Activity Tracker", model: "ScanWatch", model_id: 93 },
];

const graceSeconds = 30 * 86_400;

/** How MAC addresses are compared. */
export const normalMac = (macAddress: string): string => macAddress.toLowerCase();

/** Whether it is a MAC address. */
export const isMac = (text: string): boolean => /^(?:[\da-f]{2}:){5}[\da-f]{2}$/i.test(text);

/** A {@link HardwareStock} from which nothing was taken. */
export function createHardware(seed: number): HardwareStock {
  const known = new Map<string, Hardware>();
  const macs = new Map<string, string>();
  const sims = new Map<string, { readonly status: SimEnd; readonly at: number }>();

  const keep = (hardware: Hardware): Hardware => {
    known.set(hardware.macAddress, hardware);
    macs.set(hardware.deviceid, hardware.macAddress);
    return hardware;
  };
  const build = (macAddress: string, model: Model): Hardware => {
    const random = seeded(seed, `hardware ${macAddress}`);
    return keep({ ...model, macAddress, serialNumber: random.hex(12), deviceid: random.hex(40) });
  };
  const simOf = (macAddress: string, now: number): Sim | undefined => {
    const sim = sims.get(normalMac(macAddress));
    if (sim?.status !== "TERMINATED") return sim;
    const terminationDate = sim.at + graceSeconds;
    return { status: now < terminationDate ? "PENDING_TERMINATION" : "TERMINATED", terminationDate };
  };
  return {
    at: (given) => {
      const macAddress = normalMac(given);
      return known.get(macAddress) ?? build(macAddress, seeded(seed, `model of ${macAddress}`).pick(models));
    },
    make: (article, label) => {
      const macAddress = withingsMac(seeded(seed, `parcel ${label}`).hex(6));
      return build(macAddress, seeded(seed, `article ${article}`).pick(models));
    },
    macAddressOf: ({ deviceid }) =>
      macs.get(deviceid) ?? withingsMac(createHash("sha256").update(deviceid).digest("hex").slice(0, 6)),
    endSim: (macAddress, { status, now }) => {
      sims.set(normalMac(macAddress), { status, at: now });
      return simOf(macAddress, now) ?? { status };
    },
    simOf,
    clear: () => {
      known.clear();
      macs.clear();
      sims.clear();
    },
  };
}

/** Withings' own half of the address, and six digits. */
const withingsMac = (digits: string): string => `00:24:e4:${digits.match(/../g)?.join(":") ?? ""}`;
