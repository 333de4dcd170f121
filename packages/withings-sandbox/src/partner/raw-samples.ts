/** How long a piece of a recording is. */
export const chunkSeconds = 20;

/** The sensors by Withings' numbers. Their names are not documented. */
export const sensorNames: Readonly<Record<1 | 2, string>> = { 1: "accelerometer", 2: "ppg" };

const rate = 25;

/** 1 g: a step is about 2 mg. */
const gravity = 500;

/**
 * The samples of a piece, as arrays of equal length: a wrist that swings, or light that a pulse lets through. Functions of the time, so
 * that pieces that meet go on in each other.
 */
export function samplesOf(type: 1 | 2, startdate: number): Readonly<Record<string, readonly number[]>> {
  const count = chunkSeconds * rate;
  const series = (value: (second: number, index: number) => number): readonly number[] =>
    Array.from({ length: count }, (_, index) => Math.round(value(startdate + index / rate, index)));
  const common = {
    id: series((_, index) => index),
    timestamp: series((second) => Math.floor(second)),
  };
  return { ...common, ...(type === 1 ? acceleration(series) : light(series)) };
}

type Series = (value: (second: number, index: number) => number) => readonly number[];

const turn = 2 * Math.PI;

function acceleration(series: Series): Readonly<Record<string, readonly number[]>> {
  return {
    acc_x: series((second) => 90 * Math.sin(turn * 0.9 * second)),
    acc_y: series((second) => 60 * Math.sin(turn * 1.8 * second + 1)),
    acc_z: series((second) => gravity + 120 * Math.sin(turn * 1.8 * second)),
  };
}

const colours = { green: 52_000, ir: 88_000, red: 71_000 } as const;

function light(series: Series): Readonly<Record<string, readonly number[]>> {
  const pulse = (second: number): number =>
    Math.sin(turn * 1.1 * second) + 0.4 * Math.sin(turn * 2.2 * second);
  return Object.fromEntries(
    Object.entries(colours).flatMap(([colour, level]) => [
      [`ppg_${colour}`, series((second) => level + 0.01 * level * pulse(second))],
      [`agc_${colour}_adc_range`, series(() => 4096)],
      [`agc_${colour}_current_ua`, series(() => Math.round(level / 10))],
    ]),
  );
}
