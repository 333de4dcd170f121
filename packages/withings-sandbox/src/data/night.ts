import { type Day, isWeekend } from "./calendar.js";
import { type Draws, draws, type Key, normal, under, within } from "./draws.js";
import type { Life } from "./life.js";
import { rememberDays } from "./remember.js";

/** Withings' numbers for how somebody sleeps. */
export const sleepState = { awake: 0, light: 1, deep: 2, rem: 3 } as const;

/** When somebody is in bed. */
export interface TimeInBed {
  /** Unix seconds. */
  readonly start: number;
  readonly minutes: number;
}

/** A night, minute by minute. */
export interface Night extends TimeInBed {
  /** The day of waking up, which the night belongs to. */
  readonly day: Day;
  /** How the person sleeps in each minute. */
  readonly states: Uint8Array;
  /** Minutes in which they get up, by their number in the night. */
  readonly risings: readonly number[];
  /** What is drawn of this night. */
  readonly key: Key;
}

/** A stretch of a night in one state. */
export interface SleepSegment {
  readonly from: number;
  /** The minute after the last. */
  readonly to: number;
  readonly state: number;
}

/**
 * When the person is in bed in the night before a day. It is over five hours before the next day begins: that keeps the nights of somebody
 * who flies against the sun apart.
 */
export const timeInBed: (life: Life, day: Day) => TimeInBed = rememberDays((life, day) => {
  const { body } = life;
  const key = under(life.key("night"), day);
  const dayBegins = life.start(day);
  const free = isWeekend(day) ? 0.75 : 0;
  const sick = life.sickness(day);
  const bedtime = within(body.bedtimeHours + free - 0.8 * sick + 0.42 * normal(key, 1), -3.8, 4);
  const start = dayBegins + Math.round(bedtime * 3600);
  const hours = within(body.sleepHours + 0.6 * free + 1.1 * sick + 0.55 * normal(key, 2), 4.2, 10.8) + 0.5;
  const latest = life.start(day + 1) - 5 * 3600;
  return { start, minutes: Math.max(180, Math.floor(Math.min(hours * 3600, latest - start) / 60)) };
}, 20_000);

/** When the person gets up on a day, in Unix seconds. */
export function wakeTime(life: Life, day: Day): number {
  const { start, minutes } = timeInBed(life, day);
  return start + minutes * 60;
}

/** How somebody sleeps in the night before a day. */
export function nightOf(life: Life, day: Day): Night {
  const { start, minutes } = timeInBed(life, day);
  const key = under(life.key("night"), day);
  const { states, risings } = hypnogram(life, { key, minutes, sick: life.sickness(day) });
  return { day, start, minutes, states, risings, key };
}

/** The stretches of a night, from its beginning to its end. */
export function segmentsOf({ states }: Pick<Night, "states">): readonly SleepSegment[] {
  const segments: SleepSegment[] = [];
  let from = 0;
  for (let minute = 1; minute <= states.length; minute++) {
    const state = states[from];
    if (minute < states.length && states[minute] === state) continue;
    segments.push({ from, to: minute, state: state ?? sleepState.awake });
    from = minute;
  }
  return segments;
}

interface Sleeper {
  readonly key: Key;
  readonly minutes: number;
  readonly sick: number;
}

/** Writes states one after the other, up to the last minute of sleep. */
interface Writer {
  readonly put: (state: number, minutes: number) => void;
  readonly written: () => number;
  readonly isFull: () => boolean;
}

function hypnogram(life: Life, { key, minutes, sick }: Sleeper): Pick<Night, "states" | "risings"> {
  const { body } = life;
  const draw = draws(under(key, "hypnogram"));
  const states = new Uint8Array(minutes);
  const risings: number[] = [];
  const latency = Math.round(within(body.latencyMinutes * (0.5 + 1.2 * draw.next() ** 2 + sick), 2, 55));
  const lingering = Math.round(1 + 17 * draw.next() ** 2);
  const end = minutes - lingering;
  let at = latency;
  const writer: Writer = {
    put: (state, length) => {
      const to = Math.min(end, at + Math.round(length));
      states.fill(state, at, Math.max(at, to));
      at = Math.max(at, to);
    },
    written: () => at,
    isFull: () => at >= end,
  };
  for (let cycle = 0; !writer.isFull(); cycle++) {
    if (cycle > 0 && draw.chance(within(0.62 * body.restlessness + 0.4 * sick, 0, 0.95))) {
      const long = draw.chance(0.14 * body.restlessness);
      if (long && writer.written() < end - 45) risings.push(writer.written());
      writer.put(sleepState.awake, long ? draw.between(9, 28) : draw.between(1, 9));
    }
    writeCycle(writer, cycle, { draw, restlessness: body.restlessness });
  }
  return { states, risings };
}

const deepShares = [0.36, 0.3, 0.15, 0.06, 0.02] as const;
const remShares = [0.08, 0.16, 0.23, 0.28, 0.31] as const;

/** Down into deep sleep and up again to REM: deep sleep is for the first hours, REM for the last. */
function writeCycle(
  { put }: Writer,
  cycle: number,
  { draw, restlessness }: { readonly draw: Draws; readonly restlessness: number },
): void {
  const length = within(92 + 9 * draw.normal(), 70, 118);
  const deep = (deepShares[cycle] ?? 0.01) * length * draw.between(0.7, 1.3);
  const rem = (remShares[cycle] ?? 0.3) * length * draw.between(0.75, 1.25);
  const light = length - deep - rem;
  put(sleepState.light, light * 0.45);
  if (deep >= 4) {
    const broken = draw.between(0.3, 0.7);
    put(sleepState.deep, deep * broken);
    if (draw.chance(0.4)) put(sleepState.light, draw.between(1, 3));
    put(sleepState.deep, deep * (1 - broken));
  }
  put(sleepState.light, light * 0.35);
  if (draw.chance(0.35 * restlessness)) put(sleepState.awake, draw.between(1, 5));
  put(sleepState.light, light * 0.2);
  put(sleepState.rem, rem);
}
