import { expect, test } from "vitest";
import {
  day,
  days,
  type Group,
  noonSeconds,
  period,
  reader,
  type Reader,
  readerOf,
  type Row,
  valueOf,
} from "./support/reader.js";

/** What a calendar on the wall shows. */
const dayIn = (timeZone: string, time: number): string =>
  new Intl.DateTimeFormat("sv", { timeZone }).format(time * 1000);

test("somebody with everything has every measure type that Withings documents", async () => {
  const { allGroups } = await reader("everything", { measuresPerPage: 10_000 });
  const types = new Set((await allGroups()).flatMap(({ measures }) => measures.map(({ type }) => type)));
  expect([...types].sort((a, b) => a - b)).toEqual([
    ...[1, 4, 5, 6, 8, 9, 10, 11, 12, 54, 71, 73, 76, 77, 88, 91, 123, 130, 135, 136, 137, 138, 139],
    ...[147, 148, 151, 155, 158, 159, 167, 168, 169, 170, 173, 174, 175, 196, 197, 198, 204, 205],
    ...[226, 227, 229, 248, 249, 251],
  ]);
});

test("somebody without devices has nothing at all, from any operation", async () => {
  const nobody = await reader("nothing");
  const { ask } = nobody;
  const time = period(noonSeconds - day, noonSeconds);
  expect(await nobody.groups()).toEqual([]);
  expect(await nobody.days()).toEqual([]);
  expect(await nobody.workouts()).toEqual([]);
  expect(await nobody.nights()).toEqual([]);
  expect(await nobody.segments(time)).toEqual([]);
  expect(await nobody.recordings()).toEqual([]);
  expect((await ask("/v2/stetho", "list")).body).toEqual({ series: [], more: false, offset: 0 });
  expect((await ask("/v2/user", "getdevice")).body).toEqual({ devices: [] });
  expect((await ask("/measure", "getmeas")).body).toMatchObject({ updatetime: noonSeconds, measuregrps: [] });
  expect(await nobody.groups({ lastupdate: "0" })).toEqual([]);
});

test("a traveller's rows carry where they were, whole and half hours from home, on both sides of the date line", async () => {
  const traveller = await reader("traveller", { measuresPerPage: 10_000 });
  const rows = [
    ...(await traveller.allGroups()),
    ...(await traveller.nights()),
    ...(await traveller.days()),
    ...(await traveller.workouts()),
    ...(await traveller.recordings()),
  ] as readonly { timezone: string }[];
  const zones = new Set(rows.map(({ timezone }) => timezone));
  expect([...zones].sort()).toEqual([
    ...["Africa/Casablanca", "America/Los_Angeles", "America/New_York", "America/St_Johns", "Asia/Kathmandu"],
    ...["Asia/Tokyo", "Australia/Lord_Howe", "Europe/Paris", "Pacific/Auckland"],
  ]);
});

test("a traveller's days have no gap and no double, whatever their length", async () => {
  const traveller = await reader("traveller", { activitiesPerPage: 1000 });
  const counted = await traveller.days({
    ...days("2026-01-01", "2026-11-20"),
    data_fields: "hr_zone_0,steps",
  });
  const dates = counted.map(({ date }) => date);
  expect(dates).toEqual([...new Set(dates)].sort());
  const flights = counted.filter(({ timezone }, index) => timezone !== counted[index - 1]?.["timezone"]);
  expect(flights.length).toBeGreaterThan(10);
  for (const { date, timezone } of flights.slice(1)) {
    const at = Date.parse(`${date}T12:00:00Z`) / 1000;
    const around = await traveller.moments({
      ...period(at - 12 * 3600, at + 12 * 3600),
      data_fields: "steps,heart_rate",
    });
    const times = Object.keys(around).map(Number);
    for (const [index, time] of times.entries())
      expect(index === 0 || time - (times[index - 1] ?? 0) >= 60, `${date} ${String(timezone)}`).toBe(true);
  }
});

test("on the two days a year on which clocks change, days have 23 and 25 hours, and their sums are right", async () => {
  const { sandbox } = await reader("body-scan");
  const lengths = new Map<string, number>();
  for (let turn = 0; turn < 3; turn++) {
    const parisian = sandbox.people.add({ story: "everything", timezone: "Europe/Paris" });
    const inParis = await readerOf(sandbox, parisian);
    for (const date of ["2025-03-30", "2025-10-26", "2026-06-15", "2026-03-29", "2026-10-25"]) {
      const [activity] = await inParis.days({
        ...days(date),
        data_fields: "steps,hr_zone_0,hr_zone_1,hr_zone_2,hr_zone_3",
      });
      if (activity === undefined || !("hr_zone_0" in activity)) continue;
      const middle = Date.parse(`${date}T12:00:00Z`) / 1000;
      const fields = { data_fields: "steps,heart_rate" };
      const around = {
        ...(await inParis.moments({ ...period(middle - 15 * 3600, middle), ...fields })),
        ...(await inParis.moments({ ...period(middle, middle + 15 * 3600), ...fields })),
      };
      const own = Object.entries(around).filter(([time]) => dayIn("Europe/Paris", Number(time)) === date);
      expect(own.reduce((sum, [, { steps = 0 }]) => sum + steps, 0)).toBe(activity.steps);
      const zones = [0, 1, 2, 3].map((zone) => activity[`hr_zone_${zone}`] as number);
      lengths.set(date, zones.reduce((sum, zone) => sum + zone, 0) / 3600);
    }
  }
  expect(Object.fromEntries([...lengths].sort())).toEqual({
    "2025-03-30": 23,
    "2025-10-26": 25,
    "2026-03-29": 23,
    "2026-06-15": 24,
    "2026-10-25": 25,
  });
});

test("what comes from a phone has brand 18 and no device, and its nights no phases", async () => {
  const imported = await reader("import");
  const counted = await imported.days({
    ...days("2026-10-01", "2026-10-31"),
    data_fields: "steps,hr_average,calories",
  });
  expect(counted.length).toBeGreaterThan(25);
  for (const activity of counted) {
    expect(activity).toMatchObject({
      brand: 18,
      is_tracker: false,
      deviceid: null,
      hash_deviceid: null,
      modelid: 1057,
      model: "HealthKit step iPhone tracker",
    });
    expect(activity).not.toHaveProperty("hr_average");
  }
  const slept = await imported.nights({
    lastupdate: "0",
    data_fields:
      "asleepduration,deepsleepduration,lightsleepduration,remsleepduration,hr_average,night_events",
  });
  for (const night of slept.slice(0, 30)) {
    expect(night).toMatchObject({ model: 16, model_id: 1057, hash_deviceid: null });
    expect(night.data).toEqual({
      asleepduration: expect.any(Number) as unknown,
      deepsleepduration: null,
      lightsleepduration: null,
      remsleepduration: null,
      night_events: [],
    });
  }
  const [last] = slept;
  expect(await imported.segments(period(last?.startdate ?? 0, last?.enddate ?? 0))).toMatchObject([
    { state: 5, hash_deviceid: null },
  ]);
  const trained = await imported.workouts({
    ...days("2026-01-01", "2026-06-30"),
    data_fields: "hr_average,steps",
  });
  for (const { deviceid, model, data } of trained)
    expect([deviceid, model, data["hr_average"]]).toEqual([null, 1057, 0]);
  for (const { deviceid, modelid, measures } of await imported.groups({ category: "1" }))
    expect([deviceid, modelid, measures.some(({ type }) => type === 1)]).toEqual([null, null, true]);
});

test("a Body Scan measures, and nothing else does, where there is nothing else", async () => {
  const owner = await reader("body-scan", { measuresPerPage: 10_000 });
  const groups = await owner.groups({ category: "1" });
  expect(new Set(groups.map(({ modelid }) => modelid))).toEqual(new Set([10, null]));
  for (const group of groups.filter(({ modelid }) => modelid === null))
    expect([2, 4]).toContain(group.attrib);
  expect([await owner.days(), await owner.nights(), await owner.recordings()]).toEqual([[], [], []]);
  const attribs = new Set(groups.map(({ attrib }) => attrib));
  expect([...attribs].sort((a, b) => a - b)).toEqual([0, 2, 4, 15, 17]);
  const nerves = groups.filter(({ measures }) => measures.some(({ type }) => type === 167));
  for (const { attrib } of nerves) expect([15, 17]).toContain(attrib);
});

test("an account begins with a height and a weight that were typed in", async () => {
  const { groups, person } = await reader("everything");
  const begun = Math.min(...person.devices.map(({ first_session_date }) => first_session_date ?? Infinity));
  const first = (await groups(period(0, begun + 3 * day))).at(-1);
  expect(first).toMatchObject({ attrib: 4, deviceid: null, modelid: null });
  expect(first?.measures.map(({ type, unit }) => [type, unit])).toEqual([
    [4, -2],
    [1, 0],
  ]);
  expect(valueOf(first as Group, 4)).toBeGreaterThan(1.4);
});

const lag = ({ date, created }: Pick<Group, "date" | "created">): number => (created - date) / day;

test("rows of somebody who is late come in batches, up to 59 days after they were measured", async () => {
  const late = await reader("late", { measuresPerPage: 10_000 });
  const all = await late.groups();
  const lags = all.map(lag);
  expect(Math.max(...lags)).toBeGreaterThan(58.5);
  expect(Math.max(...lags)).toBeLessThan(59.7);
  expect(Math.min(...lags)).toBeGreaterThan(0);
  const batches = new Set(all.map(({ created }) => Math.floor(created / day)));
  expect(batches.size).toBeLessThan(50);
  const nightLags = (await late.nights()).map(({ created, enddate }) => (created - enddate) / day);
  expect(Math.max(...nightLags)).toBeGreaterThan(50);
  const punctual = (await (await reader("everything")).groups({ category: "1" })).map(lag);
  expect(Math.max(...punctual)).toBeLessThan(0.01);
});

test("some rows of somebody who is late are changed or deleted afterwards, and lastupdate brings the changes", async () => {
  const late = await reader("late");
  const batch = Math.max(...(await late.groups()).map(({ created }) => created));
  late.sandbox.clock.set(new Date((batch + 60) * 1000));
  const before = await late.allGroups({ startdate: String(batch - 70 * day) });
  late.sandbox.clock.set(new Date((batch + 45 * day) * 1000));
  const after = await late.allGroups({ startdate: String(batch - 70 * day), enddate: String(batch) });
  const later = new Map(after.map((group) => [group.grpid, group]));
  const changed = before.filter(({ grpid, modified }) => (later.get(grpid)?.modified ?? modified) > modified);
  const gone = before.filter(({ grpid }) => !later.has(grpid));
  expect([changed.length > 3, gone.length > 1]).toEqual([true, true]);
  for (const group of changed) {
    const now = later.get(group.grpid);
    expect(now).toMatchObject({ date: group.date, created: group.created });
    expect(now?.measures).not.toEqual(group.measures);
  }
  const known = Math.max(...before.map(({ modified }) => modified));
  const brought = await late.allGroups({ lastupdate: String(known) });
  expect(changed.filter(({ grpid }) => !brought.some((group) => group.grpid === grpid))).toEqual([]);
  expect(brought.filter(({ grpid }) => gone.some((group) => group.grpid === grpid))).toEqual([]);

  late.sandbox.configure({ deletedMeasures: "flagged" });
  const flagged = (await late.allGroups({ lastupdate: String(known) })) as readonly (Group & Row)[];
  for (const { grpid } of gone)
    expect(flagged.find((group) => group.grpid === grpid)).toMatchObject({ measures: [], is_deleted: true });
  expect(await late.allGroups({ startdate: String(batch - 70 * day), enddate: String(batch) })).toEqual(
    after,
  );
});

test("a copy that is kept by lastupdate ends up the same as what is there", async () => {
  for (const story of ["late", "everything", "household"] as const) {
    const { sandbox, allGroups } = await reader(story, { deletedMeasures: "flagged" });
    sandbox.clock.set(new Date("2026-05-01T09:00:00Z"));
    const startdate = String(Date.parse("2026-01-01") / 1000);
    const copy = new Map((await allGroups({ startdate })).map((group) => [group.grpid, group]));
    let known = Math.max(...[...copy.values()].map(({ modified }) => modified));
    for (let turn = 0; turn < 12; turn++) {
      sandbox.clock.advance({ days: 13, hours: 5 });
      for (const group of (await allGroups({ lastupdate: String(known) })) as readonly (Group & Row)[]) {
        known = Math.max(known, group.modified);
        if (group["is_deleted"] === true) copy.delete(group.grpid);
        else if (group.date >= Number(startdate)) copy.set(group.grpid, group);
      }
    }
    const newestFirst = [...copy.values()].sort((a, b) => b.date - a.date || b.grpid - a.grpid);
    const there = await allGroups({ startdate });
    expect(newestFirst).toEqual([...there].sort((a, b) => b.date - a.date || b.grpid - a.grpid));
  }
});

test("goals are of what the devices can tell", async () => {
  const goalsOf = async ({ ask }: Reader): Promise<unknown> =>
    (await ask("/v2/user", "getgoals")).body?.["goals"];
  expect(await goalsOf(await reader("everything"))).toEqual({
    steps: expect.any(Number) as unknown,
    sleep: 28_800,
    weight: { value: expect.any(Number) as unknown, unit: -3 },
  });
  const scaleOnly = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (seed) =>
      Object.keys(Object(await goalsOf(await reader("body-scan", { seed }))) as object).join(),
    ),
  );
  expect(new Set(scaleOnly)).toEqual(new Set(["", "weight"]));
});
