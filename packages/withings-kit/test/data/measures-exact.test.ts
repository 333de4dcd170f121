import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeasureGroup } from "withings-kit";
import { decimal } from "withings-kit/data";
import { answer, dayIn, readingFrom } from "./support/reading.js";

const row = { grpid: 1, attrib: 0, date: 1_764_000_000, category: 1 };

async function groupsOf(...rows: readonly object[]): Promise<readonly MeasureGroup[]> {
  const { connection } = await readingFrom([answer({ timezone: "Europe/Paris", measuregrps: rows })]);
  return connection.measures.list().toArray();
}

/** The number that a decimal text means, read by the engine: the nearest double. */
const read = (value: number, unit: number): number => Number(`${value}e${unit}`);

const wholes = fc.oneof(
  fc.integer({ min: -300_000, max: 300_000 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, -1, 6005, 60_050, 5e15 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);

describe("the values of measures are exact", () => {
  test.each([
    [6005, -2, "60.05"],
    [60_050, -3, "60.05"],
    [600_500, -4, "60.05"],
    [71_100, -3, "71.1"],
    [1795, -3, "1.795"],
    [36_615, -3, "36.615"],
    [123_456_789, -7, "12.3456789"],
    [120, 0, "120"],
    [12, 1, "120"],
    [7, 2, "700"],
    [-12, -1, "-1.2"],
    [0, -3, "0"],
    [3, -1, "0.3"],
    [1, -20, "1e-20"],
  ])("%i and %i print as %3$s", async (value, unit, text) => {
    const [group] = await groupsOf({ ...row, measures: [{ value, type: 1, unit }] });
    expect(String(group?.weight?.kg)).toBe(text);
    expect(JSON.stringify(group?.weight?.value)).toBe(text);
  });

  test("every weight to the gram from 0 to 200 kg prints as the scale shows it", () => {
    for (let grams = 0; grams <= 200_000; grams++) {
      const kg = decimal(grams, -3);
      if (kg.toFixed(3) !== `${Math.trunc(grams / 1000)}.${String(grams % 1000).padStart(3, "0")}`)
        throw new Error(`${grams} g are ${kg} kg.`);
      if (String(kg).length > 7) throw new Error(`${grams} g print as ${kg} kg.`);
    }
  });

  test("each is the double nearest to the decimal number, whatever Withings sends", async () => {
    const measures = fc.array(
      fc.record({ value: wholes, unit: fc.integer({ min: -20, max: 20 }), type: fc.nat(300) }),
      { minLength: 1, maxLength: 400 },
    );
    await fc.assert(
      fc.asyncProperty(measures, async (sent) => {
        const [group] = await groupsOf({ ...row, measures: sent });
        expect(group?.measures.map(({ value, code }) => [value, code])).toEqual(
          sent.map(({ value, unit, type }) => [read(value, unit), type]),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("decimal is as exact for programs that call Withings themselves, beyond what fits in a power of ten too", () => {
    fc.assert(
      fc.property(wholes, fc.integer({ min: -330, max: 300 }), (value, unit) => {
        expect(decimal(value, unit)).toBe(read(value, unit));
      }),
      { numRuns: 3000 },
    );
  });

  test("what a double cannot hold exactly is strange rather than nearly right", async () => {
    const text = answer({
      measuregrps: [{ ...row, measures: [{ value: 9, type: 1, unit: -2 }] }],
    }).replace('"value":9', '"value":9007199254740993');
    const { connection, strange, onStrangeRow } = await readingFrom([text]);
    expect(await connection.measures.list({ onStrangeRow }).toArray()).toEqual([]);
    expect(strange).toMatchObject([{ reason: "value is no whole number" }]);
  });
});

describe("the local day of a measurement is what the calendar there shows", () => {
  const zones = [
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Antarctica/Troll",
    "US/Pacific",
    "UTC",
  ];

  test("at any moment in any zone", async () => {
    const rows = fc.array(
      fc.record({
        date: fc.integer({ min: Date.UTC(2009) / 1000, max: Date.UTC(2038) / 1000 }),
        timezone: fc.constantFrom(...zones),
      }),
      { minLength: 1, maxLength: 150 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (sent) => {
        const groups = await groupsOf(...sent.map((each) => ({ ...row, measures: [], ...each })));
        expect(groups.map(({ timeZone, localDay }) => [timeZone, localDay])).toEqual(
          sent.map(({ date, timezone }) => [timezone, dayIn(timezone, new Date(date * 1000))]),
        );
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ["the evening before clocks go forward in Paris", "Europe/Paris", "2026-03-28T22:59:59Z", "2026-03-28"],
    ["the midnight before clocks go forward in Paris", "Europe/Paris", "2026-03-28T23:00:00Z", "2026-03-29"],
    ["the midnight after clocks went forward in Paris", "Europe/Paris", "2026-03-29T22:00:00Z", "2026-03-30"],
    ["the second before that", "Europe/Paris", "2026-03-29T21:59:59Z", "2026-03-29"],
    ["the midnight after clocks went back in Paris", "Europe/Paris", "2026-10-25T23:00:00Z", "2026-10-26"],
    ["the second before that", "Europe/Paris", "2026-10-25T22:59:59Z", "2026-10-25"],
    [
      "a night in New York that is the next day already by UTC",
      "America/New_York",
      "2026-11-22T04:59:59Z",
      "2026-11-21",
    ],
    [
      "a morning in Kiritimati that is the day before by UTC",
      "Pacific/Kiritimati",
      "2026-11-21T10:00:00Z",
      "2026-11-22",
    ],
    ["the day before the one that Samoa left out", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"],
    ["the day after the one that Samoa left out", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"],
  ])("%s", async (_when, timezone, moment, localDay) => {
    const [group] = await groupsOf({ ...row, measures: [], date: Date.parse(moment) / 1000, timezone });
    expect(group).toMatchObject({ localDay, takenAt: new Date(moment) });
  });

  test("for each row by its own zone, however they follow each other", async () => {
    const date = Date.parse("2026-11-22T03:00:00Z") / 1000;
    const sent = ["Asia/Tokyo", "America/New_York", "Asia/Tokyo", "Mars/Olympus", "America/New_York"];
    const groups = await groupsOf(...sent.map((timezone) => ({ ...row, measures: [], date, timezone })));
    expect(groups.map(({ localDay }) => localDay)).toEqual([
      "2026-11-22",
      "2026-11-21",
      "2026-11-22",
      null,
      "2026-11-21",
    ]);
  });
});
