import type { Person, Story } from "../state/index.js";
import { type Body, bodyOf } from "./body.js";
import { type Day, secondsOfDay } from "./calendar.js";
import { draws, type Key, keyOf, normal, under, uniform } from "./draws.js";
import { type Gear, gearOf } from "./gear.js";
import { sports } from "./sports.js";
import { startOfDay } from "./zones.js";

/** Everything that decides what is measured of somebody: functions of the day, none of which remembers another one. */
export interface Life {
  readonly person: Person;
  readonly story: Story;
  readonly body: Body;
  readonly gear: Gear;
  /** What belongs to a subject has a key of its own. */
  readonly key: (subject: string) => Key;
  /** Where the person is. */
  readonly zone: (day: Day) => string;
  /** When the day begins there, in Unix seconds. It lasts until the next one begins, however long that is. */
  readonly start: (day: Day) => number;
  /** Whether the person is away from home. */
  readonly away: (day: Day) => boolean;
  /** How ill the person is, from 0 to 1. */
  readonly sickness: (day: Day) => number;
}

/** Whose life it is. */
export interface LifeFacts {
  readonly seed: number;
  readonly person: Person;
  /** The id of a scale that others stand on too: it keeps people together whom it cannot tell apart. */
  readonly sharedScale?: string | undefined;
}

/** The life that a seed gives a person. */
export function lifeOf({ seed, person, sharedScale }: LifeFacts): Life {
  const root = keyOf(seed, "person", String(person.id));
  const keys = new Map<string, Key>();
  const key = (subject: string): Key => {
    const known = keys.get(subject) ?? under(root, subject);
    keys.set(subject, known);
    return known;
  };
  const { story } = person;
  const body = bodyOf({
    key: root,
    person,
    ...(sharedScale === undefined
      ? {}
      : { weightKg: 69 + 12 * uniform(keyOf(seed, "scale", sharedScale), 0) }),
  });
  const tripOn = story === "traveller" ? tripsOf(key("trips")) : () => undefined;
  const zone = (day: Day): string => tripOn(day) ?? person.timezone;
  return {
    person,
    story,
    body: story === "everything" ? { ...body, sports } : body,
    gear: gearOf(person.devices),
    key,
    zone,
    start: (day) => startOfDay(zone(day), day),
    away: (day) => tripOn(day) !== undefined,
    sickness: (day) => sicknessOn(key("sickness"), day),
  };
}

/** The days that have something in a stretch of time, each end included. */
export function daysBetween(from: number, to: number): readonly [first: Day, last: Day] {
  // A zone is at most 14 hours from UTC, and a night belongs to the day on which it ends.
  return [Math.floor(from / secondsOfDay) - 1, Math.floor(to / secondsOfDay) + 2];
}

/** Whole hours from UTC, half ones, three quarters, daylight saving of half an hour, and both sides of the date line. */
const destinations = [
  "America/New_York",
  "Asia/Tokyo",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Pacific/Auckland",
  "Australia/Lord_Howe",
  "America/Los_Angeles",
  "Africa/Casablanca",
] as const;

/** A trip of three to sixteen days in every forty. */
function tripsOf(key: Key): (day: Day) => string | undefined {
  const every = 40;
  return (day) => {
    const block = Math.floor(day / every);
    const draw = draws(under(key, block));
    const first = block * every + draw.integer(2, 20);
    const last = first + draw.integer(2, 15);
    return day >= first && day <= last ? draw.pick(destinations) : undefined;
  };
}

/** How an illness goes, day by day. */
const course = [0.5, 1, 0.9, 0.6, 0.35, 0.15] as const;

/** An illness in about every second stretch of seventy days. */
function sicknessOn(key: Key, day: Day): number {
  const every = 70;
  const block = Math.floor(day / every);
  if (uniform(key, block) > 0.55) return 0;
  const first = block * every + Math.floor(uniform(under(key, block), 1) * (every - course.length));
  const severity = Math.min(1, 0.7 + 0.15 * Math.abs(normal(under(key, block), 2)));
  return severity * (course[day - first] ?? 0);
}
