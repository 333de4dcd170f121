import type { Draws } from "./draws.js";

/** How somebody moves in a workout. */
export interface Sport {
  /** Withings' number for it. */
  readonly category: number;
  /** Energy by the energy of sitting still. */
  readonly met: number;
  /** Steps a minute; 0 where none are counted. */
  readonly cadence: number;
  /** How many walking steps one step is long. */
  readonly reach: number;
  readonly minutes: readonly [number, number];
  /** Length of the pool in m, where it is swum in one. */
  readonly pool?: number;
  /** Metres a minute that no step counts, as on a bicycle. */
  readonly ride?: number;
  /** Floors an hour. */
  readonly climb?: number;
}

const sport = (
  category: number,
  met: number,
  minutes: Sport["minutes"],
  more: Partial<Sport> = {},
): Sport => ({ category, met, cadence: 0, reach: 1, minutes, ...more });

/** Sports that people do all year or in a season, from the calm to the hard. */
export const sports: readonly [Sport, ...Sport[]] = [
  sport(1, 3.8, [25, 80], { cadence: 112, climb: 4 }),
  sport(2, 9.6, [25, 70], { cadence: 164, reach: 1.45, climb: 4 }),
  sport(3, 5.6, [90, 300], { cadence: 104, climb: 40 }),
  sport(6, 7.2, [30, 150], { ride: 330, climb: 10 }),
  sport(7, 7.6, [25, 60], { pool: 25 }),
  sport(12, 7.1, [50, 100], { cadence: 58 }),
  sport(13, 4, [30, 70], { cadence: 40 }),
  sport(15, 6.2, [40, 80], { cadence: 62 }),
  sport(16, 4.6, [30, 70], { cadence: 12 }),
  sport(17, 5.4, [30, 60], { cadence: 30 }),
  sport(18, 5.6, [20, 45], { cadence: 120, reach: 0 }),
  sport(19, 3, [40, 60]),
  sport(20, 7.4, [45, 90], { cadence: 78 }),
  sport(21, 8.2, [50, 95], { cadence: 96, reach: 1.2 }),
  sport(24, 5, [50, 90], { cadence: 42 }),
  sport(28, 2.6, [40, 75]),
  sport(29, 5.2, [40, 90], { cadence: 82, reach: 0.6 }),
  sport(30, 8.4, [40, 60], { cadence: 46 }),
  sport(34, 6.4, [90, 240], { climb: 2 }),
  sport(36, 4.2, [20, 60], { cadence: 34 }),
  sport(187, 6.8, [20, 50], { ride: 190 }),
  sport(195, 6.6, [60, 120], { cadence: 14, climb: 12 }),
  sport(306, 3.7, [20, 60], { cadence: 110 }),
  sport(307, 9, [20, 50], { cadence: 162, reach: 1.4 }),
  sport(308, 6.6, [25, 60]),
  sport(456, 6.4, [50, 90], { cadence: 60 }),
  sport(498, 9.8, [40, 120], { cadence: 158, reach: 1.35, climb: 26 }),
  sport(523, 8, [50, 150], { ride: 240, climb: 18 }),
  sport(550, 8.8, [15, 35], { cadence: 58 }),
  sport(559, 3.4, [20, 50], { cadence: 100, climb: 3 }),
];

const [walking] = sports;

/** The few sports that somebody does; walking is one of everybody's. */
export function sportsOf(draw: Draws, fitness: number): readonly Sport[] {
  const wanted = 2 + Math.round(4 * fitness) + draw.integer(0, 2);
  const chosen = new Set([walking]);
  while (chosen.size < wanted) chosen.add(draw.pick(sports));
  return [...chosen];
}
