import { describe, expect, test } from "vitest";
import type { Ecg } from "withings-kit";
import { enumerations } from "withings-kit/contract";
import { heart } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, guest, parametersOf, readingFrom, refusal } from "./support/reading.js";

const body = {
  signal: [-12, 0, 34, 1250, -310, 7.5],
  sampling_frequency: 300,
  wearposition: 1,
  model: 93,
  heart_rate: 66,
};

async function ecgOf(changes: object = {}): Promise<Ecg> {
  const { connection } = await readingFrom([answer({ ...body, ...changes })]);
  return connection.heart.ecg(4711);
}

describe("an ECG", () => {
  test("is in microvolts as they were sent, with its sampling rate, duration, device and heart rate", async () => {
    expect(await ecgOf()).toEqual({
      signalId: 4711,
      microvolts: body.signal,
      samplingHz: 300,
      durationSeconds: 6 / 300,
      position: { name: "leftWrist", code: 1 },
      model: { name: "ScanWatch", code: 93 },
      heartRateBpm: 66,
    });
  });

  test("quirk: heart_rate is a number, or a row of its own since October 2026", async () => {
    const heart_rate = { grpid: 1, value: 71, date: 1_764_000_000, is_deleted: false };
    expect((await ecgOf({ heart_rate })).heartRateBpm).toBe(71);
    for (const nothing of [undefined, null, [], {}])
      expect((await ecgOf({ heart_rate: nothing })).heartRateBpm).toBeNull();
  });

  test("quirk: without the plan or after a failure the samples are [], absent or null, with status 0", async () => {
    for (const signal of [[], undefined, null, {}])
      expect(await ecgOf({ signal })).toMatchObject({ microvolts: [], durationSeconds: 0, samplingHz: 300 });
  });

  test.each([
    [44, 500],
    [91, 300],
    [92, 300],
    [93, 300],
    [94, 300],
    [9999, null],
  ])("of model %d has %s samples a second where the answer does not say", async (model, samplingHz) => {
    for (const sampling_frequency of [undefined, null, 0])
      expect(await ecgOf({ model, sampling_frequency })).toMatchObject({
        samplingHz,
        durationSeconds: samplingHz === null ? null : 6 / samplingHz,
      });
  });

  test.each(enumerations.bodyPosition)("knows the position $value: $meaning", async ({ value }) => {
    const { position } = await ecgOf({ wearposition: value });
    expect(position).toEqual({ name: expect.stringMatching(/^[a-z][A-Za-z]+$/) as string, code: value });
    expect(position?.name).not.toBe("unknown");
  });

  test("quirk: of a position or model that is not known yet the number is kept, and null is nothing", async () => {
    expect(await ecgOf({ wearposition: 777, model: 778 })).toMatchObject({
      position: { name: "unknown", code: 777 },
      model: { name: null, code: 778 },
    });
    expect(await ecgOf({ wearposition: null, model: undefined })).toMatchObject({
      position: null,
      model: { name: null, code: null },
    });
  });

  test("whose filtered signal is asked for gives what came beside", async () => {
    const filtered = { filtered_signal: [1, 2] };
    const { connection, sent } = await readingFrom([answer({ ...body, ...filtered }), answer(body)]);
    expect(await connection.heart.ecg(4711, { filtered: true })).toMatchObject({ others: filtered });
    expect(await connection.heart.ecg(4711)).not.toHaveProperty("others");
    expect(sent.map(parametersOf)).toEqual([{ signalid: "4711", with_filtered: "1" }, { signalid: "4711" }]);
  });

  test("comes with the answer where raw is asked for, and not otherwise", async () => {
    const { connection } = await readingFrom([answer(body)]);
    expect((await connection.heart.ecg(4711, { raw: true })).raw).toEqual(body);
    expect(await ecgOf()).not.toHaveProperty("raw");
  });

  test.each([
    ["signal has no numbers", { signal: [1, null, 3] }],
    ["signal has no numbers", { signal: [1, "s3cret-canary"] }],
    ["signal has no numbers", { signal: { value: [1] } }],
    ["sampling_frequency is no number", { sampling_frequency: "s3cret-canary" }],
    ["heart_rate is no number", { heart_rate: { value: "s3cret-canary" } }],
    ["wearposition is no whole number", { wearposition: 1.5 }],
  ])("that is none, since %s, is an error that says so, without its values", async (reason, changes) => {
    const error = await failure(ecgOf(changes));
    expect(error).toMatchObject({
      name: "WithingsDecodingError",
      code: "answer_invalid",
      operation: "heart v2 get",
    });
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).not.toContain("s3cret-canary");
  });

  test.each([1.5, NaN, "4711", null, undefined, {}])(
    "is not asked for by %s, which is no id",
    async (signalId) => {
      const { connection, sent } = await readingFrom([answer(body)]);
      const error = await failure(connection.heart.ecg(signalId as number));
      expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "signalId" });
      expect(sent).toEqual([]);
    },
  );

  test("of somebody else is refused in Withings' words", async () => {
    const { connection } = await readingFrom([refusal(503, "Invalid Params: invalid signalid")]);
    expect(await failure(connection.heart.ecg(1))).toMatchObject({
      name: "WithingsApiError",
      code: "api_refused",
      operation: "heart v2 get",
      status: 503,
      statusFamily: "invalid_params",
    });
  });
});

/** Times between heartbeats in seconds: steep falls follow the peaks of R waves, whatever wanders below. */
function beatIntervals({ microvolts, samplingHz }: Ecg): readonly number[] {
  const rate = samplingHz ?? 0;
  const reach = Math.round(0.02 * rate);
  const drops = microvolts.map((value, at) => value - (microvolts[at + reach] ?? value));
  const least = 0.5 * Math.max(...drops);
  const beats: number[] = [];
  for (const [at, drop] of drops.entries()) {
    const last = beats.at(-1);
    if (drop > least && (last === undefined || at - last > 0.25 * rate)) beats.push(at);
  }
  return beats.slice(1).map((beat, index) => (beat - (beats[index] ?? 0)) / rate);
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe.each([
  ["everything", "number"],
  ["fibrillation", "object"],
  ["strange", "number"],
] as const)("of somebody whose story is %s, with the heart rate as %s, ECGs", (story, ecgHeartRate) => {
  test("are what was sent, and beat as often as is said of them", async () => {
    const { connection } = await guest(story, { ecgHeartRate });
    const since = new Date("2026-09-01T00:00:00Z");
    const recordings = await connection.heart.recordings({ since }).toArray();
    const spread = new Map<string, number[]>();
    let empty = 0;
    for (const { ecg: found, heartRateBpm, device } of recordings.slice(0, 14)) {
      if (found === null) continue;
      const { signalId, afib } = found;
      const ecg = await connection.heart.ecg(signalId, { raw: true });
      const sent = await connection.call(heart.get, { signalid: signalId });
      expect(ecg.raw).toEqual(sent);
      expect(ecg.microvolts).toEqual(sent.signal);
      expect(ecg.samplingHz).toBe(sent.sampling_frequency);
      expect(ecg.position?.code).toBe(sent.wearposition);
      if (device?.model.code !== 9999) expect(ecg.model).toEqual(device?.model);
      if (ecg.microvolts.length === 0) {
        empty++;
        continue;
      }
      // BPM Core records 20 seconds with 500 samples each, everything else 30 with 300.
      expect([ecg.samplingHz, ecg.durationSeconds]).toEqual(ecg.model.code === 44 ? [500, 20] : [300, 30]);
      const intervals = beatIntervals(ecg);
      const average = mean(intervals);
      const beats = 60 / average;
      const rate = ecg.heartRateBpm ?? 0;
      expect(rate).toBe(typeof sent.heart_rate === "object" ? sent.heart_rate.value : sent.heart_rate);
      if (heartRateBpm !== null) expect(rate).toBe(heartRateBpm);
      expect(Math.abs(beats / rate - 1)).toBeLessThan(0.15);
      const uneven = Math.sqrt(mean(intervals.map((interval) => (interval / average - 1) ** 2)));
      const name = afib?.name ?? "";
      spread.set(name, [...(spread.get(name) ?? []), uneven]);
    }
    expect(spread.size).toBeGreaterThan(0);
    expect(empty > 0).toBe(story === "strange");
    for (const uneven of spread.get("negative") ?? []) expect(uneven).toBeLessThan(0.1);
    for (const uneven of spread.get("positive") ?? []) expect(uneven).toBeGreaterThan(0.1);
    if (story === "fibrillation") expect(spread.get("positive")?.length).toBeGreaterThan(0);
  });
});

test("without the plan Advanced Biomarkers ECGs have no samples, and no error says why", async () => {
  const { connection } = await guest("everything", { plan: "basic" });
  const [recording] = await connection.heart.recordings().toArray({ limit: 1 });
  const ecg = await connection.heart.ecg(recording?.ecg?.signalId ?? 0);
  expect(ecg.microvolts).toEqual([]);
});
