import type { Day } from "./calendar.js";
import type { Life } from "./life.js";

/**
 * Makes a function of somebody's days keep what it made lately: the days of a page are looked at by several questions. At most so many
 * days of all people together are kept; then all are forgotten, which costs no more than making them again.
 */
export function rememberDays<T>(
  make: (life: Life, day: Day) => T,
  most: number,
): (life: Life, day: Day) => T {
  let known = new WeakMap<Life, Map<Day, T>>();
  let count = 0;
  return (life, day) => {
    const kept = known.get(life)?.get(day);
    if (kept !== undefined) return kept;
    const made = make(life, day);
    if (++count > most) {
      known = new WeakMap();
      count = 1;
    }
    const days = known.get(life) ?? new Map<Day, T>();
    known.set(life, days.set(day, made));
    return made;
  };
}
