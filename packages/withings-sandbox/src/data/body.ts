import type { Person } from "../state/index.js";
import { type Day, readDay } from "./calendar.js";
import { draws, type Key, under, within } from "./draws.js";
import { type Sport, sportsOf } from "./sports.js";

/** What stays the same about somebody: the level that each day varies around. */
export interface Body {
  readonly gender: Person["gender"];
  readonly birthday: Day;
  readonly heightCm: number;
  /** At the height of the usual trend. */
  readonly weightKg: number;
  /** Fat by weight. */
  readonly fatShare: number;
  /** Water by fat free mass. */
  readonly waterShare: number;
  /** Bone by fat free mass. */
  readonly boneShare: number;
  /** While asleep, in beats a minute. */
  readonly restingRate: number;
  readonly systolic: number;
  readonly diastolic: number;
  readonly breathsPerMinute: number;
  /** When the light goes out, in hours from midnight; negative before it. */
  readonly bedtimeHours: number;
  readonly sleepHours: number;
  /** Minutes awake before sleep comes, usually. */
  readonly latencyMinutes: number;
  /** How often sleep is broken: 1 is usual. */
  readonly restlessness: number;
  /** Apneas and hypopneas an hour. */
  readonly apneas: number;
  /** The share of the night that is snored through. */
  readonly snoring: number;
  /** Heart rate variability asleep, RMSSD in ms. */
  readonly variabilityMs: number;
  readonly stepsADay: number;
  /** Of one walking step, in mm. */
  readonly strideMm: number;
  readonly sports: readonly Sport[];
  /** Oxygen uptake at its most, in ml/min/kg. */
  readonly vo2Max: number;
  /** Of the pulse wave, in m/s, at the age of forty. */
  readonly pulseWaveVelocity: number;
  /** Nerve health: 0 to 100. */
  readonly nerveScore: number;
  readonly temperature: number;
}

/** What decides about a body. */
export interface BodyFacts {
  readonly key: Key;
  readonly person: Pick<Person, "gender" | "birthDate" | "heightCm" | "weightKg">;
  /** Near which weight it stays, for people whom one scale takes for each other. */
  readonly weightKg?: number;
}

/** The body that a key gives a person. */
export function bodyOf({ key, person, weightKg: wanted }: BodyFacts): Body {
  const draw = draws(under(key, "body"));
  const man = person.gender === 0;
  const inventedCm = Math.round((man ? 178 : 165.5) + 6 * within(draw.normal(), -2.2, 2.2));
  const heightCm = person.heightCm ?? inventedCm;
  const massIndex = within(24.2 + 2.6 * draw.normal(), 19.5, 31);
  const ownKg = person.weightKg ?? massIndex * (heightCm / 100) ** 2;
  const weightKg = wanted === undefined ? ownKg : wanted + draw.between(-1, 1);
  // A common rule of thumb for the share of fat, by body mass index, age and gender; here for the age of forty.
  const fatShare = within(
    (1.2 * (weightKg / (heightCm / 100) ** 2) + 9.2 - (man ? 16.2 : 5.4) + 2 * draw.normal()) / 100,
    man ? 0.1 : 0.18,
    man ? 0.36 : 0.44,
  );
  const fitness = within(0.5 + 0.25 * draw.normal(), 0, 1);
  return {
    gender: person.gender,
    birthday: readDay(person.birthDate),
    heightCm,
    weightKg,
    fatShare,
    waterShare: draw.between(0.71, 0.745),
    boneShare: draw.between(0.047, 0.052),
    restingRate: within(62 - 14 * fitness + 3 * draw.normal(), 44, 70),
    systolic: within(118 + (man ? 4 : 0) - 6 * fitness + 5 * draw.normal(), 100, 136),
    diastolic: within(76 - 3 * fitness + 3.5 * draw.normal(), 62, 88),
    breathsPerMinute: draw.between(13, 16.5),
    bedtimeHours: draw.between(-1.6, 0.6),
    sleepHours: draw.between(6.9, 8.1),
    latencyMinutes: draw.between(6, 18),
    restlessness: draw.between(0.7, 1.4),
    apneas: draw.between(1, 9) + (massIndex > 28 ? 6 : 0),
    snoring: Math.max(0, draw.between(-0.05, 0.18)),
    variabilityMs: 24 + 40 * fitness + draw.between(-6, 6),
    stepsADay: Math.round(5600 + 5200 * fitness + draw.between(-600, 600)),
    strideMm: Math.round(4.14 * heightCm),
    sports: sportsOf(draw, fitness),
    vo2Max: (man ? 38 : 33) + 14 * fitness,
    pulseWaveVelocity: within(7.1 - 0.7 * fitness + 0.35 * draw.normal(), 5.8, 8.8),
    nerveScore: Math.round(within(78 + 8 * draw.normal(), 45, 97)),
    temperature: draw.between(36.4, 36.8),
  };
}

/** In years. */
export function ageAt({ birthday }: Pick<Body, "birthday">, day: Day): number {
  return (day - birthday) / 365.2425;
}

/** The highest heart rate that a heart of this age reaches, by a common formula. */
export function highestRate(body: Body, day: Day): number {
  return 208 - 0.7 * ageAt(body, day);
}
