import { type Key, normal, under, uniform, wave } from "./draws.js";
import { beatsOf, type Rhythm } from "./ecg.js";

/** Samples a second of a stethoscope. */
export const soundFrequency = 4000;
export const soundSeconds = 20;

/** A sound of the heart: when it begins after the R wave, how long it rings, how high and how loud it is. */
interface Tone {
  readonly at: number;
  readonly seconds: number;
  readonly hertz: number;
  readonly level: number;
}

const murmur = { from: 0.08, hertz: 170, level: 1900 } as const;

/** A heart as a stethoscope hears it, as bytes of A-law. */
export function heartSound(rhythm: Rhythm, { valves }: { readonly valves: boolean }): number[] {
  const { key, qt } = rhythm;
  const count = soundFrequency * soundSeconds;
  const sound = new Float64Array(count);
  const closing = qt / 1000 - 0.03;
  const tones: readonly Tone[] = [
    { at: 0.02, seconds: 0.11, hertz: 46, level: 9000 },
    { at: closing, seconds: 0.08, hertz: 68, level: 6500 },
  ];
  for (const beat of beatsOf(rhythm, soundSeconds)) {
    for (const tone of tones) ring(sound, beat, tone);
    if (valves) rush(sound, { from: beat + murmur.from, to: beat + closing, key });
  }
  const breath = under(key, "breath");
  return Array.from(sound, (value, index) => {
    const breathing = 1 + wave(breath, index / soundFrequency / 1.9);
    return encodeALaw(value + 160 * breathing * normal(breath, index));
  });
}

function ring(sound: Float64Array, beat: number, { at, seconds, hertz, level }: Tone): void {
  const first = Math.ceil((beat + at) * soundFrequency);
  for (let step = 0; step < seconds * soundFrequency; step++) {
    const index = first + step;
    if (index < 0 || index >= sound.length) continue;
    const part = step / (seconds * soundFrequency);
    // It swells, and dies away with the square.
    const loudness = Math.min(1, part * 8) * (1 - part) ** 2;
    const phase = (2 * Math.PI * hertz * step) / soundFrequency;
    sound[index] = (sound[index] ?? 0) + level * loudness * Math.sin(phase);
  }
}

function rush(
  sound: Float64Array,
  { from, to, key }: { readonly from: number; readonly to: number; readonly key: Key },
): void {
  const first = Math.max(0, Math.ceil(from * soundFrequency));
  const last = Math.min(sound.length - 1, Math.floor(to * soundFrequency));
  for (let index = first; index <= last; index++) {
    const part = (index - first) / Math.max(1, last - first);
    const phase = (2 * Math.PI * murmur.hertz * index) / soundFrequency;
    const loudness = murmur.level * Math.sin(Math.PI * part) * (0.6 + 0.8 * uniform(key, index));
    sound[index] = (sound[index] ?? 0) + loudness * Math.sin(phase);
  }
}

/**
 * A sample of 16 bits as a byte of A-law: sign, three bits of the segment, four of the step, every other bit turned.
 *
 * @see https://www.itu.int/rec/T-REC-G.711
 */
function encodeALaw(sample: number): number {
  const positive = sample >= 0;
  // A-law has 13 bits, the sign among them; below zero it counts from -1.
  const magnitude = Math.min(4095, Math.floor((positive ? sample : -sample - 1) / 8));
  const whole = Math.max(0, magnitude);
  const segment = Math.max(0, 27 - Math.clz32(whole));
  const step = (segment === 0 ? whole >> 1 : whole >> segment) & 0x0f;
  return ((positive ? 0x80 : 0) | (segment << 4) | step) ^ 0x55;
}
