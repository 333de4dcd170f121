import { isWeekend } from "./calendar.js";
import { normal, under, uniform, wave, within } from "./draws.js";
import type { Life } from "./life.js";
import { type Night, sleepState } from "./night.js";

/** What is found in each minute of a night, by its name in `sleep v2 get`. */
export type MinuteField =
  | "hr"
  | "rr"
  | "snoring"
  | "sdnn_1"
  | "rmssd"
  | "hrv_quality"
  | "mvt_score"
  | "chest_movement_rate"
  | "withings_index"
  | "breathing_sounds";

/** What is found in a minute: by its number in the night, and its state of sleep. */
export type MinuteCurve = (index: number, state: number) => number;

// By state: awake, light, deep, REM.
const rates = [9, 1.5, -2, 4] as const;
const breaths = [2.2, 0.2, -0.6, 1.4] as const;
const variabilities = [0.75, 1, 1.2, 0.85] as const;
const movements = [70, 9, 3, 6] as const;

const curves: Readonly<Record<MinuteField, (life: Life, night: Night) => MinuteCurve>> = {
  hr: ({ body, sickness }, { day, key: ofNight }) => {
    const key = under(ofNight, "hr");
    const quick = under(key, 1);
    const level = body.restingRate + 9 * sickness(day) + 1.6 * normal(key, -1);
    // The heart takes some hours to calm down, the longer the better the evening was.
    const evening = 5 + (isWeekend(day) ? 4 : 0);
    return (index, state) => {
      const calming = evening * Math.max(0, 1 - index / 210) ** 2;
      const curve = 2.6 * wave(key, index / 14) + 1.1 * wave(quick, index / 3);
      return Math.round(within(level + calming + (rates[state] ?? 0) + curve, 36, 125));
    };
  },

  rr: ({ body, sickness }, { day, key: ofNight }) => {
    const key = under(ofNight, "rr");
    const level = body.breathsPerMinute + 2.5 * sickness(day);
    return (index, state) =>
      Math.round(within(level + (breaths[state] ?? 0) + 1.3 * wave(key, index / 6), 8, 30));
  },

  snoring: ({ body, sickness }, { day, key: ofNight }) => {
    const key = under(ofNight, "snoring");
    const share = body.snoring + 0.14 * uniform(key, -1) + 0.12 * sickness(day);
    // Snored through are the crests of a curve, so that a snorer has stretches of it.
    const silence = 0.9 - 2 * share;
    return (index, state) => {
      const loudness = wave(key, index / 17) - silence;
      if (state === sleepState.awake || loudness <= 0) return 0;
      return Math.round(within(20 + 90 * loudness + 14 * uniform(key, index), 1, 60));
    };
  },

  rmssd: heartVariability,

  sdnn_1: (life, night) => {
    const variability = heartVariability(life, night);
    return (index, state) => oneDecimal(0.85 * variability(index, state) + 9 * uniform(night.key, index));
  },

  hrv_quality: (_, night) => {
    const key = under(night.key, "quality");
    return (index, state) => {
      const level = state === sleepState.awake ? 45 : 88;
      return Math.round(within(level + 12 * normal(key, index), 0, 100));
    };
  },

  mvt_score: ({ body }, night) => {
    const key = under(night.key, "movement");
    const turns = under(key, 1);
    return (index, state) => {
      const turning = uniform(turns, index) < 0.04 * body.restlessness ? 120 * uniform(turns, -1 - index) : 0;
      return Math.round(within(2 * (movements[state] ?? 0) * uniform(key, index) + turning, 0, 255));
    };
  },

  chest_movement_rate: (life, night) => {
    const key = under(night.key, "chest");
    const breathing = curves.rr(life, night);
    return (index, state) => within(breathing(index, state) + Math.round(0.6 * normal(key, index)), 7, 32);
  },

  withings_index: ({ body }, night) => {
    const key = under(night.key, "index");
    return (index, state) =>
      state === sleepState.awake ? 0 : Math.round(body.apneas * (1 + wave(key, index / 25)));
  },

  breathing_sounds: (life, night) => {
    const snoring = curves.snoring(life, night);
    return (index, state) => Math.min(60, Math.round(1.15 * snoring(index, state)));
  },
};

/** What is found in each minute of a night. */
export function minuteCurve(life: Life, night: Night, field: MinuteField): MinuteCurve {
  return curves[field](life, night);
}

/** The same for all minutes. */
export function wholeCurve(life: Life, night: Night, field: MinuteField): readonly number[] {
  const curve = minuteCurve(life, night, field);
  return Array.from(night.states, (state, index) => curve(index, state));
}

function heartVariability({ body, sickness }: Life, { day, key: ofNight, minutes }: Night): MinuteCurve {
  const key = under(ofNight, "variability");
  const level = body.variabilityMs * (1 - 0.3 * sickness(day)) * (1 + 0.1 * normal(key, -1));
  return (index, state) => {
    // It rises through the night.
    const risen = 0.88 + (0.24 * index) / minutes;
    const curve = 1 + 0.22 * wave(key, index / 5);
    return oneDecimal(within(level * risen * (variabilities[state] ?? 1) * curve, 5, 220));
  };
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
