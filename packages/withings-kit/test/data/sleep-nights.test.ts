import { describe, expect, test } from "vitest";
import type { Night } from "withings-kit";
import { sleep } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { nightFields } from "./support/field-names.js";
import { answer, dayIn, expectNothingStrange, guest, parametersOf, readingFrom } from "./support/reading.js";

// The night in which the clocks of Paris go forward: from 23:30 to 7:00, which is six hours and a half.
const began = Date.parse("2026-03-28T22:30:00Z") / 1000;
const row = {
  id: 6100,
  timezone: "Europe/Paris",
  model: 32,
  model_id: 63,
  startdate: began,
  enddate: began + 6.5 * 3600,
  date: "2026-03-29",
  created: began + 25_000,
  modified: began + 25_001,
  hash_deviceid: "9f8e",
  completed: true,
  data: { total_timeinbed: 23_400, total_sleep_time: 21_000, sleep_efficiency: 0.86, sleep_score: 82 },
};

async function only(more: object = {}, without: readonly string[] = []): Promise<Night> {
  const kept = Object.entries({ ...row, ...more }).filter(([name]) => !without.includes(name));
  const reading = await readingFrom([answer({ series: [Object.fromEntries(kept)], more: false, offset: 0 })]);
  const [night] = await reading.connection.sleep.nights({ onStrangeRow: reading.onStrangeRow }).toArray();
  expectNothingStrange(reading);
  if (night === undefined) throw new Error("There is no night.");
  return night;
}

const events = async (night_events: unknown): Promise<Night["events"]> =>
  (await only({ data: { night_events } })).events;
const after = (seconds: number): Date => new Date((began + seconds) * 1000);

describe("a night", () => {
  test("has when and where it was, what watched, and its values", async () => {
    expect(await only()).toMatchObject({
      id: 6100,
      startedAt: new Date("2026-03-28T22:30:00Z"),
      endedAt: new Date("2026-03-29T05:00:00Z"),
      timeZone: "Europe/Paris",
      localDay: "2026-03-29",
      createdAt: after(25_000),
      modifiedAt: after(25_001),
      completed: true,
      watchedBy: { name: "sleepMonitor", code: 32 },
      device: { id: "9f8e", model: { name: "Aura Sensor V2", code: 63 } },
      inBedSeconds: 23_400,
      totalSleepSeconds: 21_000,
      efficiencyRatio: 0.86,
      score: 82,
      snoringSeconds: null,
    });
  });

  test("without a day of its own has the day of waking up, there", async () => {
    expect((await only({}, ["date"])).localDay).toBe("2026-03-29");
    expect((await only({ timezone: "Pacific/Honolulu" }, ["date"])).localDay).toBe("2026-03-28");
    expect((await only({ timezone: null }, ["date"])).localDay).toBeNull();
  });

  test("has its events in the order of time, as moments, by what they are", async () => {
    expect(await events({ "4": [23_400], "1": [0], "3": [9000, 22_000], "2": [900, 9600] })).toEqual([
      { at: after(0), type: { name: "gotInBed", code: 1 } },
      { at: after(900), type: { name: "fellAsleep", code: 2 } },
      { at: after(9000), type: { name: "wokeUp", code: 3 } },
      { at: after(9600), type: { name: "fellAsleep", code: 2 } },
      { at: after(22_000), type: { name: "wokeUp", code: 3 } },
      { at: after(23_400), type: { name: "gotOutOfBed", code: 4 } },
    ]);
  });

  test("has events that were entered by hand, and of kinds that are not known yet", async () => {
    expect((await events({ "5": [0], "6": [7], "42": [8] }))?.map(({ type }) => type)).toEqual([
      { name: "manualAsleep", code: 5 },
      { name: "manualAwake", code: 6 },
      { name: "unknown", code: 42 },
    ]);
  });

  test.each([
    [[], 0],
    [{}, 0],
    [{ "1": [] }, 0],
    [{ "1": 900 }, 0],
    [{ "1": { "0": 900 } }, 1],
    [{ "1": null }, 0],
  ])("of which the events are %j has %i", async (night_events, count) => {
    expect(await events(night_events)).toHaveLength(count);
  });

  test("has no events where none were sent, which is another thing than no events", async () => {
    expect(await events(null)).toBeNull();
    expect(await events(undefined)).toBeNull();
  });

  test("keeps zeros: nobody snored", async () => {
    const numbers = Object.entries(nightFields).filter(([name]) => !/events|Status/.test(name));
    const night: object = await only({ data: Object.fromEntries(numbers.map(([, wire]) => [wire, 0])) });
    expect(night).toMatchObject(Object.fromEntries(numbers.map(([name]) => [name, 0])));
  });

  test("whose data are [] or null is a night nevertheless", async () => {
    for (const data of [[], {}, null]) expect(await only({ data })).toMatchObject({ id: 6100, score: null });
  });

  test.each([
    [16, "tracker"],
    [32, "sleepMonitor"],
    [99, "unknown"],
    [null, "unknown"],
  ])("watched by a device of kind %j has that by name and number", async (model, name) => {
    expect((await only({ model })).watchedBy).toEqual({ name, code: model });
  });

  test("has the model of its device from model_id, never from the kind", async () => {
    expect((await only({ model: 16, model_id: 1058, hash_deviceid: null })).device).toMatchObject({
      id: null,
      model: { code: 1058 },
    });
    expect((await only({ model: 16 }, ["model_id", "hash_deviceid"])).device).toBeNull();
    expect((await only({ model_id: 696_969 })).device?.model).toEqual({ name: null, code: 696_969 });
  });

  test("as short as it was seen has null for the rest", async () => {
    expect(await only({}, ["model_id", "hash_deviceid", "created", "completed"])).toMatchObject({
      device: null,
      createdAt: null,
      completed: null,
    });
  });

  test.each([
    [true, true],
    [1, true],
    [0, false],
    [false, false],
  ])("is over where completed is %j: %j", async (sent, completed) => {
    expect((await only({ completed: sent })).completed).toBe(completed);
  });

  test("has what is not known beside, of the row and of its data", async () => {
    expect((await only({ moon: "full", data: { dream_count: 3 } })).others).toEqual({
      moon: "full",
      dream_count: 3,
    });
  });

  test.each([["usual"], ["elevated"]])("has the state of the core temperature: %s", async (sent) => {
    const { coreBodyTemperatureStatus } = await only({ data: { core_body_temperature_status: sent } });
    expect(coreBodyTemperatureStatus).toEqual({ name: sent, code: sent });
  });
});

describe("sleep.nights", () => {
  test("asks for the next page though Withings' document has no offset, with the same fields", async () => {
    const { connection, sent } = await readingFrom([
      answer({ series: [row], more: true, offset: 300 }),
      answer({ series: [{ ...row, id: 6101 }], more: false, offset: 0 }),
    ]);
    expect((await connection.sleep.nights().toArray()).map(({ id }) => id)).toEqual([6100, 6101]);
    expect(parametersOf(sent[1])).toEqual({ ...parametersOf(sent[0]), offset: "300" });
  });

  test("ends with an error where Withings does not take the offset, rather than never", async () => {
    const { connection } = await guest("everything", { summaryOffset: "ignored", nightsPerPage: 5 });
    const listing = connection.sleep.nights({ firstDay: "2026-10-01", fields: ["score"] });
    expect(await failure(listing.toArray())).toMatchObject({ code: "answer_invalid", field: "offset" });
    expect(await listing.toArray({ limit: 5 })).toHaveLength(5);
  });
});

describe.each([
  ["everything", {}],
  ["everything", { summaryDefaultFields: 2020, nightsPerPage: 7, emptyMap: "object" }],
  ["traveller", {}],
  ["strange", {}],
  ["import", {}],
] as const)("of somebody whose story is %s, with %j, nights", (story, behaviour) => {
  test("are what was sent, with the day of waking up in their zone", async () => {
    const { connection } = await guest(story, behaviour);
    const range = { firstDay: "2026-03-01", lastDay: "2026-11-22" };
    const strange: unknown[] = [];
    const nights = await connection.sleep
      .nights({ ...range, onStrangeRow: (one) => strange.push(one) })
      .toArray();
    expect(strange).toEqual([]);
    const sent = [];
    for (let offset: number | undefined, more = true; more;) {
      const body = await connection.call(sleep.getSummary, {
        startdateymd: range.firstDay,
        enddateymd: range.lastDay,
        data_fields: ["night_events", "hr_min", "sleep_score", "asleepduration", "total_sleep_time", "waso"],
        offset,
      });
      sent.push(...body.series);
      ({ offset } = body);
      more = Boolean(body.more);
    }
    expect(nights.length).toBeGreaterThan(30);
    expect(nights).toHaveLength(sent.length);
    for (const [index, night] of nights.entries()) {
      const from = sent[index];
      if (from === undefined) throw new Error("A row is missing.");
      const data = Object(from.data) as Readonly<Record<string, unknown>>;
      expect([night.id, night.watchedBy.code, night.device?.model.code]).toEqual([
        from.id,
        from.model,
        from.model_id,
      ]);
      expect([night.startedAt.getTime(), night.endedAt.getTime()]).toEqual([
        from.startdate * 1000,
        from.enddate * 1000,
      ]);
      expect([night.timeZone, night.localDay]).toEqual([from.timezone, dayIn(from.timezone, night.endedAt)]);
      expect([night.minHeartRateBpm, night.score, night.asleepSeconds, night.totalSleepSeconds]).toEqual(
        ["hr_min", "sleep_score", "asleepduration", "total_sleep_time"].map((name) => data[name] ?? null),
      );
      const given = data["night_events"] as Readonly<Record<string, readonly number[]>> | undefined;
      expect(
        night.events?.map(({ at, type }) => [type.code, at.getTime() / 1000 - from.startdate]).sort(),
      ).toEqual(
        given &&
          Object.entries(given)
            .flatMap(([kind, times]) => times.map((time) => [Number(kind), time]))
            .sort(),
      );
    }
    const zones = new Set(nights.map(({ timeZone }) => timeZone));
    if (story === "traveller") expect(zones.size).toBeGreaterThan(1);
    if (story === "everything")
      expect(
        nights.filter(({ score, totalSleepSeconds }) => score !== null && totalSleepSeconds !== null),
      ).not.toEqual([]);
  });
});
