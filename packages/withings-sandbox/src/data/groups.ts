import type { Device } from "../state/index.js";
import { type Arrival, arrivalAt, longestArrivalDays, rowKey } from "./arrivals.js";
import type { Day } from "./calendar.js";
import { weighingMeasures, weightAt } from "./composition.js";
import { under, uniform } from "./draws.js";
import { type GroupKind, groupKinds, type Occasion, weighings } from "./group-kinds.js";
import { rowId } from "./ids.js";
import type { Life } from "./life.js";
import type { Measure } from "./measure.js";
import { rememberDays } from "./remember.js";

/** A measure group before its values: cheap enough to make for every day there ever was. */
export interface PlannedGroup {
  /** Who was measured. */
  readonly life: Life;
  readonly kind: GroupKind;
  readonly occasion: Occasion;
  readonly device: Device | undefined;
  readonly grpid: number;
  /** As the device says it: 1 where it is not sure who it was. */
  readonly attrib: number;
  /** Who else it may have been; empty where the device is sure. */
  readonly candidates: readonly Life[];
}

/** A group as Withings has it at a moment. */
export interface StoredGroup extends PlannedGroup {
  readonly arrival: Arrival;
}

/** A row of `measure getmeas`, before the names that its fields have on the wire. */
export interface Group {
  readonly grpid: number;
  readonly attrib: number;
  readonly date: number;
  readonly created: number;
  readonly modified: number;
  readonly category: number;
  readonly deviceid: string | null;
  readonly hash_deviceid: string | null;
  readonly measures: readonly Measure[];
  readonly modelid: number | null;
  readonly model: string | null;
  readonly timezone: string;
}

/** How near two people must weigh for a scale to take one for the other, in kg. */
const confusedWithin = 2.5;

/** What was measured when, on which device: what stays the same whoever shares the scale. */
type Measuring = Pick<PlannedGroup, "kind" | "occasion" | "device" | "grpid">;

const measurings = rememberDays((life: Life, day): readonly Measuring[] => {
  const found = groupKinds.flatMap((kind) =>
    kind.has(life) ? kind.occasions(life, day).map((occasion) => measuring(life, kind, occasion)) : [],
  );
  return found
    .filter(({ occasion, device }) => (device?.first_session_date ?? 0) <= occasion.at)
    .sort((one, other) => one.occasion.at - other.occasion.at);
}, 6000);

function measuring(life: Life, kind: GroupKind, occasion: Occasion): Measuring {
  return {
    kind,
    occasion,
    device: "device" in occasion ? (occasion.device as Device) : kind.role && life.gear[kind.role],
    grpid: rowId({ personId: life.person.id, day: occasion.day, slot: kind.slot + occasion.turn }),
  };
}

/**
 * The groups that a person's devices and hands made on a day, in the order of time.
 *
 * @param others - those who stand on the same scale.
 */
export function plannedGroups(life: Life, day: Day, others: readonly Life[] = []): readonly PlannedGroup[] {
  return measurings(life, day).map((found) => {
    const { kind, occasion } = found;
    const candidates = kind === weighings ? confusedWith(life, occasion, others) : [];
    return { life, ...found, attrib: candidates.length > 0 ? 1 : (occasion.attrib ?? 0), candidates };
  });
}

function confusedWith(life: Life, occasion: Occasion, others: readonly Life[]): readonly Life[] {
  if (others.length === 0 || uniform(under(occasion.key, 40), 0) > 0.12) return [];
  const hour = (occasion.at - life.start(occasion.day)) / 3600;
  const own = weightAt(life, { day: occasion.day, hour });
  return others.filter(
    (other) => Math.abs(weightAt(other, { day: occasion.day, hour }) - own) < confusedWithin,
  );
}

/** A group as far as it has come; `undefined` before. */
export function storedGroup(planned: PlannedGroup, now: number): StoredGroup | undefined {
  const { life, kind, occasion } = planned;
  const { day, at, turn } = occasion;
  const key = rowKey(life, "measures", { day, slot: kind.slot + turn });
  // A scale with Wi-Fi sends at once.
  const ready = at + 8 + Math.floor(uniform(key, 0) * 120);
  const arrival = arrivalAt(life, { day, ready, key }, now);
  return arrival && { ...planned, arrival };
}

/** For how many days a group of a life can still change after it was measured. */
export const changesWithinDays: typeof longestArrivalDays = longestArrivalDays;

/** The values of a group. Somebody who corrects what they weigh takes a little off. */
export function measuresOf({ life, kind, occasion }: PlannedGroup, edited = false): readonly Measure[] {
  if (!edited) return kind.measures(life, occasion);
  if (kind === weighings) {
    const hour = (occasion.at - life.start(occasion.day)) / 3600;
    return weighingMeasures(life, occasion, weightAt(life, { day: occasion.day, hour }) - 1.2);
  }
  const [first, ...rest] = kind.measures(life, occasion);
  return first === undefined ? rest : [{ ...first, value: first.value - 2 }, ...rest];
}

/** The whole group. */
export function groupOf(stored: StoredGroup): Group {
  const { life, kind, occasion, device, arrival, attrib, grpid } = stored;
  // What people typed, and what they set for themselves, has no device.
  const source = device !== undefined && attrib !== 2 && attrib !== 4 ? device : undefined;
  return {
    grpid,
    attrib,
    date: occasion.at,
    created: arrival.created,
    modified: arrival.modified,
    category: kind.category ?? 1,
    deviceid: source?.deviceid ?? null,
    hash_deviceid: source?.hash_deviceid ?? null,
    measures: measuresOf(stored, arrival.edited),
    modelid: source?.model_id ?? null,
    model: source?.model ?? null,
    timezone: life.zone(occasion.day),
  };
}
