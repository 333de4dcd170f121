import { uniform } from "./draws.js";
import type { Life } from "./life.js";
import { type Row, type RowTwist, without } from "./row.js";

/** Odd rows of other operations than `getmeas`. As many of them stay ordinary. */
function pick(
  life: Life,
  subject: string,
  { index, twists }: { index: number; twists: readonly RowTwist[] },
): RowTwist {
  const chance = uniform(life.key(subject), index) * 2 * twists.length;
  return twists[Math.floor(chance)] ?? ((row) => row);
}

const dataOf = (row: Row): Row => row["data"] as Row;

/** What makes a night odd. */
export function nightTwists(life: Life, day: number): RowTwist {
  const twists: readonly RowTwist[] = [
    (row) => ({ ...row, data: [] }),
    (row) => ({ ...row, data: { ...dataOf(row), night_events: [] } }),
    (row) => ({ ...row, data: { ...dataOf(row), deepsleepduration: null, remsleepduration: null } }),
    (row) => ({ ...row, model: 16, model_id: 1058, hash_deviceid: null }),
    (row) => without(row, "model_id", "hash_deviceid", "created", "completed"),
    (row) => ({ ...row, model: 99, data: { ...dataOf(row), dream_count: 3 } }),
  ];
  return pick(life, "strange nights", { index: day, twists });
}

/** What makes a segment of a night odd. */
export function segmentTwist(life: Life, start: number): RowTwist {
  const twists: readonly RowTwist[] = [
    // By hand, unspecified, out of bed, and not known yet.
    ...[4, 5, 15, 99].map((state): RowTwist => (row) => ({ ...row, state })),
    (row) => without(row, "model", "model_id", "hash_deviceid"),
    (row) => ({ ...row, hash_deviceid: null, model: "" }),
    (row) => ("hr" in row ? { ...row, hr: [] } : row),
  ];
  return pick(life, "strange segments", { index: start, twists });
}

const googleFit = { deviceid: null, hash_deviceid: null, modelid: 1055, model: "GoogleFit tracker" } as const;

/** What becomes of a day: it may be counted twice, by the watch and by a phone. */
export function dayTwists(life: Life, day: number): readonly RowTwist[] {
  const own: RowTwist = (row) => row;
  const chance = Math.floor(uniform(life.key("strange days"), day) * 10);
  switch (chance) {
    case 0:
      return [own, (row) => ({ ...row, ...googleFit, brand: 18, is_tracker: false })];
    case 1:
      return [(row) => without(row, "hash_deviceid", "modelid", "model", "modified")];
    case 2:
      return [(row) => ({ ...row, brand: 99, modelid: null, model: null })];
    case 3:
      return [(row) => ({ ...row, timezone: "Asia/Katmandu", modelid: 696_969, model: "Futuristic device" })];
    default:
      return [own];
  }
}

/** What becomes of a workout: there may be two rows with its id. */
export function workoutTwists(life: Life, id: number): readonly RowTwist[] {
  const own: RowTwist = (row) => row;
  const chance = Math.floor(uniform(life.key("strange workouts"), id) * 12);
  switch (chance) {
    case 0:
      return [own, (row) => ({ ...row, attrib: 8, model: 1055, deviceid: null })];
    case 1:
      return [(row) => ({ ...row, data: [] })];
    case 2:
      return [(row) => ({ ...row, data: { algo_pause_duration: null } })];
    case 3:
      return [(row) => ({ ...row, category: 9999 })];
    case 4:
      return [(row) => without({ ...row, deviceid: null, model: 1055 }, "hash_deviceid", "created")];
    case 5:
      return [(row) => ({ ...row, data: { ...dataOf(row), core_body_temperature_status: "usual" } })];
    case 6:
      return [(row) => ({ ...row, attrib: 10_000, data: { ...dataOf(row), cheers: 12 } })];
    default:
      return [own];
  }
}

/** What makes a recording of `heart v2 list` odd. */
export function recordingTwist(life: Life, id: number): RowTwist {
  const twists: readonly RowTwist[] = [
    (row) => ({ ...row, ecg: [], bloodpressure: [] }),
    (row) => without(row, "heart_rate", "timezone"),
    (row) => ({ ...row, deviceid: null, model: 9999 }),
    (row) => ({ ...row, ecg: without(row["ecg"] as Row, "afib") }),
    (row) => ({ ...row, ecg: { ...(row["ecg"] as Row), afib: 9 } }),
  ];
  return pick(life, "strange recordings", { index: id, twists });
}

/** Whether a recording has lost its samples: empty was seen, with status 0. */
export function isEmptySignal(life: Life, id: number): boolean {
  return life.story === "strange" && uniform(life.key("empty signals"), id) < 0.3;
}
