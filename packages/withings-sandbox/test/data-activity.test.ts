import { measure } from "withings-kit/contract";
import { expect, test } from "vitest";
import {
  type ActivityDay,
  day,
  days,
  mean,
  noonSeconds,
  period,
  reader,
  type Reader,
  sum,
  type Workout,
} from "./support/reader.js";

const fieldsOf = ({ parameters }: typeof measure.getActivity): string =>
  parameters["data_fields"]?.values?.join() ?? "";
const everyDayField = fieldsOf(measure.getActivity);
const everyMoment = fieldsOf(measure.getIntradayActivity);
const everyWorkout = fieldsOf(measure.getWorkouts);

type Moments = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The moments of a day of somebody in Tokyo, where no clock is ever put forward. */
async function momentsOf({ moments }: Reader, date: string): Promise<Moments> {
  const midnight = Date.parse(`${date}T00:00:00+09:00`) / 1000;
  return moments({ ...period(midnight, midnight + day - 1), data_fields: everyMoment });
}

const total = (moments: Moments, field: string): number =>
  sum(Object.values(moments).map((moment) => moment[field] ?? 0));

test("a day's sums are those of its moments", async () => {
  for (const seed of [1, 3]) {
    const everything = await reader("everything", { seed });
    if (everything.person.timezone !== "Asia/Tokyo") continue;
    const activities = await everything.days({
      ...days("2026-08-01", "2026-08-20"),
      data_fields: everyDayField,
    });
    expect(activities.length).toBeGreaterThan(17);
    for (const activity of activities) {
      const moments = await momentsOf(everything, activity.date);
      const rates = Object.values(moments).flatMap(({ heart_rate }) => heart_rate ?? []);
      expect(activity).toMatchObject({
        steps: total(moments, "steps"),
        elevation: total(moments, "elevation"),
        distance: Math.round(total(moments, "distance") * 1000) / 1000,
        calories: Math.round(total(moments, "calories") * 1000) / 1000,
        active: (activity["moderate"] as number) + (activity["intense"] as number),
      });
      if (rates.length === 0) expect(activity).not.toHaveProperty("hr_average");
      else
        expect(activity).toMatchObject({
          hr_average: Math.round(mean(rates)),
          hr_min: Math.min(...rates),
          hr_max: Math.max(...rates),
        });
      const zones = [0, 1, 2, 3].map((zone) => activity[`hr_zone_${zone}`] as number | undefined);
      if (rates.length > 0) expect(sum(zones.map((zone) => zone ?? 0))).toBe(rates.length * 60);
      expect(activity["totalcalories"]).toBeGreaterThan((activity["calories"] as number) + 900);
    }
  }
});

test("a watch that measures all the time has a moment for each of 1,440 minutes", async () => {
  const everything = await reader("everything");
  const counts = await Promise.all(
    ["2026-10-05", "2026-10-06", "2026-10-07"].map(
      async (date) => Object.keys(await momentsOf(everything, date)).length,
    ),
  );
  expect(counts).toContain(1440);
});

test("a workout's data are those of its moments, and its energy is part of its day's", async () => {
  const everything = await reader("everything");
  const trained = (
    await everything.workouts({ ...days("2026-07-01", "2026-10-31"), data_fields: everyWorkout })
  ).filter(({ attrib }) => attrib !== 2);
  expect(trained.length).toBeGreaterThan(30);
  for (const { startdate, enddate, data, date } of trained.slice(0, 20)) {
    const moments = await everything.moments({
      ...period(startdate, enddate - 1),
      data_fields: everyMoment,
    });
    const rates = Object.values(moments).flatMap(({ heart_rate }) => heart_rate ?? []);
    expect(data["calories"]).toBe(Math.round(total(moments, "calories")));
    expect(data["steps"]).toBe(total(moments, "steps"));
    expect(data["elevation"]).toBe(total(moments, "elevation"));
    expect(data["hr_max"]).toBe(rates.length === 0 ? 0 : Math.max(...rates));
    const [whole] = await everything.days(days(date));
    expect(whole?.["calories"]).toBeGreaterThanOrEqual((data["calories"] ?? 0) - 1);
    expect(whole?.steps).toBeGreaterThanOrEqual(data["steps"] ?? 0);
  }
});

test("there are workouts of many kinds, of a length that people train, with their marks", async () => {
  const { workouts } = await reader("everything", { workoutsPerPage: 10_000 });
  const trained = await workouts({ ...days("2023-01-01", "2026-11-20"), data_fields: everyWorkout });
  expect(new Set(trained.map(({ category }) => category)).size).toBeGreaterThan(25);
  expect(new Set(trained.map(({ id }) => id)).size).toBe(trained.length);
  const seen = new Set(trained.flatMap(({ data }) => Object.keys(data)));
  expect(everyWorkout.split(",").filter((field) => !seen.has(field))).toEqual([]);
  for (const { category, startdate, enddate, data } of trained) {
    expect(enddate - startdate).toBeGreaterThanOrEqual(900);
    expect(enddate - startdate).toBeLessThanOrEqual(18_000);
    if (category === 7) {
      expect(data["pool_length"]).toBe(25);
      expect(data["pool_laps"]).toBeGreaterThan(20);
      expect(data["strokes"]).toBeGreaterThan(data["pool_laps"] ?? 0);
      expect(data["algo_pause_duration"]).toBeGreaterThan(0);
    } else expect(data["algo_pause_duration"]).toBeNull();
  }
  const runs = trained.filter(({ category, attrib }) => category === 2 && attrib === 0);
  for (const { startdate, enddate, data } of runs) {
    const kilometresAnHour = ((data["distance"] ?? 0) / (enddate - startdate)) * 3.6;
    expect(kilometresAnHour).toBeGreaterThan(6);
    expect(kilometresAnHour).toBeLessThan(16);
  }
  const typed = trained.filter(({ attrib }) => attrib === 2);
  expect(typed.length).toBeGreaterThan(20);
  for (const { deviceid, data } of typed)
    expect([deviceid, data["calories"], (data["manual_calories"] ?? 0) > 0]).toEqual([null, 0, true]);
});

test("workouts come empty unless their fields are named", async () => {
  const { workouts } = await reader("household");
  const [bare] = await workouts(days("2026-01-01", "2026-06-30"));
  expect(bare?.data).toEqual({ algo_pause_duration: null });
  const [asked] = await workouts({ ...days("2026-01-01", "2026-06-30"), data_fields: "steps,nonsense" });
  expect(Object.keys(asked?.data ?? {}).sort()).toEqual(["algo_pause_duration", "steps"]);
});

test("people walk more on workdays, less when they are ill, and not the same every day", async () => {
  const ratios: number[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const { days: activities } = await reader("late", { seed, activitiesPerPage: 1000 });
    const counted = await activities(days("2025-07-01", "2026-06-30"));
    const steps = counted.map((each) => each.steps);
    expect(mean(steps)).toBeGreaterThan(4000);
    expect(mean(steps)).toBeLessThan(17_000);
    expect(Math.min(...steps)).toBeGreaterThan(200);
    expect(Math.min(...steps)).toBeLessThan(0.5 * mean(steps));
    const of = (free: boolean): number =>
      mean(
        counted
          .filter(({ date }) => [0, 6].includes(new Date(date).getUTCDay()) === free)
          .map((each) => each.steps),
      );
    ratios.push(of(true) / of(false));
  }
  // Those who hike at weekends are fewer than those who stay in.
  expect(mean(ratios)).toBeLessThan(1.1);
  expect(new Set(ratios).size).toBe(4);
});

test("today is there as far as the watch has handed it over, and grows", async () => {
  const { sandbox, days: activities, moments } = await reader("everything");
  const today = async (): Promise<ActivityDay | undefined> => (await activities(days("2026-11-22")))[0];
  const before = await today();
  expect(before?.modified).toBeLessThanOrEqual(noonSeconds);
  expect(before?.modified).toBeGreaterThan(noonSeconds - 3600);
  const last = Object.keys(await moments({ data_fields: "heart_rate" }))
    .map(Number)
    .at(-1);
  expect(last).toBeLessThan(before?.modified ?? 0);
  sandbox.clock.advance({ hours: 2 });
  const after = await today();
  expect(after?.["totalcalories"]).toBeGreaterThan(before?.["totalcalories"] as number);
  sandbox.clock.advance({ days: 5 });
  const whole = await today();
  expect(whole?.steps).toBeGreaterThanOrEqual(after?.steps ?? 0);
  sandbox.clock.advance({ days: 50 });
  expect(await today()).toEqual(whole);
});

test("getactivity answers the totals unless its fields are named, or nothing of them if that is the option", async () => {
  const { sandbox, days: activities } = await reader("everything");
  const one = days("2026-10-05");
  const always = [
    "deviceid",
    "hash_deviceid",
    "modelid",
    "model",
    "timezone",
    "date",
    "modified",
    "brand",
    "is_tracker",
  ];
  const totals = [
    "steps",
    "distance",
    "elevation",
    "soft",
    "moderate",
    "intense",
    "active",
    "calories",
    "totalcalories",
  ];
  const namesOf = async (fields: Readonly<Record<string, string>>): Promise<string[]> =>
    Object.keys((await activities(fields))[0] ?? {}).sort();
  expect(await namesOf(one)).toEqual([...totals, ...always].sort());
  expect(await namesOf({ ...one, data_fields: "hr_max,steps" })).toEqual(
    ["hr_max", "steps", ...always].sort(),
  );
  sandbox.configure({ activityDefaultFields: "none" });
  expect(await namesOf(one)).toEqual(always.sort());
});

test("getactivity turns pages of days, and always says where the next would begin", async () => {
  const { ask } = await reader("everything", { activitiesPerPage: 20 });
  const seen: string[] = [];
  const places: unknown[] = [];
  for (const offset of ["0", "20", "40"]) {
    const { body } = await ask("/v2/measure", "getactivity", { ...days("2026-09-01", "2026-10-20"), offset });
    seen.push(...(body?.["activities"] as ActivityDay[]).map(({ date }) => date));
    places.push([body?.["more"], body?.["offset"]]);
  }
  expect(seen).toEqual([...new Set(seen)].sort());
  expect(seen.length).toBeGreaterThan(44);
  expect(places).toEqual([
    [true, 20],
    [true, 40],
    [false, 60],
  ]);
});

test("days and workouts since lastupdate are those that changed after it", async () => {
  const late = await reader("late");
  const since = noonSeconds - 40 * day;
  const changed = <T extends { modified: number }>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ modified }) => modified > since);
  const lastupdate = String(since);
  const half = days("2026-05-01", "2026-11-22");
  expect(await late.days({ lastupdate })).toEqual(changed(await late.days(half)));
  expect(await late.workouts({ lastupdate })).toEqual(changed(await late.workouts(half)));
  expect((await late.days({ lastupdate })).length).toBeGreaterThan(30);
  const { ask } = late;
  expect((await ask("/v2/measure", "getactivity", { ...half, lastupdate })).status).toBe(503);
  expect((await ask("/v2/measure", "getworkouts", { startdateymd: "2026-05-01" })).status).toBe(503);
  expect((await ask("/v2/measure", "getactivity", days("20260501", "2026-05-31"))).status).toBe(503);
});

test("intraday answers the first 24 hours of a period, the last 24 without one, and all day without data_fields", async () => {
  const { moments } = await reader("everything");
  const times = (found: Moments): number[] => Object.keys(found).map(Number);
  const start = noonSeconds - 5 * day;
  const long = times(await moments({ ...period(start, noonSeconds), data_fields: "heart_rate" }));
  expect([Math.min(...long) >= start, Math.max(...long) <= start + day]).toEqual([true, true]);
  expect(Math.max(...long)).toBeGreaterThan(start + day - 3600);
  const open = times(await moments({ startdate: String(start), data_fields: "heart_rate" }));
  expect(open).toEqual(long);
  const latest = times(await moments({ data_fields: "heart_rate" }));
  expect(Math.min(...latest)).toBeGreaterThanOrEqual(noonSeconds - day);
  expect(Math.max(...latest)).toBeGreaterThan(noonSeconds - 3700);
  const bare = Object.values(await moments({ startdate: String(start) }));
  expect(bare.length).toBeGreaterThan(1000);
  expect(new Set(bare.flatMap(Object.keys))).toEqual(new Set(["deviceid", "model", "model_id"]));
});

test("two periods of intraday that meet have each moment, and one in the second where they meet", async () => {
  const { sandbox, moments } = await reader("everything");
  const [from, middle, to] = [0, 6, 12].map((hours) => noonSeconds - 3 * day + hours * 3600) as [
    number,
    number,
    number,
  ];
  const ask = async (first: number, last: number): Promise<string[]> =>
    Object.keys(await moments({ ...period(first, last), data_fields: "heart_rate" }));
  const [whole, one, two] = [await ask(from, to), await ask(from, middle), await ask(middle, to)];
  expect([...new Set([...one, ...two])]).toEqual(whole);
  sandbox.configure({ periodEnd: "excluded" });
  const [first, second] = [await ask(from, middle), await ask(middle, to)];
  expect(first.filter((time) => second.includes(time))).toEqual([]);
});

test("somebody with everything has every field of a moment", async () => {
  const { moments, workouts } = await reader("everything");
  const swims = (await workouts(days("2026-02-01", "2026-11-20"))).filter(({ category }) => category === 7);
  const seen = new Set<string>();
  for (const { startdate } of swims.slice(-3) as readonly Workout[])
    for (const moment of Object.values(
      await moments({ ...period(startdate - 18 * 3600, startdate + 6 * 3600), data_fields: everyMoment }),
    ))
      for (const field of Object.keys(moment)) seen.add(field);
  expect(everyMoment.split(",").filter((field) => !seen.has(field))).toEqual([]);
});

test("nothing in a period is an empty array, as PHP writes it, or an empty object", async () => {
  const { sandbox, moments, ask } = await reader("nothing");
  const goals = async (): Promise<unknown> => (await ask("/v2/user", "getgoals")).body?.["goals"];
  expect([await moments(), await goals()]).toEqual([[], []]);
  sandbox.configure({ emptyMap: "object" });
  expect([await moments(), await goals()]).toEqual([{}, {}]);
});
