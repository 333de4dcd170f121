import { describe, expect, test } from "vitest";
import type { ActivityDay } from "withings-kit";
import { measure } from "withings-kit/operations";
import { dayFields } from "./support/field-names.js";
import { answer, expectNothingStrange, guest, readingFrom } from "./support/reading.js";

const row = {
  date: "2026-03-29",
  timezone: "Europe/Paris",
  deviceid: "0a1b",
  hash_deviceid: "9f8e",
  brand: 1,
  is_tracker: true,
  modified: 1_774_800_000,
  model: "ScanWatch",
  modelid: 93,
  steps: 8000,
  distance: 6123.45,
  calories: 301.27,
  totalcalories: 2199.5,
};

async function only(more: object = {}, without: readonly string[] = []): Promise<ActivityDay> {
  const kept = Object.entries({ ...row, ...more }).filter(([name]) => !without.includes(name));
  const reading = await readingFrom([answer({ activities: [Object.fromEntries(kept)], more: false })]);
  const [day] = await reading.connection.activity.days({ onStrangeRow: reading.onStrangeRow }).toArray();
  expectNothingStrange(reading);
  if (day === undefined) throw new Error("There is no day.");
  return day;
}

describe("a day", () => {
  test("has its date and zone, what counted, and its values", async () => {
    expect(await only()).toMatchObject({
      localDay: "2026-03-29",
      timeZone: "Europe/Paris",
      modifiedAt: new Date(1_774_800_000_000),
      brand: { name: "withings", code: 1 },
      isTracker: true,
      device: { id: "9f8e", model: { name: "ScanWatch", code: 93 } },
      steps: 8000,
      distanceMeters: 6123.45,
      activeKcal: 301.27,
      totalKcal: 2199.5,
    });
  });

  test("without heart data has none: their names are absent, not null", async () => {
    const day = await only();
    expect(day).toMatchObject({
      averageHeartRateBpm: null,
      minHeartRateBpm: null,
      maxHeartRateBpm: null,
      lightZoneSeconds: null,
      maximalZoneSeconds: null,
    });
  });

  test("keeps zeros: somebody lay in bed all day", async () => {
    const zeros = Object.fromEntries(Object.values(dayFields).map((name) => [name, 0]));
    const day: object = await only(zeros);
    expect(day).toMatchObject(Object.fromEntries(Object.keys(dayFields).map((name) => [name, 0])));
  });

  test("that another application brought has brand 18 and no device id, so that nobody counts it twice", async () => {
    const phone = { deviceid: null, hash_deviceid: null, modelid: 1055, model: "GoogleFit tracker" };
    expect(await only({ ...phone, brand: 18, is_tracker: false })).toMatchObject({
      brand: { name: "other", code: 18 },
      isTracker: false,
      device: { id: null, model: { name: "GoogleFit tracker", code: 1055 } },
    });
  });

  test.each([
    [99, "unknown"],
    [null, "unknown"],
  ])("of brand %j passes with its number", async (brand, name) => {
    expect((await only({ brand })).brand).toEqual({ name, code: brand });
  });

  test.each([
    [true, true],
    [false, false],
    [1, true],
    [0, false],
    [null, null],
    [undefined, null],
  ])("was counted by a tracker where is_tracker is %j: %j", async (is_tracker, isTracker) => {
    expect((await only({ is_tracker })).isTracker).toBe(isTracker);
  });

  test("without anything of a device has none", async () => {
    expect(
      (await only({ deviceid: null }, ["hash_deviceid", "modelid", "model", "modified"])).device,
    ).toBeNull();
    expect((await only({}, ["modified"])).modifiedAt).toBeNull();
  });

  test("of a model that is not known yet passes with its number", async () => {
    expect((await only({ modelid: 696_969, model: "Futuristic device" })).device?.model).toEqual({
      name: "Futuristic device",
      code: 696_969,
    });
  });

  test("of a zone that nobody knows keeps its date and the zone's name", async () => {
    expect(await only({ timezone: "Mars/Olympus" })).toMatchObject({
      localDay: "2026-03-29",
      timeZone: "Mars/Olympus",
    });
  });

  test("that comes twice, of a watch and of a phone, is two", async () => {
    const { connection } = await readingFrom([answer({ activities: [row, { ...row, brand: 18 }] })]);
    const days = await connection.activity.days().toArray();
    expect(days.map(({ localDay, brand }) => [localDay, brand.code])).toEqual([
      ["2026-03-29", 1],
      ["2026-03-29", 18],
    ]);
  });

  test("comes page by page: an offset though there is no more is no page", async () => {
    const { connection, sent } = await readingFrom([
      answer({ activities: [row], more: true, offset: 200 }),
      answer({ activities: [row], more: false, offset: 200 }),
    ]);
    expect(await connection.activity.days().toArray()).toHaveLength(2);
    expect(sent.map(({ form }) => form.get("offset"))).toEqual([null, "200"]);
    expect(sent[1]?.form.get("data_fields")).toBe(sent[0]?.form.get("data_fields"));
    expect(sent[1]?.form.get("lastupdate")).toBe("0");
  });
});

test("days that are still to come are none, and no mistake", async () => {
  const { connection, sent } = await readingFrom([answer({ activities: [], more: false, offset: 0 })]);
  expect(await connection.activity.days({ firstDay: "2026-12-24" }).toArray()).toEqual([]);
  expect(sent[0]?.form.get("startdateymd")).toBe("2026-12-24");
  expect(sent[0]?.form.get("enddateymd")).toBe("2026-12-24");
});

describe.each(["everything", "traveller", "strange", "import"] as const)(
  "of somebody whose story is %s, days",
  (story) => {
    test("are what was sent", async () => {
      const { connection } = await guest(story);
      const range = { firstDay: "2026-01-15", lastDay: "2026-11-22" };
      const strange: unknown[] = [];
      const days = await connection.activity
        .days({ ...range, onStrangeRow: (one) => strange.push(one) })
        .toArray();
      expect(strange).toEqual([]);
      const sent = [];
      for (let offset: number | undefined, more = true; more;) {
        const body = await connection.call(measure.getActivity, {
          startdateymd: range.firstDay,
          enddateymd: range.lastDay,
          // In another order than the library's.
          data_fields: [
            "hr_zone_3",
            "hr_average",
            "totalcalories",
            "calories",
            "active",
            "elevation",
            "distance",
            "steps",
          ],
          offset,
        });
        sent.push(...body.activities);
        ({ offset } = body);
        more = Boolean(body.more);
      }
      expect(days.length).toBeGreaterThan(200);
      expect(
        days.map((day) => [
          day.localDay,
          day.timeZone,
          day.brand.code,
          day.device?.id ?? null,
          day.device?.model.code ?? null,
          [day.steps, day.distanceMeters, day.floors, day.activeSeconds, day.activeKcal, day.totalKcal],
          [day.averageHeartRateBpm, day.maximalZoneSeconds],
        ]),
      ).toEqual(
        sent.map((from) => [
          from.date,
          from.timezone,
          from.brand,
          from.hash_deviceid ?? from.deviceid,
          from.modelid ?? null,
          [from.steps, from.distance, from.elevation, from.active, from.calories, from.totalcalories],
          [from.hr_average ?? null, from.hr_zone_3 ?? null],
        ]),
      );
      if (story === "traveller")
        expect(new Set(days.map(({ timeZone }) => timeZone)).size).toBeGreaterThan(1);
      if (story === "import") expect(new Set(days.map(({ brand }) => brand.name))).toContain("other");
    });
  },
);
