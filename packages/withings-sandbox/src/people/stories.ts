import type { SeededSource } from "../random.js";
import type { Device, Story } from "../state/index.js";
import { devicesOf, type ModelName } from "./devices.js";

/** Which devices the people of a story have; those of other stories have whatever devices they have. */
const modelsByStory: Readonly<Partial<Record<Story, readonly ModelName[]>>> = {
  everything: ["bodyScan", "bpmCore", "scanWatch2", "sleepAnalyzer", "beamO"],
  fibrillation: ["bpmCore", "scanWatch"],
  nothing: [],
  traveller: ["bodyPlus", "scanWatch2", "bpmConnect"],
  import: ["iPhone"],
  "body-scan": ["bodyScan"],
  late: ["bodyPlus", "scanWatch", "sleepAnalyzer", "bpmConnect"],
  strange: ["bodyScan", "bpmCore", "scanWatch2", "sleepAnalyzer"],
};

/** The devices that a story asks for; `undefined` where it asks for none. */
export function devicesOfStory(
  story: Story | undefined,
  { random, timezone }: { readonly random: SeededSource; readonly timezone: string },
): Device[] | undefined {
  const names = story && modelsByStory[story];
  if (names === undefined) return undefined;
  const devices = devicesOf(random, { names, timezone });
  return story === "strange" ? [...devices, ...strangeDevices(random, timezone)] : devices;
}

/** Devices as `getdevice` was seen to answer some: without a name, without a date, twice, and of a kind that nobody knows yet. */
function strangeDevices(random: SeededSource, timezone: string): Device[] {
  const deviceid = random.hex(40);
  const usual = {
    battery: "high",
    deviceid,
    hash_deviceid: deviceid,
    timezone,
    first_session_date: null,
    last_session_date: 1_693_867_179,
  } as const;
  return [
    { ...usual, type: "Futuristic device", model: "Futuristic device A", model_id: 696_969 },
    { ...usual, type: "Babyphone", model: "", model_id: 21 },
    { ...usual, type: "Babyphone", model: "", model_id: 21, battery: "unknown", last_session_date: null },
  ];
}
