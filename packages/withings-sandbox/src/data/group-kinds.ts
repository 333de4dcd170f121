import type { MeasureName } from "withings-kit/data";
import type { Device } from "../state/index.js";
import type { Day } from "./calendar.js";
import { type Key, under, uniform } from "./draws.js";
import { ecgMeasures, rhythmAt } from "./ecg.js";
import { can, type Gear, records } from "./gear.js";
import type { Life } from "./life.js";
import { type Measure, measure } from "./measure.js";
import { weighingMeasures, weightAt } from "./composition.js";
import { timeInBed, wakeTime } from "./night.js";
import { ecgOccasions } from "./recordings.js";
import {
  fitnessMeasures,
  nerveMeasures,
  oxygenMeasures,
  pressureMeasures,
  temperatureMeasures,
  urineMeasures,
  vesselMeasures,
} from "./vessels.js";

/** When something of a kind is measured. */
export interface Occasion {
  readonly day: Day;
  /** Unix seconds. */
  readonly at: number;
  /** Which of the kind's on this day. */
  readonly turn: number;
  readonly key: Key;
  /** Withings' number for how it came to be the person's. Default 0: a device is sure of it. */
  readonly attrib?: number;
}

/** What is measured together, and how often. */
export interface GroupKind {
  /** The first of the slots of its rows: ids are made of them, so that no other kind may have it. */
  readonly slot: number;
  /** Absent: nothing that Withings made. */
  readonly role?: keyof Gear;
  /** Whether somebody with this device has any of it. */
  readonly has: (life: Life) => boolean;
  readonly occasions: (life: Life, day: Day) => readonly Occasion[];
  readonly measures: (life: Life, occasion: Occasion) => readonly Measure[];
  /** Not every group of the kind has the same types. */
  readonly varies?: true;
  /** 2 for what somebody wants to reach. */
  readonly category?: 2;
}

interface Chance {
  readonly turn: number;
  readonly probability: number;
  /** When it would be; asked only where it happens. */
  readonly at: () => number;
  /** Within how many seconds from then. */
  readonly spread: number;
}

const occasionsBy =
  (subject: string, chances: (life: Life, day: Day) => readonly Chance[]) =>
  (life: Life, day: Day): readonly Occasion[] =>
    chances(life, day).flatMap(({ turn, probability, at, spread }) => {
      const key = under(under(life.key(subject), day), turn);
      if (uniform(key, 0) >= probability) return [];
      return [{ day, at: at() + Math.floor(uniform(key, 9) * spread), turn, key }];
    });

const hourOf = (life: Life, { day, at }: Occasion): number => (at - life.start(day)) / 3600;
const moment = (life: Life, occasion: Occasion): Occasion & { hour: number } => ({
  ...occasion,
  hour: hourOf(life, occasion),
});

const morning = (life: Life, day: Day, after: number) => (): number => wakeTime(life, day) + after;
const evening = (life: Life, day: Day, before: number) => (): number =>
  timeInBed(life, day + 1).start - before;

/** A scale stands at home, as a cuff does. */
const athome = (life: Life, day: Day, probability: number): number => (life.away(day) ? 0 : probability);

export const weighings: GroupKind = {
  slot: 0,
  role: "scale",
  has: ({ gear }) => gear.scale !== undefined,
  occasions: occasionsBy("weighings", (life, day) => [
    { turn: 0, probability: athome(life, day, 0.74), at: morning(life, day, 480), spread: 1200 },
    { turn: 1, probability: athome(life, day, 0.07), at: evening(life, day, 4800), spread: 1800 },
  ]),
  measures: (life, occasion) => weighingMeasures(life, occasion, weightAt(life, moment(life, occasion))),
};

/** The same steps on the scale, half a minute longer. */
const standing = (life: Life, day: Day, keep: (key: Key) => boolean, after: number): readonly Occasion[] =>
  weighings
    .occasions(life, day)
    .filter(({ turn, key }) => turn === 0 && keep(key))
    .map((occasion) => ({ ...occasion, at: occasion.at + after, key: under(occasion.key, after) }));

const otherKinds: readonly GroupKind[] = [
  {
    slot: 2,
    role: "scale",
    has: ({ gear }) => can(gear.scale, "vessels"),
    occasions: (life, day) => standing(life, day, (key) => uniform(key, 30) < 0.8, 25),
    measures: (life, occasion) => vesselMeasures(life, moment(life, occasion)),
  },
  {
    slot: 3,
    role: "scale",
    has: ({ gear }) => can(gear.scale, "nerves"),
    // Under guided conditions: that is attrib 15 or 17.
    occasions: (life, day) =>
      standing(life, day, (key) => uniform(key, 31) < 0.16, 70).map((occasion) => ({
        ...occasion,
        attrib: uniform(occasion.key, 32) < 0.5 ? 15 : 17,
      })),
    measures: (life, occasion) => nerveMeasures(life, moment(life, occasion)),
  },
  {
    slot: 4,
    role: "cuff",
    has: ({ gear }) => gear.cuff !== undefined,
    occasions: (life, day) => [
      ...occasionsBy("pressures", () => [
        { turn: 0, probability: athome(life, day, 0.45), at: morning(life, day, 1500), spread: 900 },
        { turn: 1, probability: athome(life, day, 0.4), at: evening(life, day, 5400), spread: 3000 },
      ])(life, day).map((occasion) => ({
        ...occasion,
        // One in eight is the best of three in a row.
        attrib: uniform(occasion.key, 33) < 0.12 ? 5 : 0,
      })),
      // A cuff that records an ECG measures the pressure on the way.
      ...ecgOccasions(life, day).flatMap((ecg) =>
        ecg.device === life.gear.cuff ? [{ ...ecg, turn: 2 }] : [],
      ),
    ],
    measures: (life, occasion) => pressureMeasures(life, moment(life, occasion)),
  },
  {
    slot: 11,
    role: "thermometer",
    has: ({ gear }) => gear.thermometer !== undefined,
    occasions: occasionsBy("temperatures", (life, day) => {
      const often = Math.max(0.05, Math.min(0.9, 1.6 * life.sickness(day)));
      return [7.5, 11.5, 15, 18.5, 21.5].map((hour, turn) => ({
        turn,
        probability: often,
        at: () => life.start(day) + hour * 3600,
        spread: 5400,
      }));
    }),
    measures: (life, occasion) => temperatureMeasures(life, moment(life, occasion)),
  },
  {
    slot: 17,
    role: "tracker",
    has: ({ gear }) => can(gear.tracker, "oxygen"),
    occasions: occasionsBy("oxygen", (life, day) => [
      { turn: 0, probability: 0.2, at: () => life.start(day) + 14 * 3600, spread: 18_000 },
    ]),
    measures: (life, occasion) => oxygenMeasures(life, moment(life, occasion)),
  },
  {
    slot: 19,
    role: "tracker",
    has: ({ gear }) => can(gear.tracker, "oxygen"),
    occasions: occasionsBy("fitness", (life, day) => [
      { turn: 0, probability: 0.14, at: evening(life, day, 9000), spread: 600 },
    ]),
    measures: (life, occasion) => fitnessMeasures(life, moment(life, occasion)),
  },
  {
    slot: 20,
    role: "tracker",
    has: ({ gear }) => can(gear.tracker, "oxygen"),
    occasions: occasionsBy("pulse watch", (life, day) => [
      { turn: 0, probability: 0.08, at: () => life.start(day) + 3 * 3600, spread: 3600 },
    ]),
    measures: (life, { day, key }) => [
      measure("ppgResult", rhythmAt(life, { day, key }).fibrillates ? 1 : 0),
    ],
  },
  {
    slot: 24,
    has: ({ story }) => story === "everything",
    occasions: occasionsBy("urine", (life, day) => [
      { turn: 0, probability: 0.3, at: morning(life, day, 240), spread: 200 },
    ]),
    measures: (_, occasion) => urineMeasures(occasion),
  },
];

/** ECGs come from several devices, each of which is in the occasion. */
const ecgs: GroupKind = {
  slot: 8,
  has: ({ gear }) => records(gear, "ecg"),
  occasions: ecgOccasions,
  measures: (life, occasion) => ecgMeasures(rhythmAt(life, occasion)),
  varies: true,
};

/** What people type in: a weight in between, on the first day their height and weight, and once a year what they want to weigh. */
const entries: readonly GroupKind[] = [
  {
    slot: 21,
    has: ({ gear }) => gear.scale !== undefined || gear.phone !== undefined,
    occasions: (life, day) =>
      occasionsBy("typed", () => [
        {
          turn: 0,
          probability: life.gear.scale === undefined ? 0.14 : 0.006,
          at: () => life.start(day) + 19 * 3600,
          spread: 7200,
        },
      ])(life, day).map((occasion) => ({ ...occasion, attrib: 2 })),
    measures: (life, occasion) => [typed("weight", weightAt(life, moment(life, occasion)), 1)],
  },
  {
    slot: 22,
    has: () => true,
    occasions: (life, day) => {
      const { day: first, at } = accountMade(life);
      return day === first ? [{ day, at, turn: 0, key: life.key("account"), attrib: 4 }] : [];
    },
    measures: ({ body, person: { weightKg } }) => [
      typed("height", body.heightCm / 100, 2),
      weightKg === undefined ? typed("weight", Math.round(body.weightKg), 0) : typed("weight", weightKg, 3),
    ],
  },
  {
    slot: 23,
    category: 2,
    has: ({ gear }) => gear.scale !== undefined,
    occasions: (life, day) =>
      (day - accountMade(life).day) % 365 === 40 && day > accountMade(life).day
        ? [{ day, at: life.start(day) + 20 * 3600, turn: 0, key: life.key("wish"), attrib: 2 }]
        : [],
    measures: (life) => [typed("weight", wantedWeight(life), 1)],
  },
];

/** All kinds of what devices measure. */
export const groupKinds: readonly GroupKind[] = [weighings, ...otherKinds, ecgs, ...entries];

/** In kg, to half a kg. */
export function wantedWeight({ body }: Life): number {
  return Math.round(2 * body.weightKg * 0.95) / 2;
}

/** When somebody began with Withings: with the first of their devices. */
function accountMade(life: Life): { readonly day: Day; readonly at: number } {
  const at = Math.min(...Object.values(life.gear as Record<string, Device>).map(firstSession));
  return { day: Number.isFinite(at) ? Math.floor(at / 86_400) : NaN, at: at - 600 };
}

const firstSession = ({ first_session_date }: Device): number => first_session_date ?? Infinity;

/** What somebody typed has fewer decimals than a scale's, and other marks. */
function typed(name: MeasureName, amount: number, decimals: number): Measure {
  return { ...measure(name, amount, { decimals }), fm: 5 };
}
