import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { answer, readingFrom } from "./support/reading.js";

/** The samples that the library makes of bytes. */
async function decoded(bytes: readonly number[], frequency = 4000): Promise<Int16Array> {
  const { connection } = await readingFrom([answer({ signal: bytes, frequency })]);
  return (await connection.stetho.sound(1)).samples;
}

/**
 * What a byte of A-law stands for, by the definition rather than by shifts: 13 segments, of which the innermost spans both signs; each
 * segment's steps are twice as wide as those before, and a step stands for its middle (ITU-T G.711, table 1).
 */
function byDefinition(byte: number): number {
  const digits = byte
    .toString(2)
    .padStart(8, "0")
    .split("")
    // Even bits are turned, counted from the most significant as 1.
    .map((digit, index) => (index % 2 === 1 ? 1 - Number(digit) : Number(digit)));
  const number = (from: number, to: number): number =>
    digits.slice(from, to).reduce((sum, digit) => sum * 2 + digit, 0);
  const [sign, segment, step] = [digits[0] === 1 ? 1 : -1, number(1, 4), number(4, 8)];
  // In units of which full scale has 4096.
  const middle = segment === 0 ? 2 * (step + 0.5) : 2 ** segment * (16 + step + 0.5);
  return sign * middle * (32_768 / 4096);
}

/** The byte of A-law that a sample is written as: the nearest, and of two that are as near the lower one. */
function encoded(sample: number): number {
  let best = 0;
  const { abs } = Math;
  for (let byte = 1; byte < 256; byte++)
    if (abs(byDefinition(byte) - sample) < abs(byDefinition(best) - sample)) best = byte;
  return best;
}

describe("sound that was written as A-law", () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  let samples: Int16Array;
  beforeAll(async () => {
    samples = await decoded(bytes);
  });

  test("is read by the definition, each of the 256 bytes", () => {
    expect(Array.from(samples)).toEqual(bytes.map(byDefinition));
  });

  test("is read as in the tables that programs have had since the eighties", () => {
    const known = [
      ...[-5504, -5248, -6016, -5760, -4480, -4224, -4992, -4736],
      ...[-7552, -7296, -8064, -7808, -6528, -6272, -7040, -6784],
      ...[-2752, -2624, -3008, -2880, -2240, -2112, -2496, -2368],
    ];
    expect(Array.from(samples.subarray(0, known.length))).toEqual(known);
  });

  test("is silent, loudest and quietest where G.711 says so", () => {
    expect([0xd5, 0x55, 0xaa, 0x2a].map((byte) => samples[byte])).toEqual([8, -8, 32_256, -32_256]);
  });

  test("has the level of the digital milliwatt of G.711, table 5: 3.14 dB below the loudest sine", async () => {
    const period = [0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4];
    const wave = Array.from(await decoded(period, 8000));
    expect(wave).toEqual([-8960, -20_992, -20_992, -8960, 8960, 20_992, 20_992, 8960]);
    const power = wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length;
    const loudest = 32_768 ** 2 / 2;
    expect(10 * Math.log10(power / loudest)).toBeCloseTo(-3.14, 1);
  });

  test("has each value once, as many above zero as below", () => {
    expect(new Set(samples).size).toBe(256);
    for (const byte of bytes) expect(samples[byte ^ 0x80]).toBe(-(samples[byte] ?? 0));
  });

  test("comes back as it was written, byte by byte and sample by sample", () => {
    for (const byte of bytes) expect(encoded(samples[byte] ?? 0)).toBe(byte);
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const back = samples[encoded(sample)] ?? 0;
        // Quiet steps are 16 wide, others a 16th of where their segment begins: half of it may be lost.
        const clipped = Math.max(-32_256, Math.min(32_256, sample));
        expect(Math.abs(back - clipped)).toBeLessThanOrEqual(Math.max(8, Math.abs(clipped) / 32));
      }),
      { numRuns: 500 },
    );
  });

  test("is the same where bytes are sent with a sign", async () => {
    const signed = bytes.map((byte) => (byte << 24) >> 24);
    expect(Array.from(await decoded(signed))).toEqual(Array.from(samples));
  });
});

/** A file of RIFF, read by its own words: chunks by name, with where each begins. */
function chunksOf(file: Uint8Array): ReadonlyMap<string, DataView> {
  const text = (from: number): string => String.fromCharCode(...file.subarray(from, from + 4));
  const little = (from: number): number =>
    file.subarray(from, from + 4).reduceRight((sum, byte) => sum * 256 + byte, 0);
  expect([text(0), little(4), text(8)]).toEqual(["RIFF", file.length - 8, "WAVE"]);
  const chunks = new Map<string, DataView>();
  for (let at = 12; at < file.length;) {
    const size = little(at + 4);
    expect(at + 8 + size).toBeLessThanOrEqual(file.length);
    chunks.set(text(at), new DataView(file.buffer, file.byteOffset + at + 8, size));
    // Chunks are of even length.
    at += 8 + size + (size % 2);
  }
  return chunks;
}

describe("a sound as a WAV file", () => {
  test("has the bytes that the format says, one by one", async () => {
    const { connection } = await readingFrom([answer({ signal: [0xd5, 0x55, 0x2a], frequency: 4000 })]);
    const file = (await connection.stetho.sound(1)).toWav();
    const expected = [
      "52494646 2a000000 57415645", // RIFF, 42 more bytes, WAVE
      "666d7420 10000000", // "fmt ", 16 bytes
      "0100 0100", // PCM, one channel
      "a00f0000 401f0000", // 4000 samples, 8000 bytes a second
      "0200 1000", // 2 bytes, 16 bits a sample
      "64617461 06000000", // data, 6 bytes
      "0800 f8ff 0082", // 8, -8, -32256
    ].join(" ");
    expect(Buffer.from(file).toString("hex")).toBe(expected.replaceAll(" ", ""));
  });

  test("has every sample, whatever the rate", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 300 }),
        fc.constantFrom(1000, 2000, 4000, 8000, 44_100),
        async (signal, frequency) => {
          const { connection } = await readingFrom([answer({ signal, frequency })]);
          const sound = await connection.stetho.sound(1);
          const chunks = chunksOf(sound.toWav());
          expect([...chunks.keys()]).toEqual(["fmt ", "data"]);
          const format = chunks.get("fmt ");
          expect(format?.byteLength).toBe(16);
          expect([0, 2, 12, 14].map((at) => format?.getUint16(at, true))).toEqual([1, 1, 2, 16]);
          expect([4, 8].map((at) => format?.getUint32(at, true))).toEqual([frequency, 2 * frequency]);
          const data = chunks.get("data");
          const read = signal.map((_, index) => data?.getInt16(2 * index, true));
          expect(data?.byteLength).toBe(2 * signal.length);
          expect(read).toEqual(signal.map(byDefinition));
        },
      ),
      { numRuns: 30 },
    );
  });

  test("is a file of one's own: what becomes of it changes neither the sound nor the next file", async () => {
    const { connection } = await readingFrom([answer({ signal: [0xaa, 0x2a], frequency: 4000 })]);
    const sound = await connection.stetho.sound(1);
    sound.toWav().fill(0);
    expect(Array.from(sound.samples)).toEqual([32_256, -32_256]);
    expect(chunksOf(sound.toWav()).get("data")?.getInt16(0, true)).toBe(32_256);
  });
});
