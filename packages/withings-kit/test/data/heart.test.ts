import { describe, expect, test } from "vitest";
import type { HeartRecording } from "withings-kit";
import { enumerations } from "withings-kit/contract";
import { heart } from "withings-kit/operations";
import { failure } from "../support/login.js";
import {
  answer,
  dayIn,
  expectNothingStrange,
  guest,
  now,
  parametersOf,
  readingFrom,
} from "./support/reading.js";
import { nothingStrange, wireRows } from "./support/wire-rows.js";

const row = {
  deviceid: "0a1b",
  model: 44,
  ecg: { signalid: 4711, afib: 1 },
  bloodpressure: { diastole: 81, systole: 127 },
  stetho: { signalid: 4712, vhd: 0 },
  heart_rate: 64,
  modified: 1_764_000_100,
  timestamp: 1_764_000_000,
  timezone: "Europe/Paris",
};

const page = (rows: unknown, more: object = { more: false, offset: 0 }): string =>
  answer({ series: rows, ...more });

async function first(changes: object = {}): Promise<HeartRecording> {
  const reading = await readingFrom([page([{ ...row, ...changes }])]);
  const [recording] = await reading.connection.heart.recordings({ onStrangeRow: nothingStrange }).toArray();
  if (recording === undefined) throw new Error("There is no recording.");
  expectNothingStrange(reading);
  return recording;
}

describe("a recording of the heart", () => {
  test("has its moments, the local day, the device, and what was recorded and found", async () => {
    expect(await first()).toEqual({
      recordedAt: new Date("2025-11-24T16:00:00Z"),
      modifiedAt: new Date("2025-11-24T16:01:40Z"),
      timeZone: "Europe/Paris",
      localDay: "2025-11-24",
      device: { id: "0a1b", model: { name: "BPM Core", code: 44 } },
      heartRateBpm: 64,
      ecg: { signalId: 4711, afib: { name: "positive", code: 1 } },
      bloodPressure: { systolicMmHg: 127, diastolicMmHg: 81 },
      sound: { signalId: 4712, valvularHeartDisease: 0 },
    });
  });

  test("in the hour before midnight is of the day that it was where the person was", async () => {
    const timestamp = Date.parse("2026-03-28T23:30:00Z") / 1000;
    expect((await first({ timestamp })).localDay).toBe("2026-03-29");
    expect((await first({ timestamp, timezone: "America/New_York" })).localDay).toBe("2026-03-28");
  });

  test.each(["ecg", "bloodpressure", "stetho"])(
    "quirk: %s is absent, null, or [] in the place of an empty object",
    async (field) => {
      const name = { ecg: "ecg", bloodpressure: "bloodPressure", stetho: "sound" }[field] ?? "";
      for (const nothing of [undefined, null, [], {}])
        expect(await first({ [field]: nothing })).toMatchObject({ [name]: null });
    },
  );

  test("quirk: without a scope, plan or device for it, what is missing is absent with status 0, and null here", async () => {
    expect(
      await first({
        deviceid: null,
        model: null,
        ecg: { signalid: 4711 },
        stetho: { signalid: 4712 },
        heart_rate: undefined,
        modified: null,
        timezone: undefined,
      }),
    ).toMatchObject({
      device: null,
      ecg: { signalId: 4711, afib: null },
      sound: { signalId: 4712, valvularHeartDisease: null },
      heartRateBpm: null,
      modifiedAt: null,
      timeZone: null,
      localDay: null,
    });
  });

  test.each([
    [44, "BPM Core"],
    [91, "Move ECG"],
    [92, "Move ECG"],
    [93, "ScanWatch"],
    [94, "ScanWatch 2"],
    [71, "BeamO"],
    [9999, null],
  ])("quirk: Withings' table for recordings has the models 44 and 91 only; %d is %s", async (model, name) => {
    expect((await first({ model })).device).toEqual({ id: "0a1b", model: { name, code: model } });
  });

  test("quirk: deviceid is a number in an example of Withings', and hash_deviceid is preferred", async () => {
    expect((await first({ deviceid: 892_359_876 })).device?.id).toBe("892359876");
    expect((await first({ deviceid: 892_359_876, hash_deviceid: "9f8e" })).device?.id).toBe("9f8e");
  });

  test.each([
    [0, "negative"],
    [1, "positive"],
    [2, "inconclusive"],
    [99, "unknown"],
  ])("whose finding is %d says %s, and keeps the number", async (code, name) => {
    expect((await first({ ecg: { signalid: 1, afib: code } })).ecg?.afib).toEqual({ name, code });
    const known = enumerations.atrialFibrillation.map(({ value }) => value);
    expect(known.includes(code)).toBe(name !== "unknown");
  });

  test("gives what came beside that it does not know", async () => {
    expect(await first({ quality: 3 })).toMatchObject({ others: { quality: 3 } });
    expect(await first()).not.toHaveProperty("others");
  });
});

describe("heart.recordings", () => {
  test("asks for a period, over all pages, and gives rows beside where they are asked for", async () => {
    const second = { ...row, timestamp: row.timestamp + 60 };
    const { connection, sent } = await readingFrom([
      page([row], { more: true, offset: 200 }),
      page([second], { more: false, offset: 201 }),
    ]);
    const since = new Date("2026-01-01T00:00:00Z");
    const until = new Date("2026-02-01T00:00:00Z");
    const recordings = await connection.heart.recordings({ since, until, raw: true }).toArray();
    expect(recordings.map(({ raw }) => raw)).toEqual([row, second]);
    const period = { startdate: "1767225600", enddate: "1769904000" };
    expect(sent.map(parametersOf)).toEqual([period, { ...period, offset: "200" }]);
    expect(sent[0]?.url).toMatch(/\/v2\/heart$/);
    expect(sent[0]?.form.get("action")).toBe("list");
    expect(await first()).not.toHaveProperty("raw");
  });

  test.each([
    [{ since: new Date(NaN) }, "since"],
    [{ until: now as unknown as Date }, "until"],
    [{ since: new Date(2), until: new Date(1) }, "until"],
  ])("refuses %j before anything is sent, and names the option", async (options, option) => {
    const { connection, sent } = await readingFrom([page([])]);
    const error = await failure(connection.heart.recordings(options).toArray());
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option });
    expect(sent).toEqual([]);
  });

  test.each([
    ["timestamp is missing", { ...row, timestamp: undefined }],
    ["timestamp is no moment", { ...row, timestamp: 1_764_000_000_000 }],
    ["signalid is missing", { ...row, ecg: { afib: 1 } }],
    ["systole is missing", { ...row, bloodpressure: { diastole: 80 } }],
    ["heart_rate is no number", { ...row, heart_rate: "fast" }],
    ["afib is no whole number", { ...row, ecg: { signalid: 1, afib: 0.5 } }],
    ["the recording is no object", "recording"],
    ["the recording is no object", null],
  ])("hands over a row of which %s, and the rest arrives", async (reason, strange) => {
    const reading = await readingFrom([page([row, strange, row])]);
    const { onStrangeRow } = reading;
    expect(await reading.connection.heart.recordings({ onStrangeRow }).toArray()).toHaveLength(2);
    expect(reading.strange).toEqual([
      {
        operation: "heart v2 list",
        reason,
        row: JSON.parse(JSON.stringify(strange)) as unknown,
      },
    ]);
  });

  test("quirk: a single recording stands where a list is expected", async () => {
    const { connection } = await readingFrom([page(row)]);
    expect(await connection.heart.recordings().toArray()).toHaveLength(1);
  });

  test.each([[[]], [{}], [null], [undefined]])("quirk: no recordings are %j", async (series) => {
    const { connection } = await readingFrom([page(series)]);
    expect(await connection.heart.recordings({ onStrangeRow: nothingStrange }).toArray()).toEqual([]);
  });
});

/** What is in a part of a row; nothing where an empty list stands for it. */
const partOf = (part: object | undefined): Readonly<Record<string, unknown>> => ({ ...part });

describe.each(["everything", "fibrillation", "late", "strange", "body-scan", "nothing"] as const)(
  "of somebody whose story is %s, recordings of the heart",
  (story) => {
    test("are what was sent, page by page, with the day of their zone", async () => {
      const { connection } = await guest(story, { recordingsPerPage: 9, contentType: "text/plain" });
      const since = new Date("2026-06-01T00:00:00Z");
      const sent = await wireRows(connection, heart.list, since);
      const recordings = await connection.heart
        .recordings({ since, raw: true, onStrangeRow: nothingStrange })
        .toArray();
      expect(recordings.map(({ raw }) => raw)).toEqual(sent);
      if (["everything", "fibrillation", "strange"].includes(story))
        expect(recordings.length).toBeGreaterThan(18);
      if (["body-scan", "nothing"].includes(story)) expect(recordings).toEqual([]);
      for (const [index, recording] of recordings.entries()) {
        const from = sent[index];
        if (from === undefined) throw new Error("A row is missing.");
        expect(recording.recordedAt.toISOString()).toBe(new Date(from.timestamp * 1000).toISOString());
        expect(recording.modifiedAt?.getTime()).toBe(from.modified * 1000);
        expect(recording.localDay).toBe(
          from.timezone === undefined ? null : dayIn(from.timezone, recording.recordedAt),
        );
        expect([recording.device?.id ?? null, recording.device?.model.code]).toEqual([
          from.deviceid,
          from.model,
        ]);
        expect(recording.heartRateBpm ?? undefined).toBe(from.heart_rate);
        const ecg = partOf(from.ecg);
        expect([recording.ecg?.signalId, recording.ecg?.afib?.code]).toEqual([ecg["signalid"], ecg["afib"]]);
        const pressure = partOf(from.bloodpressure);
        expect([recording.bloodPressure?.systolicMmHg, recording.bloodPressure?.diastolicMmHg]).toEqual([
          pressure["systole"],
          pressure["diastole"],
        ]);
        const sound = partOf(from.stetho);
        expect([recording.sound?.signalId, recording.sound?.valvularHeartDisease]).toEqual([
          sound["signalid"],
          sound["vhd"],
        ]);
      }
    });
  },
);

test("who recorded it stands in the list of devices, and who has fibrillation is told so", async () => {
  const { connection } = await guest("fibrillation");
  const since = new Date("2026-06-01T00:00:00Z");
  const recordings = await connection.heart.recordings({ since }).toArray();
  const devices = (await connection.devices.list().toArray()).map(({ id }) => id);
  for (const { device } of recordings) expect(devices).toContain(device?.id);
  const findings = new Set(recordings.map(({ ecg }) => ecg?.afib?.name));
  expect([...findings]).toEqual(expect.arrayContaining(["positive", "negative"]));
});
