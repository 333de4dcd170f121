import { type Day, isWeekend, seasonOf } from "./calendar.js";
import { draws, type Key, under, within } from "./draws.js";
import type { Life } from "./life.js";
import type { Sport } from "./sports.js";

/** A workout as it is done. */
export interface PlannedWorkout {
  readonly sport: Sport;
  /** Minutes from the beginning of the day. */
  readonly from: number;
  readonly to: number;
  /** How hard it is, by how hard this sport usually is. */
  readonly effort: number;
  /** Which of the day's it is. */
  readonly slot: number;
  /** Typed in afterwards, not found by the device. */
  readonly manual: boolean;
  readonly key: Key;
}

/** When somebody is up, in minutes from the beginning of a day. */
export interface Waking {
  readonly from: number;
  readonly to: number;
}

const skiing = 34;
const winter = { from: 0.94, to: 0.24 };

/** The workouts of a day: none, one, or two. */
export function workoutsOf(life: Life, day: Day, waking: Waking): readonly PlannedWorkout[] {
  const key = under(life.key("workouts"), day);
  const draw = draws(key);
  const free = isWeekend(day);
  const eager = (free ? 0.62 : 0.42) * (life.away(day) ? 0.5 : 1);
  if (life.sickness(day) > 0.2 || !draw.chance(eager)) return [];
  const first = workout(life, day, { key: under(key, 0), slot: 0, waking, around: free ? 630 : 1080 });
  if (!draw.chance(0.16)) return first;
  const second = workout(life, day, { key: under(key, 1), slot: 1, waking, around: free ? 990 : 740 });
  const apart = second.filter((later) =>
    first.every(({ from, to }) => later.to + 5 < from || later.from > to + 5),
  );
  return [...first, ...apart].sort((one, other) => one.from - other.from);
}

interface Slot {
  readonly key: Key;
  readonly slot: number;
  readonly waking: Waking;
  /** The minute of the day around which there is time for it. */
  readonly around: number;
}

function workout({ body }: Life, day: Day, { key, slot, waking, around }: Slot): readonly PlannedWorkout[] {
  const draw = draws(key);
  const sport = body.sports[draw.integer(0, body.sports.length - 1)];
  const season = seasonOf(day);
  if (sport === undefined || (sport.category === skiing && season > winter.to && season < winter.from))
    return [];
  const [shortest, longest] = sport.minutes;
  const minutes = Math.round(within(draw.between(shortest, longest), shortest, isWeekend(day) ? 400 : 110));
  const from = Math.round(within(around + 35 * draw.normal(), waking.from + 25, waking.to - 30 - minutes));
  // A short day of somebody who travels may have no room for it.
  if (from < waking.from + 20) return [];
  return [
    {
      sport,
      from,
      to: from + minutes,
      effort: within(1 + 0.09 * draw.normal(), 0.8, 1.2),
      slot,
      manual: draw.chance(0.07),
      key,
    },
  ];
}
