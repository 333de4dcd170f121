import { draws, type Key, normal, under, uniform, wave, within } from "./draws.js";
import type { Day } from "./calendar.js";
import type { Life } from "./life.js";
import { type Measure, measure } from "./measure.js";

/** What an ECG shows. Durations in ms. */
export interface Rhythm {
  readonly fibrillates: boolean;
  /** Beats a minute. */
  readonly rate: number;
  readonly pr: number;
  readonly qrs: number;
  readonly qt: number;
  readonly correctedQt: number;
  readonly key: Key;
}

/** How an ECG is recorded. */
export interface EcgFormat {
  /** Samples a second. */
  readonly frequency: number;
  readonly seconds: number;
}

/** The rhythm of somebody's heart at a moment. Fibrillation comes in spells of some days, as it does in the beginning. */
export function rhythmAt(life: Life, { day, key }: { readonly day: Day; readonly key: Key }): Rhythm {
  const { body, sickness } = life;
  const own = life.key("rhythm");
  const fibrillates = life.story === "fibrillation" && wave(own, day / 5) > -0.1;
  const sinus = body.restingRate + 10 + 14 * sickness(day) + 4 * normal(key, 1);
  const rate = Math.round(within(fibrillates ? sinus + 24 + 7 * normal(key, 2) : sinus, 44, 138));
  const correctedQt = Math.round(
    408 + (body.gender === 1 ? 10 : 0) + 9 * normal(own, -1) + 5 * normal(key, 3),
  );
  return {
    fibrillates,
    rate,
    pr: Math.round(within(158 + 12 * normal(own, -2) + 3 * normal(key, 4), 122, 198)),
    qrs: Math.round(within(92 + 6 * normal(own, -3) + 2 * normal(key, 5), 74, 112)),
    // Bazett's formula, by which the corrected interval is defined.
    qt: Math.round(correctedQt * Math.sqrt(60 / rate)),
    correctedQt,
    key,
  };
}

/** Withings' class of a rhythm in lists: 0 negative, 1 positive, 2 inconclusive, outside of 50 to 100 beats a minute. */
export function rhythmClass({ fibrillates, rate }: Rhythm): 0 | 1 | 2 {
  if (rate < 50 || rate > (fibrillates ? 140 : 100)) return 2;
  return fibrillates ? 1 : 0;
}

/** The measures that come with an ECG. Without P waves there is no interval from P to R. */
export function ecgMeasures(rhythm: Rhythm): readonly Measure[] {
  return [
    measure("ecgResult", rhythmClass(rhythm)),
    measure("qrsInterval", rhythm.qrs),
    ...(rhythm.fibrillates ? [] : [measure("prInterval", rhythm.pr)]),
    measure("qtInterval", rhythm.qt),
    measure("correctedQtInterval", rhythm.correctedQt),
    measure("pulse", rhythm.rate),
  ];
}

/** When the heart beats: the peaks of the R waves, in seconds. Breathing makes a sinus rhythm a little uneven, fibrillation makes any rhythm. */
export function beatsOf({ fibrillates, rate, key }: Rhythm, seconds: number): readonly number[] {
  const beats: number[] = [];
  const average = 60 / rate;
  const breathing = 0.22 + 0.06 * uniform(key, 20);
  let at = -average * uniform(key, 21);
  for (let beat = 0; at < seconds + 1; beat++) {
    beats.push(at);
    const uneven = fibrillates
      ? within(0.23 * normal(key, 100 + beat), -0.42, 0.6)
      : 0.035 * Math.sin(2 * Math.PI * breathing * at) + 0.008 * normal(key, 100 + beat);
    at += average * (1 + uneven);
  }
  return beats;
}

/** A wave of a beat: its place from the peak of R and its width in seconds, its height in µV. */
interface Hump {
  readonly at: number;
  readonly width: number;
  readonly height: number;
}

function humpsOf({ fibrillates, pr, qrs, qt, key }: Rhythm): readonly Hump[] {
  const draw = draws(under(key, "shape"));
  const size = draw.between(850, 1250);
  // From the beginning of QRS: the peak of R stands at two fifths of it.
  const begins = -0.4 * (qrs / 1000);
  const half = qrs / 1000 / 6;
  const humps = [
    { at: begins + 0.14 * (qrs / 1000), width: half * 0.55, height: -0.09 * size },
    { at: 0, width: half * 0.62, height: size },
    { at: 0.3 * (qrs / 1000), width: half * 0.62, height: -0.2 * size },
    // T ends where the QT interval ends, two and a half widths after its peak.
    { at: begins + qt / 1000 - 0.1, width: 0.04, height: draw.between(0.2, 0.3) * size },
  ];
  // P begins a PR interval before QRS.
  const p = { at: begins - pr / 1000 + 0.045, width: 0.018, height: draw.between(0.1, 0.15) * size };
  return fibrillates ? humps : [p, ...humps];
}

/** An ECG of one lead, in µV. */
export function ecgSignal(rhythm: Rhythm, { frequency, seconds }: EcgFormat): number[] {
  const { key, fibrillates } = rhythm;
  const count = frequency * seconds;
  const signal = new Float64Array(count);
  const humps = humpsOf(rhythm);
  for (const beat of beatsOf(rhythm, seconds))
    for (const { at, width, height } of humps) {
      const middle = beat + at;
      const first = Math.max(0, Math.ceil((middle - 4 * width) * frequency));
      const last = Math.min(count - 1, Math.floor((middle + 4 * width) * frequency));
      for (let index = first; index <= last; index++) {
        const distance = (index / frequency - middle) / width;
        signal[index] = (signal[index] ?? 0) + height * Math.exp(-0.5 * distance * distance);
      }
    }
  const [drift, tremor, flutter] = ["drift", "tremor", "flutter"].map((part) => under(key, part));
  return Array.from(signal, (value, index) => {
    const time = index / frequency;
    const wandering = 45 * wave(drift ?? 0, time * 0.5);
    // The atria of a fibrillating heart flicker some six times a second.
    const flickering = fibrillates ? 45 * wave(flutter ?? 0, time * 12) : 0;
    return Math.round(value + wandering + flickering + 7 * normal(tremor ?? 0, index));
  });
}
