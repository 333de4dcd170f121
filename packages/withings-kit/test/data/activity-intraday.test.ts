import { describe, expect, test } from "vitest";
import { measure } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, expectNothingStrange, guest, now, parametersOf, readingFrom } from "./support/reading.js";

const seconds = Date.parse("2026-11-21T12:00:00Z") / 1000;
const since = new Date(seconds * 1000);

describe("moments", () => {
  test("are in the order of time, with what recorded them and their values", async () => {
    const reading = await readingFrom([
      answer({
        series: {
          [seconds + 60]: { deviceid: null, model: "Pulse", model_id: 51, heart_rate: 61 },
          [seconds]: {
            deviceid: "0a1b",
            model: "ScanWatch",
            model_id: 93,
            steps: 12,
            distance: 9.24,
            calories: 0.431,
          },
        },
      }),
    ]);
    const { connection, onStrangeRow } = reading;
    const moments = await connection.activity.intraday({ since, onStrangeRow }).toArray();
    expectNothingStrange(reading);
    expect(moments).toMatchObject([
      {
        at: since,
        device: { id: "0a1b", model: { name: "ScanWatch", code: 93 } },
        steps: 12,
        distanceMeters: 9.24,
        activeKcal: 0.431,
        heartRateBpm: null,
      },
      {
        at: new Date((seconds + 60) * 1000),
        device: { id: null, model: { name: "Pulse", code: 51 } },
        heartRateBpm: 61,
        steps: null,
      },
    ]);
  });

  test.each([[[]], [{}], [null], [undefined]])("of a series that is %j are none", async (series) => {
    const reading = await readingFrom([answer({ series })]);
    expect(await reading.connection.activity.intraday().toArray()).toEqual([]);
    expectNothingStrange(reading);
  });

  test("in a list have lost their times: each is handed over as strange", async () => {
    const { connection, strange, onStrangeRow } = await readingFrom([answer({ series: [{ steps: 3 }] })]);
    expect(await connection.activity.intraday({ onStrangeRow }).toArray()).toEqual([]);
    expect(strange).toMatchObject([{ reason: "the moment is missing" }]);
  });

  test("keep the variability under sdnn1 and not under the name that sleep has", async () => {
    const { connection } = await readingFrom([answer({ series: { [seconds]: { sdnn1: 41, sdnn_1: 99 } } })]);
    const [moment] = await connection.activity.intraday().toArray();
    expect(moment).toMatchObject({ sdnnMs: 41, others: { sdnn_1: 99 } });
  });
});

describe("activity.intraday", () => {
  test("without a period asks for the most recent, once, and lets Withings say what that is", async () => {
    const { connection, sent } = await readingFrom([answer({ series: {} })]);
    await connection.activity.intraday({ fields: ["steps"] }).toArray();
    expect(parametersOf(sent[0])).toEqual({ data_fields: "steps" });
  });

  test("with an end alone asks for that, once", async () => {
    const { connection, sent } = await readingFrom([answer({ series: {} })]);
    await connection.activity.intraday({ until: since, fields: ["steps"] }).toArray();
    expect(sent.map(parametersOf)).toEqual([{ enddate: String(seconds), data_fields: "steps" }]);
  });

  test("with a beginning alone asks until now", async () => {
    const { connection, sent } = await readingFrom([answer({ series: {} })]);
    await connection.activity
      .intraday({ since: new Date(now - 36 * 3_600_000), fields: ["steps"] })
      .toArray();
    const [first = 0, middle = 0, end = 0] = [36, 12, 0].map((hours) => now / 1000 - hours * 3600);
    expect(sent.map(({ form }) => [form.get("startdate"), form.get("enddate")])).toEqual([
      [`${first}`, `${middle}`],
      [`${middle}`, `${end}`],
    ]);
  });

  test("that begins later than now, as a clock that is ahead has it, is empty and no mistake", async () => {
    const { connection, sent } = await readingFrom([answer({ series: [] })]);
    const ahead = { since: new Date(now + 1000) };
    expect(await connection.activity.intraday(ahead).toArray()).toEqual([]);
    expect(await connection.sleep.segments(ahead).toArray()).toEqual([]);
    const second = `${now / 1000 + 1}`;
    expect(sent.map(({ form }) => [form.get("startdate"), form.get("enddate")])).toEqual([
      [second, second],
      [second, second],
    ]);
  });

  test.each([
    [{ since: new Date(NaN) }, "since"],
    [{ since: now as unknown as Date }, "since"],
    [{ until: new Date(NaN) }, "until"],
    [{ since, until: new Date(since.getTime() - 1) }, "until"],
  ])("refuses %j before anything is sent, and names the option", async (options, option) => {
    const { connection, sent } = await readingFrom([answer({})]);
    const refused = { name: "WithingsConfigurationError", code: "configuration_invalid", option };
    expect(await failure(connection.activity.intraday(options).toArray())).toMatchObject(refused);
    if ("since" in options)
      expect(await failure(connection.sleep.segments(options).toArray())).toMatchObject(refused);
    expect(sent).toEqual([]);
  });
});

describe.each([
  // The clocks of Paris went back on this day, and nothing in the order of moments may notice.
  ["everything", "2026-10-24T00:00:00Z"],
  ["traveller", "2026-03-27T00:00:00Z"],
  ["strange", "2026-11-18T00:00:00Z"],
] as const)("of somebody whose story is %s, from %s", (story, from) => {
  test.each(["included", "excluded"] as const)(
    "moments of three days are those of its hours, none left out and none twice, where the end is %s",
    async (periodEnd) => {
      const { connection, sandbox } = await guest(story, { periodEnd });
      const begin = Date.parse(from) / 1000;
      const end = begin + 3 * 86_400 + 1800;
      const strange: unknown[] = [];
      const moments = await connection.activity
        .intraday({
          since: new Date(begin * 1000),
          until: new Date(end * 1000),
          fields: ["steps", "heartRateBpm", "distanceMeters", "rmssdMs"],
          onStrangeRow: (one) => strange.push(one),
        })
        .toArray();
      expect(strange).toEqual([]);
      expect(sandbox.requests.list()).toHaveLength(4);
      // By pieces of eleven hours, put together by their keys.
      const sent = new Map<number, readonly unknown[]>();
      for (let time = begin; time < end; time += 39_600) {
        const { series } = await connection.call(measure.getIntradayActivity, {
          startdate: time,
          enddate: Math.min(end, time + 39_600),
          data_fields: ["steps", "heart_rate", "distance", "rmssd"],
        });
        for (const [key, row] of Object.entries(series))
          sent.set(Number(key), [row.steps, row.heart_rate, row.distance, row.rmssd]);
      }
      expect(moments.length).toBeGreaterThan(500);
      expect(
        moments.map(({ at, ...values }) => [
          at.getTime() / 1000,
          [values.steps, values.heartRateBpm, values.distanceMeters, values.rmssdMs],
        ]),
      ).toEqual(
        [...sent]
          .sort(([one], [other]) => one - other)
          .map(([time, row]) => [time, row.map((each) => each ?? null)]),
      );
    },
  );
});
