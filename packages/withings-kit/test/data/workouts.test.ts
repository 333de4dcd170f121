import { describe, expect, test } from "vitest";
import type { Workout } from "withings-kit";
import { measure } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { workoutFields } from "./support/field-names.js";
import {
  answer,
  dayIn,
  expectNothingStrange,
  guest,
  now,
  parametersOf,
  readingFrom,
} from "./support/reading.js";

const row = {
  id: 5100,
  category: 2,
  timezone: "Europe/Paris",
  model: 93,
  attrib: 0,
  startdate: 1_774_738_800,
  enddate: 1_774_742_400,
  date: "2026-03-29",
  modified: 1_774_742_500,
  created: 1_774_742_450,
  deviceid: "0a1b",
  hash_deviceid: "9f8e",
  data: { steps: 8000, calories: 512, distance: 9_870.5, hr_average: 140, hr_min: 90, hr_max: 171 },
};

async function only(more: object = {}, without: readonly string[] = []): Promise<Workout> {
  const kept = Object.entries({ ...row, ...more }).filter(([name]) => !without.includes(name));
  const reading = await readingFrom([answer({ series: [Object.fromEntries(kept)], more: false, offset: 0 })]);
  const [workout] = await reading.connection.workouts.list({ onStrangeRow: reading.onStrangeRow }).toArray();
  expectNothingStrange(reading);
  if (workout === undefined) throw new Error("There is no workout.");
  return workout;
}

describe("a workout", () => {
  test("has what it was, when and where, with what, and its values", async () => {
    expect(await only()).toMatchObject({
      id: 5100,
      category: { name: "run", code: 2 },
      startedAt: new Date("2026-03-28T23:00:00Z"),
      endedAt: new Date("2026-03-29T00:00:00Z"),
      timeZone: "Europe/Paris",
      localDay: "2026-03-29",
      createdAt: new Date(1_774_742_450_000),
      modifiedAt: new Date(1_774_742_500_000),
      attribution: { name: "device", code: 0 },
      device: { id: "9f8e", model: { name: "ScanWatch", code: 93 } },
      steps: 8000,
      activeKcal: 512,
      distanceMeters: 9870.5,
      averageHeartRateBpm: 140,
      poolLaps: null,
    });
  });

  test("of a category that is not known yet passes with its number", async () => {
    expect((await only({ category: 9999 })).category).toEqual({ name: "unknown", code: 9999 });
  });

  test("of an attribution or a model that is not known yet passes with their numbers", async () => {
    expect(await only({ attrib: 424_242, model: 696_969 })).toMatchObject({
      attribution: { name: "unknown", code: 424_242 },
      device: { model: { name: null, code: 696_969 } },
    });
  });

  test("of a phone has no device id, and its model", async () => {
    expect((await only({ deviceid: null, hash_deviceid: null, model: 1055 })).device).toEqual({
      id: null,
      model: { name: "GoogleFit tracker", code: 1055 },
    });
  });

  test("with zeros where there are no heart data has none: no rate, and no time in any zone", async () => {
    const zeros = Object.fromEntries(
      ["average", "min", "max", "zone_0", "zone_1", "zone_2", "zone_3"].map((name) => [`hr_${name}`, 0]),
    );
    for (const data of [zeros, { ...zeros, hr_average: "0" }, { ...zeros, hr_average: null }])
      expect(await only({ data })).toMatchObject({
        averageHeartRateBpm: null,
        minHeartRateBpm: null,
        maxHeartRateBpm: null,
        lightZoneSeconds: null,
        moderateZoneSeconds: null,
        intenseZoneSeconds: null,
        maximalZoneSeconds: null,
      });
  });

  test("with heart data keeps a zone in which no time was spent as 0", async () => {
    expect(await only({ data: { hr_average: 90, hr_zone_0: 600, hr_zone_3: 0 } })).toMatchObject({
      lightZoneSeconds: 600,
      maximalZoneSeconds: 0,
      moderateZoneSeconds: null,
    });
  });

  test.each(["intensity", "manual_intensity", "manual_distance", "manual_calories", "spo2_average"])(
    "has no %s where it is 0, which nobody entered",
    async (wire) => {
      const [name = ""] = Object.entries(workoutFields).find(([, own]) => own === wire) ?? [];
      expect(await only({ data: { [wire]: 0 } })).toMatchObject({ [name]: null });
      expect(await only({ data: { [wire]: 30 } })).toMatchObject({ [name]: 30 });
    },
  );

  test.each(["steps", "distance", "elevation", "calories", "pause_duration", "pool_laps", "strokes"])(
    "keeps 0 of %s, which is a count",
    async (wire) => {
      const [name = ""] = Object.entries(workoutFields).find(([, own]) => own === wire) ?? [];
      expect(await only({ data: { [wire]: 0 } })).toMatchObject({ [name]: 0 });
    },
  );

  test("whose data are [] or only null is a workout nevertheless", async () => {
    for (const data of [[], {}, null, { algo_pause_duration: null }])
      expect(await only({ data })).toMatchObject({ id: 5100, steps: null, detectedPauseSeconds: null });
    expect(await only({}, ["data"])).toMatchObject({ id: 5100, steps: null });
  });

  test.each([
    ["usual", "usual"],
    ["elevated", "elevated"],
    ["unknown", "unknown"],
    [2, "unknown"],
    [0, "unknown"],
  ])("has the state of the core temperature as a word, or its number: %j", async (sent, name) => {
    const { coreBodyTemperatureStatus } = await only({ data: { core_body_temperature_status: sent } });
    expect(coreBodyTemperatureStatus).toEqual({ name, code: sent });
  });

  test("without a day of its own has the day on which it began, there", async () => {
    expect((await only({}, ["date"])).localDay).toBe("2026-03-29");
    expect((await only({ timezone: "America/New_York" }, ["date"])).localDay).toBe("2026-03-28");
    // It ended at midnight.
    expect((await only({ timezone: "Europe/London" }, ["date"])).localDay).toBe("2026-03-28");
    expect((await only({ timezone: null }, ["date"])).localDay).toBeNull();
  });

  test("has what is not known beside, of the row and of its data", async () => {
    const { others } = await only({ weather: "rain", data: { cheers: 12 } });
    expect(others).toEqual({ weather: "rain", cheers: 12 });
  });
});

describe("workouts.list", () => {
  test("twice of one id is two", async () => {
    const twice = [row, { ...row, attrib: 8, deviceid: null, model: 1055 }];
    const { connection } = await readingFrom([answer({ series: twice })]);
    expect((await connection.workouts.list().toArray()).map(({ id }) => id)).toEqual([5100, 5100]);
  });

  test("asks for the average heart rate beside zones, or a 0 could not be told from nothing", async () => {
    const zeros = { hr_zone_3: 0, hr_average: 0 };
    const { connection, sent } = await readingFrom([answer({ series: [{ ...row, data: zeros }] })]);
    const [workout] = await connection.workouts.list({ fields: ["maximalZoneSeconds"] }).toArray();
    expect(parametersOf(sent[0])["data_fields"]).toBe("hr_zone_3,hr_average");
    expect(workout?.maximalZoneSeconds).toBeNull();
    await connection.workouts.list({ fields: ["averageHeartRateBpm", "lightZoneSeconds"] });
    expect(parametersOf(sent[1])["data_fields"]).toBe("hr_average,hr_zone_0");
  });

  test.each([
    [{}, { lastupdate: "0" }],
    [{ firstDay: "2026-11-01" }, { startdateymd: "2026-11-01", enddateymd: "2026-11-23" }],
    [{ lastDay: "2026-11-01" }, { startdateymd: "1970-01-01", enddateymd: "2026-11-01" }],
    [
      { firstDay: "2024-02-29", lastDay: "2024-02-29" },
      { startdateymd: "2024-02-29", enddateymd: "2024-02-29" },
    ],
    [{ modifiedSince: new Date(now) }, { lastupdate: String(now / 1000) }],
    [{ modifiedSince: new Date(0) }, { lastupdate: "0" }],
  ])("asked for %j asks Withings for %j", async (options, parameters) => {
    for (const name of ["workouts", "days", "nights"] as const) {
      const { connection, sent } = await readingFrom([answer({})]);
      if (name === "workouts") await connection.workouts.list(options);
      if (name === "days") await connection.activity.days(options);
      if (name === "nights") await connection.sleep.nights(options);
      const { data_fields: _fields, ...asked } = parametersOf(sent[0]);
      expect(asked).toEqual(parameters);
    }
  });

  test.each([
    [{ firstDay: "20261101" }, "firstDay"],
    [{ firstDay: "2026-02-30" }, "firstDay"],
    [{ firstDay: "2025-02-29" }, "firstDay"],
    [{ firstDay: new Date() as unknown as string }, "firstDay"],
    [{ firstDay: "" }, "firstDay"],
    [{ lastDay: "2026-13-01" }, "lastDay"],
    [{ firstDay: "2026-11-02", lastDay: "2026-11-01" }, "lastDay"],
    [{ modifiedSince: new Date(NaN) }, "modifiedSince"],
    [{ modifiedSince: 5 as unknown as Date }, "modifiedSince"],
    [{ modifiedSince: new Date(5), firstDay: "2026-11-01" }, "modifiedSince"],
    [{ modifiedSince: new Date(5), lastDay: "2026-11-01" }, "modifiedSince"],
  ])("refuses %j before anything is sent, and names the option", async (options, option) => {
    const { connection, sent } = await readingFrom([answer({})]);
    const refused = { name: "WithingsConfigurationError", code: "configuration_invalid", option };
    expect(await failure(connection.workouts.list(options).toArray())).toMatchObject(refused);
    expect(await failure(connection.activity.days(options).toArray())).toMatchObject(refused);
    expect(await failure(connection.sleep.nights(options).toArray())).toMatchObject(refused);
    expect(sent).toEqual([]);
  });
});

describe.each(["everything", "traveller", "strange", "import"] as const)(
  "of somebody whose story is %s, workouts",
  (story) => {
    test("are what was sent, with the day of their zone", async () => {
      const { connection } = await guest(story);
      const days = { firstDay: "2026-01-15", lastDay: "2026-11-22" };
      const strange: unknown[] = [];
      const workouts = await connection.workouts
        .list({ ...days, raw: true, onStrangeRow: (one) => strange.push(one) })
        .toArray();
      expect(strange).toEqual([]);
      expect(workouts.length).toBeGreaterThan(10);
      const sent = [];
      for (let offset: number | undefined, more = true; more;) {
        const body = await connection.call(measure.getWorkouts, {
          startdateymd: days.firstDay,
          enddateymd: days.lastDay,
          data_fields: ["steps", "distance", "calories", "hr_max"],
          offset,
        });
        sent.push(...body.series);
        ({ offset } = body);
        more = Boolean(body.more);
      }
      expect(workouts).toHaveLength(sent.length);
      for (const [index, workout] of workouts.entries()) {
        const from = sent[index];
        if (from === undefined) throw new Error("A row is missing.");
        const data = Object(from.data) as Readonly<Record<string, number | null>>;
        expect([workout.id, workout.category.code, workout.attribution.code]).toEqual([
          from.id,
          from.category,
          from.attrib,
        ]);
        expect([workout.startedAt.getTime(), workout.endedAt.getTime()]).toEqual([
          from.startdate * 1000,
          from.enddate * 1000,
        ]);
        expect([workout.steps, workout.distanceMeters, workout.activeKcal, workout.maxHeartRateBpm]).toEqual([
          data["steps"] ?? null,
          data["distance"] ?? null,
          data["calories"] ?? null,
          data["hr_max"] || null,
        ]);
        expect([workout.timeZone, workout.localDay]).toEqual([
          from.timezone,
          dayIn(from.timezone, workout.startedAt),
        ]);
      }
      const zones = new Set(workouts.map(({ timeZone }) => timeZone));
      if (story === "traveller") expect(zones.size).toBeGreaterThan(1);
    });
  },
);
