import { sleep } from "withings-kit/contract";
import { expect, test } from "vitest";
import {
  day,
  days,
  mean,
  type Night,
  noonSeconds,
  period,
  reader,
  type Row,
  type Segment,
  sum,
} from "./support/reader.js";

const everyField = sleep.getSummary.parameters["data_fields"]?.values?.join() ?? "";
const everyMinute = sleep.get.parameters["data_fields"]?.values?.join() ?? "";
const autumn = { ...days("2026-09-01", "2026-11-21"), data_fields: everyField };

const seconds = (segments: readonly Segment[], ...states: number[]): number =>
  sum(
    segments
      .filter(({ state }) => states.includes(state))
      .map(({ startdate, enddate }) => enddate - startdate),
  );

const valuesOf = (segments: readonly Segment[], field: string): number[] =>
  segments.flatMap((segment) => Object.values(segment[field] as Readonly<Record<string, number>>));

test("a night's summary is what its segments and minutes add up to", async () => {
  for (const seed of [1, 2, 3]) {
    const { nights, segments } = await reader("everything", { seed });
    for (const { startdate, enddate, data } of (await nights(autumn)).slice(0, 25)) {
      const night = await segments({ ...period(startdate, enddate - 1), data_fields: everyMinute });
      expect([night[0]?.startdate, night.at(-1)?.enddate]).toEqual([startdate, enddate]);
      for (const [index, segment] of night.entries())
        if (index > 0) expect(segment.startdate).toBe(night[index - 1]?.enddate);
      const awake = night.filter(({ state }) => state === 0);
      expect(data).toMatchObject({
        total_timeinbed: enddate - startdate,
        total_sleep_time: seconds(night, 1, 2, 3),
        lightsleepduration: seconds(night, 1),
        deepsleepduration: seconds(night, 2),
        remsleepduration: seconds(night, 3),
        wakeupduration: seconds(night, 0),
        sleep_latency: seconds(night.slice(0, 1), 0),
        wakeup_latency: seconds(night.slice(-1), 0),
        waso: seconds(night.slice(1, -1), 0),
        nb_rem_episodes: night.filter(({ state }) => state === 3).length,
        hr_average: Math.round(mean(valuesOf(night, "hr"))),
        hr_min: Math.min(...valuesOf(night, "hr")),
        hr_max: Math.max(...valuesOf(night, "hr")),
        rr_average: Math.round(mean(valuesOf(night, "rr"))),
        snoring: sum(valuesOf(night, "snoring")),
      });
      expect((data["wakeupcount"] ?? 0) + (data["out_of_bed_count"] ?? 0)).toBe(
        awake.filter((segment) => segment !== night[0] && segment !== night.at(-1)).length,
      );
      expect(data["sleep_efficiency"]).toBeCloseTo(
        (data["total_sleep_time"] ?? 0) / (enddate - startdate),
        2,
      );
    }
  }
});

test("every minute of a night has a value, and none has two", async () => {
  const { nights, segments } = await reader("everything");
  const [, night] = await nights(autumn);
  const { startdate = 0, enddate = 0 } = night ?? {};
  const found = await segments({ ...period(startdate, enddate), data_fields: everyMinute });
  const minutes = Array.from({ length: (enddate - startdate) / 60 }, (_, index) => startdate + index * 60);
  for (const field of everyMinute.split(",")) {
    const keys = found.flatMap((segment) => Object.keys(segment[field] as Row).map(Number));
    expect([field, keys.sort((a, b) => a - b)]).toEqual([field, minutes]);
  }
});

test("nights are slept as people sleep: in cycles, deep first, REM later, the heart slower than by day", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const { nights, segments } = await reader("everything", { seed });
    const watched = await nights({ ...days("2025-11-01", "2026-11-21"), data_fields: everyField });
    const slept = watched.filter(({ model }) => model === 32);
    const averageOf = (field: string): number => mean(slept.map(({ data }) => data[field] ?? 0));
    expect(slept.length).toBeGreaterThan(250);
    const asleep = averageOf("total_sleep_time");
    expect(asleep / 3600).toBeGreaterThan(6);
    expect(asleep / 3600).toBeLessThan(8.6);
    expect(averageOf("deepsleepduration") / asleep).toBeGreaterThan(0.1);
    expect(averageOf("deepsleepduration") / asleep).toBeLessThan(0.27);
    expect(averageOf("remsleepduration") / asleep).toBeGreaterThan(0.14);
    expect(averageOf("remsleepduration") / asleep).toBeLessThan(0.28);
    expect(averageOf("nb_rem_episodes")).toBeGreaterThan(3);
    expect(averageOf("waso") / 60).toBeGreaterThan(5);
    for (const { data } of slept) {
      expect(data["hr_min"]).toBeGreaterThanOrEqual(36);
      expect(data["hr_max"]).toBeLessThanOrEqual(125);
      expect(data["sleep_score"]).toBeGreaterThanOrEqual(10);
      expect(data["sleep_score"]).toBeLessThanOrEqual(100);
    }
    const halves = [0, 0, 0, 0];
    for (const { startdate, enddate } of slept.slice(0, 20)) {
      const middle = (startdate + enddate) / 2;
      for (const segment of await segments(period(startdate, enddate))) {
        const half = segment.startdate < middle ? 0 : 1;
        const index = segment.state === 2 ? half : segment.state === 3 ? 2 + half : undefined;
        if (index !== undefined) halves[index] = (halves[index] ?? 0) + segment.enddate - segment.startdate;
      }
    }
    const [earlyDeep = 0, lateDeep = 0, earlyRem = 0, lateRem = 0] = halves;
    expect(earlyDeep).toBeGreaterThan(2 * lateDeep);
    expect(lateRem).toBeGreaterThan(earlyRem);
  }
});

test("people sleep longer at weekends, and nights never overlap", async () => {
  for (const story of ["everything", "traveller", "late"] as const) {
    const { nights } = await reader(story);
    const slept = await nights({ ...days("2026-02-01", "2026-11-21"), data_fields: "total_sleep_time" });
    const oldestFirst = [...slept].reverse();
    for (const [index, night] of oldestFirst.entries()) {
      expect(night.enddate).toBeGreaterThan(night.startdate);
      const next = oldestFirst[index + 1];
      if (next !== undefined) expect(next.startdate).toBeGreaterThan(night.enddate);
    }
    const length = (free: boolean): number =>
      mean(
        slept
          .filter(({ date }) => [0, 6].includes(new Date(date).getUTCDay()) === free)
          .map(({ data }) => data["total_sleep_time"] ?? 0),
      );
    expect(length(true)).toBeGreaterThan(length(false));
  }
});

test("a night belongs to the day of waking up, and the last night comes first", async () => {
  const { nights } = await reader("everything");
  const slept = await nights(days("2026-11-01", "2026-11-20"));
  expect(slept.map(({ date }) => date)).toEqual(
    slept
      .map(({ date }) => date)
      .sort()
      .reverse(),
  );
  for (const { date, enddate, timezone } of slept)
    expect(new Intl.DateTimeFormat("sv", { timeZone: timezone }).format(enddate * 1000)).toBe(date);
});

test("without data_fields come the durations recorded in 2021, or those of 2020", async () => {
  const { sandbox, nights, segments } = await reader("everything");
  const [night] = await nights(days("2026-11-20"));
  expect(Object.keys(night?.data ?? {}).sort()).toEqual(
    [
      ...["wakeupduration", "wakeupcount", "durationtosleep", "remsleepduration", "durationtowakeup"],
      ...["total_timeinbed", "total_sleep_time", "sleep_efficiency", "sleep_latency", "wakeup_latency"],
      ...["waso", "nb_rem_episodes", "out_of_bed_count", "lightsleepduration", "deepsleepduration"],
    ].sort(),
  );
  sandbox.configure({ summaryDefaultFields: 2020 });
  const [older] = await nights(days("2026-11-20"));
  expect(Object.keys(older?.data ?? {}).sort()).toEqual(
    [
      ...["wakeupduration", "wakeupcount", "durationtosleep", "durationtowakeup"],
      ...["lightsleepduration", "deepsleepduration", "remsleepduration"],
    ].sort(),
  );
  const [some] = await nights({ ...days("2026-11-20"), data_fields: "hr_min, no_such_field,rr_max" });
  expect(Object.keys(some?.data ?? {})).toEqual(["hr_min", "rr_max"]);
  const [bare] = await segments(period(night?.startdate ?? 0, night?.enddate ?? 0));
  expect(Object.keys(bare ?? {}).sort()).toEqual(
    ["startdate", "enddate", "state", "model", "model_id", "hash_deviceid"].sort(),
  );
});

test("somebody with everything has every field of a night, but the one of other applications", async () => {
  const { nights } = await reader("everything");
  const fields = new Set((await nights(autumn)).flatMap(({ data }) => Object.keys(data)));
  expect(everyField.split(",").filter((field) => !fields.has(field))).toEqual(["asleepduration"]);
});

test("night events tell when somebody went to bed, fell asleep, woke up and got up", async () => {
  const { nights } = await reader("everything");
  for (const { startdate, enddate, data } of (await nights(autumn)).slice(0, 30)) {
    const events = data["night_events"] as unknown as Readonly<Record<string, number[]>>;
    expect(Object.keys(events)).toEqual(["1", "2", "3", "4"]);
    expect(events["1"]?.[0]).toBe(0);
    expect(events["2"]?.[0]).toBe(data["sleep_latency"]);
    expect(events["4"]?.at(-1)).toBe(enddate - startdate);
    expect(events["4"]).toHaveLength(1 + (data["out_of_bed_count"] ?? 0));
    expect(events["2"]?.length).toBe(events["3"]?.length);
  }
});

test("a page of nights ends where it should; where offset is ignored, the next page is the first again", async () => {
  const { sandbox, ask } = await reader("everything", { nightsPerPage: 4 });
  const page = async (offset: number): Promise<[string[], unknown, unknown]> => {
    const { body } = await ask("/v2/sleep", "getsummary", {
      ...days("2026-11-11", "2026-11-20"),
      offset: String(offset),
    });
    return [(body?.["series"] as Night[]).map(({ date }) => date), body?.["more"], body?.["offset"]];
  };
  const [first, second, third] = [await page(0), await page(4), await page(8)];
  expect([first, second, third].map(([dates]) => dates.length)).toEqual([4, 4, 2]);
  expect([first, second, third].map(([, more, offset]) => [more, offset])).toEqual([
    [true, 4],
    [true, 8],
    [false, 0],
  ]);
  expect(new Set([first, second, third].flatMap(([dates]) => dates)).size).toBe(10);
  sandbox.configure({ summaryOffset: "ignored" });
  expect(await page(4)).toEqual(first);
});

test("one call of sleep get covers 24 hours, or seven days, or refuses more", async () => {
  const { sandbox, segments, ask } = await reader("everything");
  const week = period(noonSeconds - 10 * day, noonSeconds);
  const last = async (): Promise<number> =>
    Math.max(...(await segments(week)).map(({ startdate }) => startdate));
  expect(await last()).toBeLessThanOrEqual(noonSeconds - 9 * day);
  expect(await last()).toBeGreaterThan(noonSeconds - 10 * day);
  sandbox.configure({ sleepWindowHours: 168 });
  expect(await last()).toBeLessThanOrEqual(noonSeconds - 3 * day);
  expect(await last()).toBeGreaterThan(noonSeconds - 5 * day);
  sandbox.configure({ sleepWindowExceeded: "refused" });
  expect(await ask("/v2/sleep", "get", week)).toMatchObject({
    status: 503,
    error: "Invalid Params: invalid enddate",
  });
  expect((await ask("/v2/sleep", "get", period(noonSeconds - 7 * day, noonSeconds))).status).toBe(0);
});

test("at the edges of a period segments are in by their beginning, or by any part, or cut", async () => {
  const { sandbox, nights, segments } = await reader("everything");
  const [night] = await nights(days("2026-11-19"));
  const all = await segments({ ...period(night?.startdate ?? 0, night?.enddate ?? 0), data_fields: "hr" });
  const long = all.find(({ startdate, enddate }) => enddate - startdate > 900);
  const [from, to] = [(long?.startdate ?? 0) + 300, (long?.enddate ?? 0) + 1];
  const within = async (): Promise<readonly Segment[]> =>
    segments({ ...period(from, to), data_fields: "hr" });
  expect((await within()).map(({ startdate }) => startdate)).toEqual([long?.enddate]);
  sandbox.configure({ sleepWindowEdge: "overlapping" });
  expect((await within())[0]).toEqual(long);
  sandbox.configure({ sleepWindowEdge: "clipped" });
  const [cut] = await within();
  expect(cut).toMatchObject({ startdate: from, enddate: long?.enddate });
  expect(Object.keys(cut?.hr ?? {})).toHaveLength(((long?.enddate ?? 0) - from) / 60);
});

test("one lonely segment is in an array, or stands for the series itself", async () => {
  const { sandbox, nights, ask } = await reader("everything");
  const [night] = await nights(days("2026-11-19"));
  const one = period(night?.startdate ?? 0, night?.startdate ?? 0);
  expect((await ask("/v2/sleep", "get", one)).body?.["series"]).toMatchObject([{ state: 0 }]);
  sandbox.configure({ lonelySegment: "object" });
  expect((await ask("/v2/sleep", "get", one)).body?.["series"]).toMatchObject({ state: 0 });
});

test("a mat tells of a night that is not over", async () => {
  const { sandbox, nights, segments } = await reader("everything");
  const [before] = await nights(days("2026-11-20"));
  const middle = Math.floor(((before?.startdate ?? 0) + (before?.enddate ?? 0)) / 2);
  sandbox.clock.set(new Date(middle * 1000));
  const [night] = await nights({ ...days("2026-11-20"), data_fields: everyField });
  expect(night).toMatchObject({ id: before?.id, startdate: before?.startdate, completed: false });
  expect(night?.enddate).toBeLessThanOrEqual(middle);
  expect(night?.enddate).toBeGreaterThan(middle - 700);
  const found = await segments(period(before?.startdate ?? 0, middle));
  expect(found.at(-1)?.enddate).toBe(night?.enddate);
  expect(before).toMatchObject({ completed: true });
});

test("what kind of device watched is told in Withings' numbers", async () => {
  const mat = await reader("everything");
  const [night] = await mat.nights(days("2026-11-20"));
  expect(night).toMatchObject({ model: 32, model_id: 63 });
  const time = period(noonSeconds - day, noonSeconds);
  expect((await mat.ask("/v2/sleep", "get", time)).body).toMatchObject({ model: 32 });
  const watch = await reader("traveller");
  const [tracked] = await watch.nights();
  expect(tracked).toMatchObject({ model: 16, model_id: 94 });
  expect((await watch.ask("/v2/sleep", "get", time)).body).toMatchObject({ model: 16 });
});
