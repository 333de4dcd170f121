import { expect, test } from "vitest";
import { days, type Group, noonSeconds, period, reader, type Row } from "./support/reader.js";

const wide = {
  measuresPerPage: 10_000,
  activitiesPerPage: 10_000,
  workoutsPerPage: 10_000,
  nightsPerPage: 10_000,
};

const has = <T extends object>(rows: readonly T[], isOdd: (row: T & Row) => boolean): boolean =>
  rows.some((row) => isOdd(row as T & Row));

test("groups: one id twice, unknown attributions, types, models and categories, odd exponents, and what may be missing", async () => {
  const { groups } = await reader("strange", wide);
  const found = (await groups(period(noonSeconds - 3 * 365 * 86_400, noonSeconds))) as readonly (Group &
    Row)[];
  const twice = found.filter(({ grpid }, index) => grpid === found[index + 1]?.grpid);
  expect(twice.length).toBeGreaterThan(20);
  for (const group of twice.slice(0, 5))
    expect(found.filter(({ grpid }) => grpid === group.grpid).map(({ attrib }) => attrib)).toContain(8);
  const attribs = new Set(found.map(({ attrib }) => attrib));
  expect([0, 2, 3, 7, 8, 10, 17, 10_000, 10_009, 10_010].filter((attrib) => !attribs.has(attrib))).toEqual(
    [],
  );
  const measures = found.flatMap((group) => group.measures);
  expect(new Set(measures.map(({ unit }) => unit))).toEqual(new Set([0, -1, -2, -3, 2, -7]));
  const oddities: readonly ((row: Group & Row) => boolean)[] = [
    ({ measures: [first] }) => first === undefined,
    (row) => row.measures.some(({ type }) => type === 9999),
    (row) => row.measures.some(({ value }) => value < 0),
    (row) => row.measures.some(({ position }) => position === 99),
    (row) => row.measures.some((measure) => "apppfmid" in measure && "appliver" in measure),
    (row) => row.measures.some((measure) => JSON.stringify(measure).includes('"algo_params":[]')),
    (row) => row.measures.some((measure) => JSON.stringify(measure).includes('"algo_params":{}')),
    (row) => row.measures.some((measure) => !("algo" in measure)),
    ({ modelid }) => modelid === 696_969,
    (row) => "model_id" in row && !("modelid" in row),
    (row) => typeof row["deviceid"] === "number" && row["probability"] === 80,
    (row) => !("timezone" in row) && !("comment" in row),
    (row) => typeof row["comment"] === "string",
    ({ category }) => category === 2,
    ({ category }) => category === 7,
    ({ timezone }) => timezone === "US/Pacific",
    ({ deviceid }) => deviceid === null,
  ];
  expect(oddities.filter((isOdd) => !has(found, isOdd))).toEqual([]);
  expect((await groups({ category: "2" })).every(({ category }) => category === 2)).toBe(true);
});

test("nights and segments: empty data as [], null phases, states by hand and unknown ones, what may be missing", async () => {
  const { nights, segments, sandbox } = await reader("strange", { ...wide, sleepWindowHours: 168 });
  const found = await nights({
    lastupdate: "0",
    data_fields: "deepsleepduration,night_events,total_sleep_time",
  });
  const oddNights: readonly ((row: Row) => boolean)[] = [
    ({ data }) => Array.isArray(data) && data.length === 0,
    ({ data }) => (data as Row)["deepsleepduration"] === null,
    ({ data }) => Array.isArray((data as Row)["night_events"]),
    ({ data }) => "dream_count" in (data as Row),
    (row) => row["model"] === 16 && row["hash_deviceid"] === null,
    (row) => row["model"] === 99,
    (row) => !("model_id" in row) && !("created" in row) && !("completed" in row),
  ];
  expect(oddNights.filter((isOdd) => !has(found, isOdd))).toEqual([]);

  const slept: Row[] = [];
  for (let week = 0; week < 12; week++) {
    const end = noonSeconds - week * 7 * 86_400;
    slept.push(...(await segments({ ...period(end - 7 * 86_400, end), data_fields: "hr,rr" })));
  }
  const states = new Set(slept.map(({ state }) => state));
  expect(states).toEqual(new Set([0, 1, 2, 3, 4, 5, 15, 99]));
  const oddSegments: readonly ((row: Row) => boolean)[] = [
    ({ hr }) => Array.isArray(hr) && hr.length === 0,
    ({ rr }) => Array.isArray(rr) && rr.length === 0,
    (row) => !("model" in row) && !("hash_deviceid" in row),
    (row) => row["hash_deviceid"] === null && row["model"] === "",
  ];
  expect(oddSegments.filter((isOdd) => !has(slept, isOdd))).toEqual([]);
  expect(sandbox.options.sleepWindowHours).toBe(168);
});

test("days and workouts: counted twice, one id twice, unknown brands and sports, data that are empty", async () => {
  const { days: activities, workouts } = await reader("strange", wide);
  const year = days("2025-11-01", "2026-11-01");
  const counted = await activities(year);
  const oddDays: readonly ((row: Row) => boolean)[] = [
    (row) =>
      row["brand"] === 18 &&
      row["deviceid"] === null &&
      row["modelid"] === 1055 &&
      row["is_tracker"] === false,
    (row) => row["brand"] === 99 && row["modelid"] === null && row["model"] === null,
    (row) => !("modelid" in row) && !("modified" in row),
    (row) => row["timezone"] === "Asia/Katmandu" && row["modelid"] === 696_969,
  ];
  expect(oddDays.filter((isOdd) => !has(counted, isOdd))).toEqual([]);
  const doubled = counted.filter(({ date }, index) => date === counted[index + 1]?.date);
  expect(doubled.length).toBeGreaterThan(15);

  const trained = await workouts({
    ...days("2024-11-01", "2026-11-01"),
    data_fields: "steps,calories,core_body_temperature_status",
  });
  const oddWorkouts: readonly ((row: Row) => boolean)[] = [
    ({ data }) => Array.isArray(data),
    ({ data }) => JSON.stringify(data) === '{"algo_pause_duration":null}',
    ({ data }) => (data as Row)["core_body_temperature_status"] === "usual",
    ({ data }) => "cheers" in (data as Row),
    (row) => row["category"] === 9999,
    (row) => row["deviceid"] === null && row["model"] === 1055 && !("created" in row),
    (row) => row["attrib"] === 10_000,
  ];
  expect(oddWorkouts.filter((isOdd) => !has(trained, isOdd))).toEqual([]);
  expect(trained.filter(({ id }, index) => id === trained[index + 1]?.id).length).toBeGreaterThan(5);
});

test("recordings, devices and goals: [] for objects, missing and unknown numbers, no samples, no names, no dates", async () => {
  const { recordings, ask } = await reader("strange", { recordingsPerPage: 10_000 });
  const found = await recordings();
  const oddRecordings: readonly ((row: Row) => boolean)[] = [
    ({ ecg, bloodpressure }) => Array.isArray(ecg) && Array.isArray(bloodpressure),
    (row) => !("heart_rate" in row) && !("timezone" in row),
    (row) => row["deviceid"] === null && row["model"] === 9999,
    ({ ecg }) => !Array.isArray(ecg) && !("afib" in (ecg as Row)),
    ({ ecg }) => (ecg as Row)["afib"] === 9,
  ];
  expect(oddRecordings.filter((isOdd) => !has(found, isOdd))).toEqual([]);
  const lengths = new Set<number>();
  for (const { ecg } of found.filter((row) => !Array.isArray(row.ecg)).slice(0, 20)) {
    const { body } = await ask("/v2/heart", "get", { signalid: String(ecg.signalid) });
    lengths.add((body?.["signal"] as number[]).length);
  }
  expect(lengths.has(0)).toBe(true);
  expect(lengths.size).toBeGreaterThan(1);

  const devices = (await ask("/v2/user", "getdevice")).body?.["devices"] as readonly Row[];
  const oddDevices: readonly ((row: Row) => boolean)[] = [
    ({ model }) => model === "",
    ({ battery, last_session_date }) => battery === "unknown" && last_session_date === null,
    (row) =>
      row["model_id"] === 696_969 &&
      row["type"] === "Futuristic device" &&
      row["first_session_date"] === null,
  ];
  expect(oddDevices.filter((isOdd) => !has(devices, isOdd))).toEqual([]);
  const ids = devices.map(({ deviceid }) => deviceid);
  expect(new Set(ids).size).toBeLessThan(ids.length);
  expect((await ask("/v2/user", "getgoals")).body).toEqual({ goals: [] });
});
