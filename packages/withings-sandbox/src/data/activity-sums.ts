import { type ActiveDay, effort } from "./active-day.js";
import { ageAt, highestRate } from "./body.js";
import type { Life } from "./life.js";

/** Some minutes of a day: from the first to before the last. */
export interface Minutes {
  readonly from: number;
  readonly to: number;
}

/** Heart rates of some minutes; `undefined` where there are none. */
export interface HeartSums {
  readonly average: number;
  readonly least: number;
  readonly most: number;
  /** Seconds in the light, the moderate, the intense and the maximal zone. */
  readonly zones: readonly [number, number, number, number];
}

/** What some minutes add up to. */
export interface Sums {
  readonly steps: number;
  /** In m. */
  readonly distance: number;
  readonly floors: number;
  /** Seconds of soft, moderate and intense activity. */
  readonly soft: number;
  readonly moderate: number;
  readonly intense: number;
  /** In kcal. */
  readonly energy: number;
  readonly strokes: number;
  readonly laps: number;
  readonly heart: HeartSums | undefined;
}

/** Adds up. */
export function sumOf(life: Life, active: ActiveDay, { from, to }: Minutes): Sums {
  const total = (values: Uint8Array | Uint16Array | Uint32Array): number => {
    let sum = 0;
    for (let minute = from; minute < to; minute++) sum += values[minute] ?? 0;
    return sum;
  };
  const seconds = (wanted: number): number => {
    let count = 0;
    for (let minute = from; minute < to; minute++) if (active.efforts[minute] === wanted) count++;
    return count * 60;
  };
  return {
    steps: total(active.steps),
    distance: total(active.distance) / 1000,
    floors: total(active.floors),
    soft: seconds(effort.soft),
    moderate: seconds(effort.moderate),
    intense: seconds(effort.intense),
    energy: total(active.energy) / 1000,
    strokes: total(active.strokes),
    laps: total(active.laps),
    heart: heartSums(life, active, { from, to }),
  };
}

// Shares of the highest heart rate at which the next zone begins.
const zoneBounds = [0.5, 0.7, 0.85] as const;

function heartSums(life: Life, active: ActiveDay, { from, to }: Minutes): HeartSums | undefined {
  const bounds = zoneBounds.map((share) => share * highestRate(life.body, active.day));
  const zones: [number, number, number, number] = [0, 0, 0, 0];
  let [sum, count, least, most] = [0, 0, 255, 0];
  for (let minute = from; minute < to; minute++) {
    const rate = active.heartRate[minute] ?? 0;
    if (rate === 0) continue;
    sum += rate;
    count++;
    least = Math.min(least, rate);
    most = Math.max(most, rate);
    const zone = bounds.filter((bound) => rate >= bound).length as 0 | 1 | 2 | 3;
    const trained = active.workouts.some((workout) => workout.from <= minute && minute < workout.to);
    zones[zone] += trained ? 60 : 60 * active.heartRateEvery;
  }
  return count === 0 ? undefined : { average: Math.round(sum / count), least, most, zones };
}

/** What the body spends in some minutes by being alive, in kcal: the formula of Mifflin and St Jeor. */
export function restingEnergy({ body }: Life, day: number, minutes: number): number {
  const daily =
    10 * body.weightKg + 6.25 * body.heightCm - 5 * ageAt(body, day) + (body.gender === 0 ? 5 : -161);
  return (daily * minutes) / 1440;
}
