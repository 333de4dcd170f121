import type { Device } from "../state/index.js";
import { lastSynchronization } from "./arrivals.js";
import { uniform } from "./draws.js";
import { groupKinds, wantedWeight } from "./group-kinds.js";
import { isPhone } from "./activity-rows.js";
import { daysBetween, type Life } from "./life.js";
import { wakeTime } from "./night.js";
import type { Row } from "./row.js";

/** For how many days back it is looked when a device was used last. */
const lookBackDays = 45;

/** The devices of `user v2 getdevice`: those in use were synchronized lately. */
export function devicesOf(life: Life, now: number): readonly Device[] {
  return life.person.devices.map((device) => {
    if (!Object.values(life.gear).includes(device)) return device;
    const used = lastUse(life, device, now);
    return used === undefined || used < (device.first_session_date ?? Infinity)
      ? device
      : { ...device, last_session_date: Math.max(used, device.last_session_date ?? 0) };
  });
}

function lastUse(life: Life, device: Device, now: number): number | undefined {
  if (device === life.gear.tracker || isPhone(device)) return lastSynchronization(life, now);
  const [, today] = daysBetween(0, now);
  const kinds = groupKinds.filter(({ role }) => role !== undefined && life.gear[role] === device);
  for (let day = today; day > today - lookBackDays; day--) {
    const times =
      device === life.gear.mat
        ? [wakeTime(life, day)]
        : kinds.flatMap((kind) => kind.occasions(life, day).map(({ at }) => at));
    const past = times.filter((time) => time <= now);
    if (past.length > 0) return Math.max(...past);
  }
  return undefined;
}

/** The goals of `user v2 getgoals`: of what the person's devices can tell; none for somebody without any, and none of some. */
export function goalsOf(life: Life): Row {
  const { gear, body, story } = life;
  const own = life.key("goals");
  const all = story === "everything";
  if (story === "strange" || (!all && uniform(own, 0) < 0.15)) return {};
  const walks = gear.tracker ?? gear.phone;
  return {
    ...(walks && { steps: Math.round((body.stepsADay * 1.15) / 500) * 500 }),
    ...((gear.mat ?? gear.tracker) !== undefined && (all || uniform(own, 1) < 0.6) && { sleep: 28_800 }),
    ...(gear.scale && { weight: { value: Math.round(wantedWeight(life) * 1000), unit: -3 } }),
  };
}
