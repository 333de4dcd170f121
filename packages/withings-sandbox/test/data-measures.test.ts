import { expect, test } from "vitest";
import { day, type Group, noonSeconds, period, reader, readerOf } from "./support/reader.js";

const ids = (groups: readonly Group[]): readonly number[] => groups.map(({ grpid }) => grpid);

test("getmeas answers in the recorded form: the newest first, a number of seconds, no more on the last page", async () => {
  const { ask } = await reader("everything");
  const { status, body } = await ask("/measure", "getmeas", period(noonSeconds - 7 * day, noonSeconds));
  expect(status).toBe(0);
  expect(Object.keys(body ?? {})).toEqual(["updatetime", "timezone", "measuregrps"]);
  expect(body).toMatchObject({ updatetime: noonSeconds, timezone: "Asia/Tokyo" });
  const groups = body?.["measuregrps"] as Group[];
  expect(groups.length).toBeGreaterThan(5);
  expect(groups.map(({ date }) => date)).toEqual(groups.map(({ date }) => date).sort((a, b) => b - a));
  expect(groups.find(({ modelid }) => modelid === 10)).toEqual({
    grpid: expect.any(Number) as unknown,
    attrib: expect.any(Number) as unknown,
    date: expect.any(Number) as unknown,
    created: expect.any(Number) as unknown,
    modified: expect.any(Number) as unknown,
    category: 1,
    deviceid: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
    hash_deviceid: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
    measures: expect.any(Array) as unknown,
    modelid: 10,
    model: "Body Scan",
    comment: null,
    timezone: "Asia/Tokyo",
  });
});

test("getmeas as Withings' document has it is an option, and rows without a time zone", async () => {
  const { ask } = await reader("everything", {
    measureShape: "specified",
    rowTimezones: false,
    measuresPerPage: 3,
  });
  const { body } = await ask("/measure", "getmeas");
  expect(body).toMatchObject({ updatetime: String(noonSeconds), more: true, offset: 3 });
  const [group] = body?.["measuregrps"] as object[];
  expect(group).toHaveProperty("model_id");
  expect(group).not.toHaveProperty("modelid");
  expect(group).not.toHaveProperty("timezone");
  const last = await ask("/measure", "getmeas", period(noonSeconds, noonSeconds));
  expect(last.body).toMatchObject({ more: false, offset: 0, measuregrps: [] });
});

test("pages meet without a gap or a double, whatever their size", async () => {
  const month = period(noonSeconds - 30 * day, noonSeconds);
  const { sandbox, allGroups, ask } = await reader("everything", { measuresPerPage: 10_000 });
  const whole = ids(await allGroups(month));
  expect(whole.length).toBeGreaterThan(60);
  expect(new Set(whole).size).toBe(whole.length);
  for (const measuresPerPage of [1, 7, whole.length - 1, whole.length]) {
    sandbox.configure({ measuresPerPage });
    expect(ids(await allGroups(month))).toEqual(whole);
  }
  const page = await ask("/measure", "getmeas", { ...month, offset: String(whole.length) });
  expect(page.body).toMatchObject({ measuregrps: [] });
  expect(page.body).not.toHaveProperty("more");
  expect(await ask("/measure", "getmeas", { offset: "-1" })).toMatchObject({
    status: 503,
    error: "Invalid Params: invalid offset",
  });
});

test("a type, or several, are all that comes: groups without them stay away, other measures too", async () => {
  const { groups } = await reader("everything");
  for (const fields of [{ meastype: "1" }, { meastypes: "1" }, { meastypes: "1,9,10,136" }]) {
    const wanted = Object.values(fields)[0]?.split(",").map(Number) ?? [];
    const found = await groups(fields);
    const types = new Set(found.flatMap(({ measures }) => measures.map(({ type }) => type)));
    expect([...types].sort((a, b) => a - b)).toEqual(wanted);
    expect(found.every(({ measures }) => measures.length > 0)).toBe(true);
  }
  expect(await groups({ meastypes: "11111" })).toEqual([]);
});

test("category 1 is what was measured, category 2 what somebody wants to reach", async () => {
  const { allGroups } = await reader("everything", { measuresPerPage: 10_000 });
  const [measured, wished, all] = [
    await allGroups({ category: "1" }),
    await allGroups({ category: "2" }),
    await allGroups(),
  ];
  expect(new Set(measured.map(({ category }) => category))).toEqual(new Set([1]));
  expect(wished.length).toBeGreaterThan(3);
  for (const { category, measures, deviceid } of wished)
    expect([category, deviceid, measures.map(({ type }) => type)]).toEqual([2, null, [1]]);
  expect(all).toHaveLength(measured.length + wished.length);
});

test("a period is of when it was measured; whether its last second is in it is an option", async () => {
  const { sandbox, groups } = await reader("everything");
  const [, , third, , fifth] = await groups();
  const bounds = period(fifth?.date ?? 0, third?.date ?? 0);
  expect(ids(await groups(bounds))).toContain(third?.grpid);
  expect(ids(await groups(bounds))).toContain(fifth?.grpid);
  sandbox.configure({ periodEnd: "excluded" });
  expect(ids(await groups(bounds))).not.toContain(third?.grpid);
  expect(ids(await groups(bounds))).toContain(fifth?.grpid);
  expect(await groups(period(noonSeconds, noonSeconds - day))).toEqual([]);
  const since = await groups({ startdate: String(noonSeconds - 3 * day) });
  const until = await groups({ enddate: String(noonSeconds - 3 * day) });
  expect(since.every(({ date }) => date >= noonSeconds - 3 * day)).toBe(true);
  expect(until.every(({ date }) => date <= noonSeconds - 3 * day)).toBe(true);
  expect(until).toHaveLength(200);
});

test("lastupdate brings what came or changed after it; whether its own second counts is an option", async () => {
  const { sandbox, groups, allGroups } = await reader("late");
  const all = await allGroups();
  expect(ids(await allGroups({ lastupdate: "0" }))).toEqual(ids(all));
  const modified = all.map((group) => group.modified).sort((a, b) => b - a);
  const moment = modified[40] ?? 0;
  const later = all.filter((group) => group.modified > moment);
  expect(ids(await groups({ lastupdate: String(moment) }))).toEqual(ids(later));
  sandbox.configure({ lastUpdateMoment: "included" });
  const since = all.filter((group) => group.modified >= moment);
  expect(since.length).toBeGreaterThan(later.length);
  expect(ids(await groups({ lastupdate: String(moment) }))).toEqual(ids(since));
});

test("what excludes each other, and what is no number, is refused", async () => {
  const { ask } = await reader("everything");
  for (const fields of [
    { meastype: "1", meastypes: "4" },
    { startdate: "1", lastupdate: "1" },
    { category: "3" },
    { startdate: "yesterday" },
    { meastypes: "1;4" },
  ])
    expect((await ask("/measure", "getmeas", fields)).status, JSON.stringify(fields)).toBe(503);
});

test("measures need user.metrics, and days and nights user.activity", async () => {
  const { sandbox, person } = await reader("everything");
  const info = await readerOf(sandbox, person, ["user.info"]);
  const metrics = await readerOf(sandbox, person, ["user.metrics"]);
  const activity = await readerOf(sandbox, person, ["user.activity"]);
  const time = period(noonSeconds - day, noonSeconds);
  for (const [path, action, fields, allowed] of [
    ["/measure", "getmeas", {}, metrics],
    ["/v2/heart", "list", {}, metrics],
    ["/v2/stetho", "list", {}, metrics],
    ["/v2/measure", "getactivity", { lastupdate: "1" }, activity],
    ["/v2/measure", "getintradayactivity", {}, activity],
    ["/v2/measure", "getworkouts", { lastupdate: "1" }, activity],
    ["/v2/sleep", "get", time, activity],
    ["/v2/sleep", "getsummary", { lastupdate: "1" }, activity],
    ["/v2/user", "getdevice", {}, info],
  ] as const) {
    const statuses = await Promise.all(
      [info, metrics, activity].map(async (each) => [
        each === allowed,
        (await each.ask(path, action, fields)).status,
      ]),
    );
    for (const [isAllowed, status] of statuses)
      expect([action, status]).toEqual([action, isAllowed === true ? 0 : 403]);
  }
  const statusOf = async (each: typeof info): Promise<number> =>
    (await each.ask("/v2/user", "getgoals")).status;
  expect([await statusOf(info), await statusOf(metrics), await statusOf(activity)]).toEqual([0, 0, 403]);
});

test("with the basic plan, what needs the other one is absent without a word", async () => {
  const { sandbox, allGroups, nights, moments, ask } = await reader("everything");
  const advanced = [73, 91, 123, 130, 135, 136, 137, 138, 139, 155, 167, 168, 169, 170, 173, 174, 175, 226];
  const year = period(noonSeconds - 365 * day, noonSeconds);
  const typesOf = async (): Promise<Set<number>> =>
    new Set((await allGroups(year)).flatMap(({ measures }) => measures.map(({ type }) => type)));
  const before = await typesOf();
  expect(advanced.filter((type) => !before.has(type))).toEqual([]);
  sandbox.configure({ plan: "basic" });
  const after = await typesOf();
  expect(advanced.filter((type) => after.has(type))).toEqual([]);
  expect([...before].filter((type) => !after.has(type)).sort((a, b) => a - b)).toEqual(advanced);
  expect(await allGroups({ ...year, meastypes: "91,173" })).toEqual([]);

  const [night] = await nights({ lastupdate: "0", data_fields: "hr_average,snoring,total_sleep_time" });
  expect(Object.keys(night?.data ?? {})).toEqual(["total_sleep_time"]);
  const found = await moments({ data_fields: "rmssd,heart_rate" });
  expect(new Set(Object.values(found).flatMap(Object.keys))).toEqual(
    new Set(["heart_rate", "deviceid", "model", "model_id"]),
  );
  const { body } = await ask("/v2/heart", "list");
  const [recording] = body?.["series"] as { ecg: { signalid: number } }[];
  const ecg = await ask("/v2/heart", "get", { signalid: String(recording?.ecg.signalid) });
  expect([ecg.status, ecg.body?.["signal"]]).toEqual([0, []]);
});

test("times, days and ids far out are answered like others: with nothing, or that they are none", async () => {
  const { sandbox, ask } = await reader("household");
  const far = ["-999999999999999", "-1", "0", "1", "99999999999", "999999999999999"];
  for (const now of [noonSeconds, -40_000_000_000, 253_000_000_000]) {
    sandbox.clock.set(new Date(now * 1000));
    for (const startdate of far)
      for (const enddate of [...far].reverse().slice(0, 3))
        for (const [path, action] of [
          ["/measure", "getmeas"],
          ["/v2/measure", "getintradayactivity"],
          ["/v2/sleep", "get"],
          ["/v2/heart", "list"],
          ["/v2/stetho", "list"],
        ] as const)
          expect((await ask(path, action, { startdate, enddate, data_fields: "hr" })).status).toBe(0);
    for (const lastupdate of ["-999999999999999", "999999999999999"])
      for (const [path, action] of [
        ["/measure", "getmeas"],
        ["/v2/measure", "getactivity"],
        ["/v2/measure", "getworkouts"],
        ["/v2/sleep", "getsummary"],
      ] as const)
        expect((await ask(path, action, { lastupdate })).status).toBe(0);
    for (const id of far) {
      expect((await ask("/v2/measure", "confirmuser", { grpid: id, is_confirmed: "1" })).status).toBe(503);
      expect((await ask("/v2/heart", "get", { signalid: id })).status).toBe(503);
      expect((await ask("/v2/stetho", "get", { signalid: id })).status).toBe(503);
    }
    const always = { startdateymd: "0001-01-01", enddateymd: "9999-12-31" };
    expect((await ask("/v2/sleep", "getsummary", always)).status).toBe(0);
    expect((await ask("/v2/measure", "getactivity", always)).status).toBe(0);
  }
});
