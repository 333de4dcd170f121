import { describe, expect, test } from "vitest";
import type { StethoRecording, StethoSound } from "withings-kit";
import { stetho } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, dayIn, guest, now, parametersOf, readingFrom, refusal } from "./support/reading.js";
import { nothingStrange, wireRows } from "./support/wire-rows.js";

const row = {
  hash_deviceid: "9f8e",
  signalid: 4712,
  vhd: 1,
  timestamp: 1_764_000_000,
  timezone: "Europe/Paris",
};

const page = (rows: unknown, more: object = { more: false, offset: 0 }): string =>
  answer({ series: rows, ...more });

async function first(changes: object = {}): Promise<StethoRecording> {
  const { connection } = await readingFrom([page([{ ...row, ...changes }])]);
  const [recording] = await connection.stetho.recordings({ onStrangeRow: nothingStrange }).toArray();
  if (recording === undefined) throw new Error("There is no recording.");
  return recording;
}

describe("a recording of a stethoscope", () => {
  test("has its moment, the local day, the device and what it says", async () => {
    expect(await first()).toEqual({
      signalId: 4712,
      recordedAt: new Date("2025-11-24T16:00:00Z"),
      timeZone: "Europe/Paris",
      localDay: "2025-11-24",
      device: { id: "9f8e", model: { name: null, code: null } },
      valvularHeartDisease: 1,
    });
  });

  test("quirk: what may be null or absent is null here", async () => {
    const nothing = { hash_deviceid: null, vhd: undefined, timezone: null };
    expect(await first(nothing)).toMatchObject({
      device: null,
      valvularHeartDisease: null,
      timeZone: null,
      localDay: null,
    });
  });

  test("gives what came beside that it does not know", async () => {
    expect(await first({ quality: 3 })).toMatchObject({ others: { quality: 3 } });
  });
});

describe("stetho.recordings", () => {
  test("asks for a period, over all pages", async () => {
    const { connection, sent } = await readingFrom([
      page([row], { more: 1, offset: 7 }),
      page([row], { more: 0 }),
    ]);
    const since = new Date("2026-01-01T00:00:00Z");
    const recordings = await connection.stetho.recordings({ since, raw: true }).toArray();
    expect(recordings.map(({ raw }) => raw)).toEqual([row, row]);
    expect(sent.map(parametersOf)).toEqual([
      { startdate: "1767225600" },
      { startdate: "1767225600", offset: "7" },
    ]);
    expect(sent[0]?.url).toMatch(/\/v2\/stetho$/);
    expect(sent[0]?.form.get("action")).toBe("list");
  });

  test.each([
    [{ since: new Date(NaN) }, "since"],
    [{ until: now as unknown as Date }, "until"],
  ])("refuses %j before anything is sent, and names the option", async (options, option) => {
    const { connection, sent } = await readingFrom([page([])]);
    const error = await failure(connection.stetho.recordings(options).toArray());
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option });
    expect(sent).toEqual([]);
  });

  test("hands over a row that cannot be read, and the rest arrives", async () => {
    const { connection, strange, onStrangeRow } = await readingFrom([
      page([row, { ...row, signalid: undefined }, { ...row, timestamp: "noon" }, row]),
    ]);
    expect(await connection.stetho.recordings({ onStrangeRow }).toArray()).toHaveLength(2);
    expect(strange.map(({ reason }) => reason)).toEqual(["signalid is missing", "timestamp is no number"]);
  });
});

const body = {
  signal: [0xd5, 0x55, 0xaa, 0x2a],
  frequency: 4000,
  duration: 20,
  format: 1,
  size: 80_000,
  resolution: 8,
  channel: 1,
  model: 44,
  position: 15,
  vhd: 0,
};

async function soundOf(changes: object = {}): Promise<StethoSound> {
  const { connection } = await readingFrom([answer({ ...body, ...changes })]);
  return connection.stetho.sound(4712);
}

describe("a sound of a stethoscope", () => {
  test("has its samples, rate, duration, place and device; what Withings does not explain is beside", async () => {
    expect(await soundOf()).toEqual({
      toWav: expect.any(Function) as unknown,
      signalId: 4712,
      samples: Int16Array.of(8, -8, 32_256, -32_256),
      samplingHz: 4000,
      durationSeconds: 20,
      position: { name: "aorticArea", code: 15 },
      model: { name: "BPM Core", code: 44 },
      valvularHeartDisease: 0,
      others: { format: 1, size: 80_000, resolution: 8, channel: 1 },
    });
  });

  test("has the usual rate where the answer does not say, and is as long as its samples", async () => {
    for (const frequency of [undefined, null, 0])
      expect(await soundOf({ frequency, duration: undefined })).toMatchObject({
        samplingHz: 4000,
        durationSeconds: 4 / 4000,
      });
  });

  test("quirk: without the plan the samples are [], absent or null, with status 0", async () => {
    for (const signal of [[], undefined, null, {}]) {
      const sound = await soundOf({ signal });
      expect(sound.samples).toEqual(new Int16Array());
      expect(sound.toWav()).toHaveLength(44);
    }
  });

  test("of a position or model that is not known keeps the number, and null is nothing", async () => {
    expect(await soundOf({ position: 777, model: 778 })).toMatchObject({
      position: { name: "unknown", code: 777 },
      model: { name: null, code: 778 },
    });
    expect(await soundOf({ position: null, model: null, vhd: null })).toMatchObject({
      position: null,
      model: { name: null, code: null },
      valvularHeartDisease: null,
    });
  });

  test("comes with the bytes as they were sent where raw is asked for", async () => {
    const { connection } = await readingFrom([answer(body)]);
    expect((await connection.stetho.sound(4712, { raw: true })).raw).toEqual(body);
    expect(await soundOf()).not.toHaveProperty("raw");
  });

  test.each([
    ["signal has no numbers", [1, "s3cret-canary"]],
    ["signal has no bytes", [1, 256]],
    ["signal has no bytes", [-129]],
    ["signal has no bytes", [1.5]],
  ])("that is none, since %s, is an error that says so", async (reason, signal) => {
    const error = await failure(soundOf({ signal }));
    expect(error).toMatchObject({
      name: "WithingsDecodingError",
      code: "answer_invalid",
      operation: "stetho v2 get",
    });
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).not.toContain("s3cret-canary");
  });

  test("is not asked for by what is no id, and one that there is not is refused in Withings' words", async () => {
    const { connection, sent } = await readingFrom([refusal(503, "Invalid Params: invalid signalid")]);
    const error = await failure(connection.stetho.sound(1.5));
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "signalId" });
    expect(sent).toEqual([]);
    expect(await failure(connection.stetho.sound(1))).toMatchObject({
      code: "api_refused",
      operation: "stetho v2 get",
      status: 503,
    });
  });
});

describe.each(["everything", "strange"] as const)(
  "of somebody whose story is %s, stethoscope recordings",
  (story) => {
    test("are what was sent, and the heart is heard in them", async () => {
      const { connection } = await guest(story, { recordingsPerPage: 5 });
      const since = new Date("2026-08-01T00:00:00Z");
      const sent = await wireRows(connection, stetho.list, since);
      const recordings = await connection.stetho
        .recordings({ since, raw: true, onStrangeRow: nothingStrange })
        .toArray();
      expect(recordings.map(({ raw }) => raw)).toEqual(sent);
      expect(recordings.length).toBeGreaterThan(5);
      const devices = new Set((await connection.devices.list().toArray()).map(({ id }) => id));
      for (const [index, recording] of recordings.entries()) {
        const from = sent[index];
        if (from === undefined) throw new Error("A row is missing.");
        expect([recording.signalId, recording.valvularHeartDisease]).toEqual([from.signalid, from.vhd]);
        expect(recording.recordedAt.getTime()).toBe(from.timestamp * 1000);
        expect(recording.localDay).toBe(dayIn(from.timezone, recording.recordedAt));
        expect(devices).toContain(recording.device?.id);
      }
      const [{ signalId } = { signalId: 0 }] = recordings;
      const sound = await connection.stetho.sound(signalId);
      const bytes = await connection.call(stetho.get, { signalid: signalId });
      expect(sound.samples).toHaveLength(bytes.signal.length);
      expect([sound.samplingHz, sound.durationSeconds]).toEqual([bytes.frequency, bytes.duration]);
      expect(sound.samples.length / sound.samplingHz).toBe(sound.durationSeconds);
      expect(sound.position?.code).toBe(bytes.position);
      // A heart is loud when its valves close, and quiet between: the loudest tenth holds most of the power.
      const power = Array.from(sound.samples, (sample) => sample * sample).sort((one, other) => other - one);
      const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
      expect(sum(power.slice(0, power.length / 10)) / sum(power)).toBeGreaterThan(0.6);
    });
  },
);

test("quirk: without the plan Advanced Biomarkers a sound is empty, and no error says why", async () => {
  const { connection } = await guest("everything", { plan: "basic" });
  const [recording] = await connection.stetho.recordings().toArray({ limit: 1 });
  const sound = await connection.stetho.sound(recording?.signalId ?? 0);
  expect(sound.samples).toHaveLength(0);
});
