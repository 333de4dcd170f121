import type { Day } from "./calendar.js";
import {
  changesWithinDays,
  type Group,
  groupOf,
  measuresOf,
  type PlannedGroup,
  plannedGroups,
  storedGroup,
  type StoredGroup,
} from "./groups.js";
import type { GroupKind } from "./group-kinds.js";
import { readRowId } from "./ids.js";
import type { Ledger } from "./ledger.js";
import { daysBetween, type Life } from "./life.js";
import { groupTwists, type RowTwist } from "./strange-groups.js";

/** A group in a list, whose values are made when they are asked for. */
export interface ListedGroup {
  readonly grpid: number;
  readonly date: number;
  readonly modified: number;
  readonly category: number;
  readonly deleted: boolean;
  /** Whose else it may be: the ids of the others, empty where that is certain. */
  readonly candidates: readonly number[];
  /** Whether it has a measure of one of these types. */
  readonly holds: (types: ReadonlySet<number>) => boolean;
  readonly group: () => Group;
  /** How its row is unlike all others, for somebody whose rows are strange. */
  readonly twist?: RowTwist;
}

/** Whose groups, and what is known of them. */
export interface MeasureSource {
  readonly life: Life;
  /** Those who stand on the same scale. */
  readonly others: readonly Life[];
  readonly ledger: Ledger;
  /** Withings' number for how a group is somebody's that they confirmed. */
  readonly confirmedAttribution: number;
  /** The sandbox's time, in Unix seconds. */
  readonly now: number;
}

/** Which groups are wanted. */
export interface WantedGroups {
  /** Unix seconds: when the first was measured. */
  readonly from: number;
  /** Unix seconds: when the last was measured. */
  readonly to: number;
  /** Unix seconds: only what came or changed then or later. */
  readonly changedSince?: number;
}

/** The groups of a person, the newest first. Nothing is made that is not asked for: skipping one costs no values. */
export function* listGroups(source: MeasureSource, wanted: WantedGroups): Generator<ListedGroup> {
  const { life, ledger, now } = source;
  const isWanted = (group: ListedGroup): boolean =>
    group.date >= wanted.from &&
    group.date <= wanted.to &&
    group.modified >= (wanted.changedSince ?? -Infinity);
  const added = ledger
    .added(life.person.id)
    .flatMap((group) => addedGroup(source, group) ?? [])
    .filter(isWanted);
  const first = firstDayOf(source, wanted);
  const corrected = wanted.changedSince === undefined ? [] : correctedBefore(source, first).filter(isWanted);
  const extra = [...added, ...corrected].sort((one, other) => one.date - other.date);
  for (const group of inOrder(source, first, Math.min(wanted.to, now))) {
    if (!isWanted(group)) continue;
    for (let next = extra.at(-1); next !== undefined && next.date >= group.date; next = extra.at(-1)) {
      extra.pop();
      yield next;
    }
    yield group;
  }
  yield* extra.reverse();
}

/** One group by its id, if the person has it and can see it. */
export function findGroup(source: MeasureSource, grpid: number): ListedGroup | undefined {
  const added = source.ledger.added(source.life.person.id).find((group) => group.grpid === grpid);
  if (added !== undefined) return addedGroup(source, added);
  for (const { person } of [source.life, ...source.others]) {
    const place = readRowId(grpid, person.id);
    const found = place && groupsOf(source, place.day).find((group) => group.grpid === grpid);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Before the first device there is nothing; and what has long come does not change any more. */
function firstDayOf({ life }: MeasureSource, { from, changedSince }: WantedGroups): Day {
  const { person } = life;
  const begun = Math.min(...person.devices.map((device) => device.first_session_date ?? Infinity));
  const [first] = daysBetween(Math.max(from, begun), 0);
  if (changedSince === undefined) return first;
  const [changed] = daysBetween(changedSince, 0);
  return Math.max(first, changed - changesWithinDays(life));
}

/** An evening may last until six in the morning of the next day. */
const longestEvening = 6 * 3600;

function* inOrder(source: MeasureSource, first: Day, to: number): Generator<ListedGroup> {
  const [, last] = daysBetween(0, to);
  const waiting: ListedGroup[] = [];
  for (let day = last; day >= first; day--) {
    waiting.push(...groupsOf(source, day));
    waiting.sort((one, other) => other.date - one.date);
    const settled = source.life.start(day) + longestEvening;
    const count = waiting.findIndex(({ date }) => date <= settled);
    yield* waiting.splice(0, count === -1 ? waiting.length : count);
  }
  yield* waiting;
}

/** What was corrected by hand long after it was measured. */
function correctedBefore(source: MeasureSource, first: Day): readonly ListedGroup[] {
  const { ledger, life, others } = source;
  const ids = new Set([...ledger.corrected(life.person.id), ...ledger.decided()]);
  return [...ids].flatMap((grpid) => {
    const places = [life, ...others].map(({ person }) => readRowId(grpid, person.id));
    return places.some((place) => place !== undefined && place.day < first)
      ? (findGroup(source, grpid) ?? [])
      : [];
  });
}

/** The groups of a day: the person's own, and those that may be theirs. */
function groupsOf(source: MeasureSource, day: Day): readonly ListedGroup[] {
  const { life, others, now } = source;
  const planned = [
    ...plannedGroups(life, day, others),
    ...others.flatMap((other) => mistakenFor(life, other, { day, others })),
  ];
  return planned
    .flatMap((group) => storedGroup(group, now) ?? [])
    .flatMap((group) => decide(source, group))
    .flatMap((group) => listed(source, group));
}

function mistakenFor(
  life: Life,
  other: Life,
  { day, others }: { readonly day: Day; readonly others: readonly Life[] },
): readonly PlannedGroup[] {
  const withOther = [life, ...others.filter((each) => each !== other)];
  return plannedGroups(other, day, withOther).filter(({ candidates }) => candidates.includes(life));
}

/** Whose a group is that the scale was not sure of, as far as people have said. */
function decide(
  { life, ledger, confirmedAttribution, now }: MeasureSource,
  group: StoredGroup,
): readonly StoredGroup[] {
  const decision = group.candidates.length === 0 ? undefined : ledger.decision(group.grpid);
  if (decision === undefined || decision.at > now) return [group];
  const possible = [group.life, ...group.candidates].map(({ person }) => person.id);
  const left =
    decision.owner === undefined ? possible.filter((id) => !decision.notOf.has(id)) : [decision.owner];
  if (!left.includes(life.person.id)) return [];
  const modified = Math.max(group.arrival.modified, decision.at);
  return [
    {
      ...group,
      arrival: { ...group.arrival, modified },
      ...(left.length > 1 ? {} : { attrib: confirmedAttribution, candidates: [] }),
    },
  ];
}

function listed(source: MeasureSource, stored: StoredGroup): readonly ListedGroup[] {
  const { life, ledger, now } = source;
  const { grpid, occasion, kind, arrival } = stored;
  const found = ledger.correction(life.person.id, grpid);
  const correction = found !== undefined && found.at <= now ? found : undefined;
  const group: ListedGroup = {
    grpid,
    date: occasion.at,
    modified: correction?.at ?? arrival.modified,
    category: kind.category ?? 1,
    deleted: correction?.deleted ?? arrival.deleted,
    candidates: [stored.life, ...stored.candidates]
      .map(({ person }) => person.id)
      .filter((id) => stored.candidates.length > 0 && id !== life.person.id),
    holds: (types) =>
      correction?.measures === undefined
        ? hasOneOf(stored, types)
        : correction.measures.some(({ type }) => types.has(type)),
    group: () => ({
      ...groupOf(stored),
      modified: correction?.at ?? arrival.modified,
      ...(correction?.measures === undefined ? {} : { measures: correction.measures }),
    }),
  };
  if (life.story !== "strange") return [group];
  return groupTwists(life, grpid).map((twist) =>
    twist === undefined
      ? group
      : { ...group, twist, category: Number(twist({ category: group.category })["category"]) },
  );
}

/** The types that a kind has, found at the first of its groups that somebody asks about. */
const typesOf = new WeakMap<Life, Map<GroupKind, ReadonlySet<number>>>();

function hasOneOf(stored: StoredGroup, types: ReadonlySet<number>): boolean {
  const held = heldTypes(stored);
  for (const type of types) if (held.has(type)) return true;
  return false;
}

function heldTypes(stored: StoredGroup): ReadonlySet<number> {
  const find = (): ReadonlySet<number> => new Set(measuresOf(stored).map(({ type }) => type));
  const { life, kind } = stored;
  if (kind.varies === true) return find();
  const known = typesOf.get(life) ?? new Map<GroupKind, ReadonlySet<number>>();
  typesOf.set(life, known);
  const held = known.get(kind) ?? find();
  known.set(kind, held);
  return held;
}

function addedGroup({ ledger, life, now }: MeasureSource, group: Group): ListedGroup | undefined {
  if (group.created > now) return undefined;
  const found = ledger.correction(life.person.id, group.grpid);
  const correction = found !== undefined && found.at <= now ? found : undefined;
  const measures = correction?.measures ?? group.measures;
  const modified = correction?.at ?? group.modified;
  return {
    grpid: group.grpid,
    date: group.date,
    modified,
    category: group.category,
    deleted: correction?.deleted ?? false,
    candidates: [],
    holds: (types) => measures.some(({ type }) => types.has(type)),
    group: () => ({ ...group, measures, modified }),
  };
}
