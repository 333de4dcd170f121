import type { MeasureName } from "withings-kit/data";
import { ageAt } from "./body.js";
import { type Day, seasonOf, weekday } from "./calendar.js";
import { normal, under, wave, within } from "./draws.js";
import { can } from "./gear.js";
import type { Life } from "./life.js";
import { type Measure, measure, positions } from "./measure.js";

/** A moment at which somebody stands on a scale. */
export interface Weighing {
  readonly day: Day;
  /** Hours since the day began. */
  readonly hour: number;
}

/** By how much of itself the weight is off its usual level. */
function trend({ key }: Life, day: Day): number {
  const own = key("weight");
  return 0.05 * wave(own, day / 420) + 0.017 * wave(under(own, 1), day / 95);
}

/** In kg: a trend over years and months, winter, weekends, meals, water that comes and goes. */
export function weightAt(life: Life, { day, hour }: Weighing): number {
  const { body, key, sickness } = life;
  const own = key("weight");
  const winter = 0.006 * Math.cos(2 * Math.PI * (seasonOf(day) - 0.04));
  // What was eaten at the weekend is on the scale until Tuesday.
  const weekend = [0.0015, 0.003, 0.0012, 0, -0.0012, -0.0012, 0][weekday(day)] ?? 0;
  const cycle = body.gender === 1 && ageAt(body, day) < 51 ? 0.0035 * Math.sin((2 * Math.PI * day) / 28) : 0;
  const water = 0.0042 * wave(under(own, 2), day / 3.4) + 0.0016 * normal(under(own, 3), day);
  const meals = 0.0007 * within(hour - 7, -2, 15);
  const share = trend(life, day) + winter + weekend + cycle + water + meals - 0.009 * sickness(day);
  return body.weightKg * (1 + share);
}

/** Fat by weight: it makes up more than half of what the trend brings and takes. */
function fatShareAt(life: Life, day: Day): number {
  const { body, key } = life;
  const own = key("fat");
  const ageing = 0.0009 * (ageAt(body, day) - 40);
  const noise = 0.0025 * wave(own, day / 12) + 0.0014 * normal(own, day);
  return within(body.fatShare + 0.6 * trend(life, day) + ageing + noise, 0.06, 0.55);
}

/** What a scale finds in somebody of this weight. Everything adds up in whole steps of what the scale writes. */
export function weighingMeasures(life: Life, { day }: Pick<Weighing, "day">, kg: number): readonly Measure[] {
  const { scale } = life.gear;
  const weight = measure("weight", kg, { decimals: 3 });
  if (scale === undefined || can(scale, "weighsOnly")) return [weight];
  return can(scale, "segments") ? inSegments(life, day, weight) : ofWholeBody(life, day, weight);
}

/** Masses in steps of 10 g. */
interface Masses {
  readonly fat: number;
  readonly fatFree: number;
  readonly bone: number;
  readonly muscle: number;
  readonly water: number;
}

function massesOf(life: Life, day: Day, weight: Measure): Masses {
  const whole = Math.round(weight.value / 10);
  const fat = Math.round(whole * fatShareAt(life, day));
  const fatFree = whole - fat;
  const bone = Math.round(fatFree * life.body.boneShare);
  const hydration = life.body.waterShare + 0.006 * wave(life.key("hydration"), day / 4);
  return { fat, fatFree, bone, muscle: fatFree - bone, water: Math.round(fatFree * hydration) };
}

const mass = (name: MeasureName, steps: number, position?: number): Measure =>
  measure(name, steps / 100, { decimals: 2, ...(position === undefined ? {} : { position }) });

function ofWholeBody(life: Life, day: Day, weight: Measure): readonly Measure[] {
  const { fat, bone, muscle, water } = massesOf(life, day, weight);
  const scale = life.gear.scale;
  return [
    weight,
    measure("fatMass", fat / 100, { decimals: 3 }),
    measure("fatFreeMass", (weight.value - fat * 10) / 1000, { decimals: 3 }),
    measure("fatRatio", (1000 * fat) / weight.value, { decimals: 3 }),
    mass("muscleMass", muscle),
    mass("hydration", water),
    mass("boneMass", bone),
    ...(can(scale, "nerves") ? [measure("visceralFat", visceralFat(life, fat), { decimals: 1 })] : []),
  ];
}

const visceralFat = ({ body }: Life, fat: number): number =>
  within((fat / 100) * (body.gender === 0 ? 0.17 : 0.11), 0.5, 20);

/** Of fat free mass and of fat: how much each limb has; the rest is the torso's. */
const limbs = [
  { position: positions.leftLeg, lean: 0.175, fat: 0.13 },
  { position: positions.leftArm, lean: 0.061, fat: 0.056 },
  { position: positions.rightLeg, lean: 0.179, fat: 0.129 },
  { position: positions.rightArm, lean: 0.064, fat: 0.054 },
] as const;

function inSegments(life: Life, day: Day, weight: Measure): readonly Measure[] {
  const { fat, fatFree, bone, muscle, water } = massesOf(life, day, weight);
  const outside = Math.round(water * (0.405 + 0.006 * wave(life.key("cells"), day / 9)));
  const { wholeBody } = positions;
  const own = life.key("limbs");
  const share = (part: number): number => 1 + 0.02 * normal(own, part);
  const segments = (name: MeasureName, whole: number, of: "lean" | "fat"): Measure[] => {
    const parts = limbs.map((limb, index) => Math.round(whole * limb[of] * share(index)));
    const torso = whole - parts.reduce((sum, part) => sum + part, 0);
    return [
      mass(name, torso, positions.torso),
      ...limbs.map(({ position }, index) => mass(name, parts[index] ?? 0, position)),
    ];
  };
  const basal = 500 + 0.22 * fatFree;
  return [
    weight,
    // Both of these come twice, as recorded.
    ...[0, 1].map(() => mass("fatFreeMass", fatFree, wholeBody)),
    ...[0, 1].map(() => mass("fatMass", fat, wholeBody)),
    mass("muscleMass", muscle, wholeBody),
    mass("hydration", water, wholeBody),
    mass("boneMass", bone, wholeBody),
    mass("extracellularWater", outside, wholeBody),
    mass("intracellularWater", water - outside, wholeBody),
    measure("visceralFat", visceralFat(life, fat), { decimals: 1, position: wholeBody }),
    ...segments("segmentalFatFreeMass", fatFree, "lean"),
    ...segments("segmentalFatMass", fat, "fat"),
    ...segments("segmentalMuscleMass", muscle, "lean"),
    measure("basalMetabolicRate", basal, { position: wholeBody }),
    measure("metabolicAge", metabolicAge(life, day, (10 * fat) / weight.value)),
    measure("fatRatio", (1000 * fat) / weight.value, { decimals: 3 }),
  ];
}

/** Years: older than one is with more fat than usual. */
function metabolicAge({ body }: Life, day: Day, fatShare: number): number {
  const usual = body.gender === 0 ? 0.21 : 0.28;
  return within(ageAt(body, day) + 60 * (fatShare - usual), 15, 90);
}
