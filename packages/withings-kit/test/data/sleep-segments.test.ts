import { describe, expect, test } from "vitest";
import type { SleepSegment } from "withings-kit";
import { sleep } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, expectNothingStrange, guest, now, readingFrom } from "./support/reading.js";

const began = Date.parse("2026-11-21T22:30:00Z") / 1000;
const since = new Date(began * 1000);
const row = {
  startdate: began,
  enddate: began + 600,
  state: 1,
  model: "Aura Sensor V2",
  model_id: 63,
  hash_deviceid: "9f8e",
  hr: { [began + 60]: 57, [began]: 58, [began + 120]: null },
  rr: {},
};

async function only(more: object = {}, without: readonly string[] = []): Promise<SleepSegment> {
  const kept = Object.entries({ ...row, ...more }).filter(([name]) => !without.includes(name));
  const reading = await readingFrom([answer({ series: [Object.fromEntries(kept)], model: 32 })]);
  const { connection, onStrangeRow } = reading;
  const [segment] = await connection.sleep.segments({ since, onStrangeRow }).toArray();
  expectNothingStrange(reading);
  if (segment === undefined) throw new Error("There is no segment.");
  return segment;
}

describe("a segment", () => {
  test("has when it was, its state, what watched, and its values in the order of time", async () => {
    expect(await only()).toMatchObject({
      startedAt: since,
      endedAt: new Date((began + 600) * 1000),
      state: { name: "light", code: 1 },
      device: { id: "9f8e", model: { name: "Aura Sensor V2", code: 63 } },
      heartRateBpm: [
        { at: since, value: 58 },
        { at: new Date((began + 60) * 1000), value: 57 },
      ],
      respirationRatePerMinute: [],
      snoringSeconds: null,
    });
  });

  test.each([
    [0, "awake"],
    [1, "light"],
    [2, "deep"],
    [3, "rem"],
    [4, "manual"],
    [5, "unspecified"],
    [15, "outOfBed"],
    [99, "unknown"],
    ["3", "rem"],
  ])("of state %j is %s, and has the number", async (state, name) => {
    expect((await only({ state })).state).toEqual({ name, code: Number(state) });
  });

  test("has an empty series where it is [], and none where it is null or absent", async () => {
    expect((await only({ hr: [] })).heartRateBpm).toEqual([]);
    expect((await only({ hr: null })).heartRateBpm).toBeNull();
    expect((await only({}, ["hr"])).heartRateBpm).toBeNull();
  });

  test("keeps the variability under sdnn_1 and not under the name that activity has", async () => {
    const { sdnnMs, others } = await only({ sdnn_1: { [began]: 41 }, sdnn1: { [began]: 99 } });
    expect(sdnnMs).toEqual([{ at: since, value: 41 }]);
    expect(others).toEqual({ sdnn1: { [began]: 99 } });
  });

  test("without anything of a device has none", async () => {
    expect((await only({}, ["model", "model_id", "hash_deviceid"])).device).toBeNull();
    expect((await only({ model: "", hash_deviceid: null })).device).toEqual({
      id: null,
      model: { name: "Aura Sensor V2", code: 63 },
    });
  });

  test("of no length is a segment", async () => {
    expect((await only({ enddate: began })).endedAt).toEqual(since);
  });
});

describe("sleep.segments", () => {
  test.each([
    ["a single segment in the place of the list", { series: row }, 1],
    [
      "segments by their numbers, since the document declares an object",
      { series: { "0": row, "1": row } },
      2,
    ],
    ["an empty object", { series: {} }, 0],
    ["an empty list", { series: [] }, 0],
    ["nothing", {}, 0],
  ])("reads %s", async (_what, body, count) => {
    const { connection } = await readingFrom([answer(body)]);
    expect(await connection.sleep.segments({ since }).toArray()).toHaveLength(count);
  });

  test("wants to be told from when, which Withings does too", async () => {
    const { connection, sent } = await readingFrom([answer({})]);
    const error = await failure(connection.sleep.segments({} as { since: Date }).toArray());
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "since" });
    expect(sent).toEqual([]);
  });

  test("without an end asks until now", async () => {
    const { connection, sent } = await readingFrom([answer({})]);
    await connection.sleep.segments({ since: new Date(now - 3_600_000) }).toArray();
    expect([sent[0]?.form.get("startdate"), sent[0]?.form.get("enddate")]).toEqual([
      String(now / 1000 - 3600),
      String(now / 1000),
    ]);
  });
});

// Bodies of nine hours or less, each put beside the last: what lies in the middle of a night comes whole.
describe.each(["everything", "traveller", "strange", "import"] as const)(
  "of somebody whose story is %s, segments",
  (story) => {
    test.each(["starting", "overlapping"] as const)(
      "of windows that are cut in the middle of nights and have what is %s in them come whole, once, and in order",
      async (sleepWindowEdge) => {
        const { connection } = await guest(story, { sleepWindowEdge, lonelySegment: "object" });
        // Two hours after midnight in Paris, over the night in which clocks go back.
        const begin = Date.parse("2026-10-23T00:00:00Z") / 1000;
        const end = begin + 3 * 86_400;
        const strange: unknown[] = [];
        const segments = await connection.sleep
          .segments({
            since: new Date(begin * 1000),
            until: new Date(end * 1000),
            fields: ["heartRateBpm", "respirationRatePerMinute"],
            onStrangeRow: (one) => strange.push(one),
          })
          .toArray();
        expect(strange).toEqual([]);
        // The same from noon to noon, when nobody sleeps.
        const sent = new Map<string, readonly [number, number, number, number, number]>();
        for (let time = begin - 12 * 3600; time < end + 86_400; time += 43_200) {
          const { series } = await connection.call(sleep.get, {
            startdate: time,
            enddate: time + 86_400,
            data_fields: ["hr", "rr"],
          });
          for (const each of [series].flat()) {
            const { startdate, enddate, state, hr, rr } = each;
            const counts = [hr, rr].map((values) => Object.keys(values ?? {}).length) as [number, number];
            sent.set(`${startdate} ${state}`, [startdate, enddate, state, ...counts]);
          }
        }
        const inside = [...sent.values()]
          .filter(([from, to]) =>
            sleepWindowEdge === "starting" ? from >= begin && from <= end : to > begin && from <= end,
          )
          .sort(([one], [other]) => one - other);
        expect(inside.length).toBeGreaterThan(story === "import" ? 1 : 30);
        expect(
          segments.map(({ startedAt, endedAt, state, heartRateBpm, respirationRatePerMinute }) => [
            startedAt.getTime() / 1000,
            endedAt.getTime() / 1000,
            state.code,
            heartRateBpm?.length ?? 0,
            respirationRatePerMinute?.length ?? 0,
          ]),
        ).toEqual(inside);
      },
    );
  },
);

test.each(["included", "excluded"] as const)(
  "of windows that have parts of segments, no minute is in two, and none in none, where the end is %s",
  async (periodEnd) => {
    const { connection } = await guest("everything", { sleepWindowEdge: "clipped", periodEnd });
    const begin = Date.parse("2026-11-10T01:17:00Z") / 1000;
    const end = begin + 5 * 86_400;
    const segments = await connection.sleep
      .segments({ since: new Date(begin * 1000), until: new Date(end * 1000), fields: ["heartRateBpm"] })
      .toArray();
    const minutes = segments.flatMap(({ heartRateBpm }) => heartRateBpm?.map(({ at }) => at.getTime()) ?? []);
    const whole: number[] = [];
    for (let time = begin; time < end; time += 86_400 / 2) {
      const body = await connection.call(sleep.get, {
        startdate: time,
        enddate: time + 43_200,
        data_fields: ["hr"],
      });
      whole.push(...body.series.flatMap(({ hr }) => Object.keys(hr ?? {}).map((key) => Number(key) * 1000)));
    }
    expect(minutes).toEqual([...new Set(whole)].sort((one, other) => one - other));
    for (const [index, { startedAt }] of segments.entries())
      expect(startedAt.getTime()).toBeGreaterThanOrEqual(segments[index - 1]?.endedAt.getTime() ?? 0);
  },
);
