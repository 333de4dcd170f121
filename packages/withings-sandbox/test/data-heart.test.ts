import { expect, test } from "vitest";
import {
  type Group,
  mean,
  noonSeconds,
  reader,
  type Reader,
  type Recording,
  type Row,
  sum,
} from "./support/reader.js";

interface Ecg {
  readonly signal: readonly number[];
  readonly sampling_frequency: number;
  readonly wearposition: number;
  readonly model: number;
  readonly heart_rate: number;
}

async function ecgOf({ ask }: Reader, { ecg }: Recording): Promise<Ecg> {
  const { status, body } = await ask("/v2/heart", "get", { signalid: String(ecg.signalid) });
  expect(status).toBe(0);
  return body as unknown as Ecg;
}

/** The samples at which R waves peak: the highest of every stretch above half of the highest. */
function peaksOf({ signal, sampling_frequency }: Ecg): number[] {
  const threshold = Math.max(...signal) / 2;
  const peaks: number[] = [];
  for (const [index, value] of signal.entries()) {
    if (value < threshold) continue;
    const last = peaks.at(-1);
    if (last === undefined || index - last > sampling_frequency * 0.2) peaks.push(index);
    else if (value > (signal[last] ?? 0)) peaks[peaks.length - 1] = index;
  }
  return peaks;
}

const intervals = (ecg: Ecg): number[] =>
  peaksOf(ecg)
    .slice(1)
    .map((peak, index) => (peak - (peaksOf(ecg)[index] ?? 0)) / ecg.sampling_frequency);

/** All beats laid over each other at their R wave: what is left is what each of them has. */
function averageBeat(ecg: Ecg): (ms: number) => number {
  const peaks = peaksOf(ecg).slice(1, -1);
  return (ms) =>
    mean(peaks.map((peak) => ecg.signal[peak + Math.round((ms / 1000) * ecg.sampling_frequency)] ?? 0));
}

const unevenness = (ecg: Ecg): number => {
  const found = intervals(ecg);
  const middle = mean(found);
  return Math.sqrt(mean(found.map((each) => (each - middle) ** 2))) / middle;
};

test("an ECG has the length and the rate of its device, where it is worn, and samples in microvolts", async () => {
  const everything = await reader("everything");
  const recordings = await everything.recordings();
  for (const [model, frequency, seconds, position] of [
    [44, 500, 20, 3],
    [94, 300, 30, 1],
  ] as const) {
    const recording = recordings.find((each) => each.model === model);
    expect(recording).toBeDefined();
    if (recording === undefined) continue;
    const ecg = await ecgOf(everything, recording);
    expect(ecg).toMatchObject({
      sampling_frequency: frequency,
      wearposition: position,
      model,
      heart_rate: recording.heart_rate,
    });
    expect(ecg.signal).toHaveLength(frequency * seconds);
    expect(ecg.signal.every(Number.isInteger)).toBe(true);
    expect(Math.max(...ecg.signal)).toBeGreaterThan(600);
    expect(Math.max(...ecg.signal)).toBeLessThan(1700);
    expect(Math.min(...ecg.signal)).toBeGreaterThan(-600);
  }
});

test("a healthy ECG beats at its rate, evenly, with P before and T after each QRS, at the intervals that are measured", async () => {
  for (const seed of [1, 2, 3]) {
    const everything = await reader("everything", { seed });
    const groups = await everything.groups({ meastypes: "130,135,136,137,138" });
    for (const recording of (await everything.recordings()).slice(0, 4)) {
      const ecg = await ecgOf(everything, recording);
      expect(60 / mean(intervals(ecg))).toBeCloseTo(recording.heart_rate, -0.6);
      expect(unevenness(ecg)).toBeLessThan(0.07);
      expect(recording.ecg.afib).not.toBe(1);
      const group = groups.find(({ date }) => date === recording.timestamp);
      const at = (type: number): number => group?.measures.find((each) => each.type === type)?.value ?? NaN;
      expect(at(135)).toBeGreaterThan(70);
      expect(at(135)).toBeLessThan(115);
      expect(at(136)).toBeGreaterThan(118);
      expect(at(136)).toBeLessThan(202);
      expect(at(138)).toBeGreaterThan(370);
      expect(at(138)).toBeLessThan(460);
      expect(at(137) / Math.sqrt(60 / recording.heart_rate)).toBeCloseTo(at(138), -0.4);
      const beat = averageBeat(ecg);
      const onset = -0.4 * at(135);
      const [p, t] = [beat(onset - at(136) + 45), beat(onset + at(137) - 100)];
      const quiet = beat(onset + at(137) + 60);
      expect(p - quiet).toBeGreaterThan(40);
      expect(t - quiet).toBeGreaterThan(100);
      expect(beat(0)).toBeGreaterThan(5 * t - 4 * quiet - 600);
      expect(beat(0.3 * at(135))).toBeLessThan(quiet);
    }
  }
});

test("some ECGs of one person fibrillate: uneven beats, no P wave, no interval from it", async () => {
  const ill = await reader("fibrillation");
  const recordings = await ill.recordings();
  const positive = recordings.filter(({ ecg }) => ecg.afib === 1);
  const negative = recordings.filter(({ ecg }) => ecg.afib === 0);
  expect([positive.length > 30, negative.length > 30]).toEqual([true, true]);
  const groups = await ill.groups({ meastypes: "130,136" });
  const groupAt = (time: number): Group | undefined => groups.find(({ date }) => date === time);
  for (const recording of positive.slice(0, 5)) {
    const ecg = await ecgOf(ill, recording);
    expect(unevenness(ecg)).toBeGreaterThan(0.12);
    const beat = averageBeat(ecg);
    const before = [-180, -160, -140, -120, -100].map(beat);
    expect(Math.max(...before) - Math.min(...before)).toBeLessThan(60);
    expect(groupAt(recording.timestamp)?.measures.map(({ type, value }) => [type, value])).toEqual([
      [130, 1],
    ]);
  }
  for (const recording of negative.slice(0, 3)) {
    expect(unevenness(await ecgOf(ill, recording))).toBeLessThan(0.07);
    expect(groupAt(recording.timestamp)?.measures.map(({ type }) => type)).toEqual([130, 136]);
  }
});

test("heart list is turned in pages, by period, with the blood pressure and the sound of the device", async () => {
  const { sandbox, recordings, groups, ask } = await reader("everything", { recordingsPerPage: 10 });
  const first = await recordings();
  const second = await recordings({ offset: "10" });
  expect([first.length, second.length]).toEqual([10, 10]);
  const times = [...first, ...second].map(({ timestamp }) => timestamp);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  const [, third, , fifth] = first;
  const within = { startdate: String(fifth?.timestamp), enddate: String(third?.timestamp) };
  expect(await recordings(within)).toEqual(first.slice(1, 4));
  sandbox.configure({ periodEnd: "excluded" });
  expect(await recordings(within)).toEqual(first.slice(2, 4));
  sandbox.configure({ recordingsPerPage: 200, periodEnd: "included" });
  for (const row of (await recordings()).slice(0, 20)) {
    expect(row).toMatchObject({
      deviceid: expect.any(String) as unknown,
      modified: expect.any(Number) as unknown,
    });
    expect("bloodpressure" in row).toBe(row.model === 44);
    expect("stetho" in row).toBe([44, 71].includes(row.model));
  }
  const [cuff] = (await recordings()).filter(({ model }) => model === 44);
  const time = String(cuff?.timestamp);
  const measured = await groups({ startdate: time, enddate: time, meastypes: "9,10" });
  const [diastole, systole] = [9, 10].map(
    (type) => measured.flatMap(({ measures }) => measures).find((each) => each.type === type)?.value,
  );
  expect(cuff?.["bloodpressure"]).toEqual({ diastole, systole });
  expect((await ask("/v2/heart", "list", { offset: "-5" })).status).toBe(503);
});

test("an id that is nobody's, somebody else's or of a sound is no ECG", async () => {
  const one = await reader("everything");
  const other = await reader("fibrillation");
  const [recording] = await other.recordings();
  const [sound] = ((await one.ask("/v2/stetho", "list")).body?.["series"] ?? []) as { signalid: number }[];
  for (const signalid of [
    "1",
    "-7",
    "999999999999",
    String(recording?.ecg.signalid),
    String(sound?.signalid),
  ])
    expect(await one.ask("/v2/heart", "get", { signalid })).toMatchObject({
      status: 503,
      error: "Invalid Params: invalid signalid",
    });
  const [ecg] = await one.recordings();
  expect((await one.ask("/v2/stetho", "get", { signalid: String(ecg?.ecg.signalid) })).status).toBe(503);
  expect((await one.ask("/v2/heart", "get", { signalid: "seven" })).status).toBe(503);
});

test("the heart rate of an ECG is a number, or a row of its own", async () => {
  const { sandbox, recordings, ask } = await reader("everything");
  const [recording] = await recordings();
  const signalid = String(recording?.ecg.signalid);
  expect((await ask("/v2/heart", "get", { signalid })).body).toMatchObject({
    heart_rate: recording?.heart_rate,
  });
  sandbox.configure({ ecgHeartRate: "object" });
  expect((await ask("/v2/heart", "get", { signalid })).body).toMatchObject({
    heart_rate: { value: recording?.heart_rate, date: recording?.timestamp, is_deleted: false },
  });
});

/** A-law as bytes, back to 13 bits. */
function decode(byte: number): number {
  const bits = byte ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  const magnitude = segment === 0 ? step * 2 + 1 : ((step + 16) * 2 + 1) << (segment - 1);
  return (bits & 0x80) === 0 ? -magnitude : magnitude;
}

test("a stethoscope hears two tones a beat, in A-law; an ill heart is louder between them", async () => {
  const loudness: Record<string, number> = {};
  for (const story of ["everything", "fibrillation"] as const) {
    const { ask, recordings } = await reader(story);
    const listed = ((await ask("/v2/stetho", "list")).body?.["series"] ?? []) as (Row & {
      signalid: number;
    })[];
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual(
      ["hash_deviceid", "signalid", "vhd", "timestamp", "timezone"].sort(),
    );
    const [sound] = listed;
    const { body } = await ask("/v2/stetho", "get", { signalid: String(sound?.signalid) });
    const signal = body?.["signal"] as number[];
    expect(body).toMatchObject({
      frequency: 4000,
      duration: 20,
      size: 80_000,
      resolution: 8,
      vhd: sound?.["vhd"],
    });
    expect(signal).toHaveLength(80_000);
    expect(signal.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)).toBe(true);
    const samples = signal.map(decode);
    // How loud each 50 ms are: longer than one swing of the lowest tone.
    const envelope = Array.from({ length: 400 }, (_, index) =>
      mean(samples.slice(index * 200, index * 200 + 200).map(Math.abs)),
    );
    const threshold = 0.25 * Math.max(...envelope);
    const tones = envelope.filter(
      (level, index) => level > threshold && (envelope[index - 1] ?? 0) <= threshold,
    );
    const recording = (await recordings()).find(({ timestamp }) => timestamp === sound?.["timestamp"]);
    const beats = ((recording?.heart_rate ?? 0) / 60) * 20;
    expect(tones.length).toBeGreaterThan(1.5 * beats);
    expect(tones.length).toBeLessThan(2.6 * beats);
    expect(Math.abs(sum(samples) / samples.length)).toBeLessThan(20);
    loudness[story] = mean([...envelope].sort((a, b) => a - b).slice(120, 240)) / Math.max(...envelope);
  }
  expect(loudness["fibrillation"]).toBeGreaterThan(loudness["everything"] ?? 1);
});

test("the newest recording is not there before it was sent", async () => {
  const { sandbox, recordings } = await reader("fibrillation");
  const [newest] = await recordings();
  sandbox.clock.set(new Date(((newest?.timestamp ?? noonSeconds) + 1) * 1000));
  expect((await recordings())[0]?.timestamp).toBeLessThan(newest?.timestamp ?? 0);
});
