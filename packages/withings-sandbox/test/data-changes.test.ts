import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { day, type Group, noonSeconds, period, reader, valueOf } from "./support/reader.js";

const byId = (groups: readonly Group[], grpid: number): Group | undefined =>
  groups.find((group) => group.grpid === grpid);

test("a weigh-in is there at once, from the person's scale, with a composition that adds up", async () => {
  for (const story of ["everything", "late", "household"] as const) {
    const { sandbox, person, groups } = await reader(story);
    const grpid = sandbox.people.data(person.id).weighIn({ kg: 71.36 });
    const [newest] = await groups();
    expect(newest).toMatchObject({
      grpid,
      attrib: 0,
      date: noonSeconds,
      created: noonSeconds,
      modified: noonSeconds,
    });
    expect(newest?.deviceid).toBe(person.devices.find(({ type }) => type === "Scale")?.deviceid);
    expect(valueOf(newest as Group, 1)).toBeCloseTo(71.36, 10);
    const [fat, lean] = [8, 5].map((type) => valueOf(newest as Group, type)) as [number, number];
    expect(fat + lean).toBeCloseTo(71.36, 2);
  }
});

test("somebody without a scale types their weight in", async () => {
  const { sandbox, person, groups } = await reader("nothing");
  sandbox.people.data(person.id).weighIn({ kg: 60.05, date: new Date("2026-11-20T06:00:00Z") });
  expect(await groups()).toMatchObject([
    {
      attrib: 2,
      deviceid: null,
      modelid: null,
      date: Date.parse("2026-11-20T06:00:00Z") / 1000,
      created: noonSeconds,
      measures: [{ type: 1, value: 60_050, unit: -3 }],
    },
  ]);
});

test("measures of any type are added, from a device or by hand, now or before", async () => {
  const { sandbox, person, groups } = await reader("everything");
  const data = sandbox.people.data(person.id);
  const cuff = person.devices.find(({ model_id }) => model_id === 44)?.deviceid ?? "";
  const measures = [
    { type: 9, value: 82 },
    { type: 10, value: 128 },
    { type: 11, value: 66, position: 3 },
  ];
  const now = data.add({ measures, deviceid: cuff });
  const before = data.add({ measures, date: new Date((noonSeconds - 400 * day) * 1000), attrib: 5 });
  const wish = data.add({ measures: [{ type: 1, value: 68, unit: 0 }], category: 2 });
  const [newest] = await groups({ meastypes: "9,10" });
  expect(newest).toMatchObject({ grpid: now, deviceid: cuff, modelid: 44, attrib: 0 });
  expect(newest?.measures.map(({ type, value, unit }) => [type, value, unit])).toEqual([
    [9, 82, 0],
    [10, 128, 0],
  ]);
  const around = period(noonSeconds - 401 * day, noonSeconds - 399 * day);
  expect(byId(await groups(around), before)).toMatchObject({
    attrib: 5,
    created: noonSeconds,
    deviceid: null,
  });
  expect(byId(await groups({ category: "2" }), wish)).toMatchObject({ category: 2 });
  const news = (await groups({ lastupdate: String(noonSeconds - 1) })).map(({ grpid }) => grpid);
  expect(news).toEqual(expect.arrayContaining([now, before, wish]));
  const dates = (await groups()).map(({ date }) => date);
  expect(dates).toEqual([...dates].sort((a, b) => b - a));
});

test("what was added and what was there is changed and deleted, however old it is", async () => {
  const { sandbox, person, groups } = await reader("body-scan");
  const data = sandbox.people.data(person.id);
  const ago = period(noonSeconds - 6 * 365 * day, noonSeconds - 5.9 * 365 * day);
  const old = (await groups({ ...ago, meastypes: "1", category: "1" })).at(-5) as Group;
  const at = period(old.date, old.date);
  const added = data.weighIn({ kg: 70 });
  sandbox.clock.advance({ hours: 1 });
  for (const grpid of [old.grpid, added]) data.edit(grpid, [{ type: 1, value: 7123, unit: -2 }]);
  const edited = { measures: [{ type: 1, value: 7123, unit: -2 }], modified: noonSeconds + 3600 };
  expect(byId(await groups(at), old.grpid)).toMatchObject({
    ...edited,
    date: old.date,
    created: old.created,
  });
  expect(byId(await groups(), added)).toMatchObject(edited);
  const news = await groups({ lastupdate: String(noonSeconds + 3599) });
  expect(news.map(({ grpid }) => grpid)).toEqual([added, old.grpid]);
  expect((await groups({ ...at, meastypes: "8" })).some(({ grpid }) => grpid === old.grpid)).toBe(false);

  sandbox.clock.advance({ hours: 1 });
  for (const grpid of [old.grpid, added]) data.delete(grpid);
  expect(byId(await groups(at), old.grpid)).toBeUndefined();
  expect(byId(await groups(), added)).toBeUndefined();
  expect(() => {
    data.delete(added);
  }).toThrow(`The person has no measure group ${added}.`);
  sandbox.configure({ deletedMeasures: "flagged" });
  const flagged = await groups({ lastupdate: String(noonSeconds + 7199) });
  expect(flagged.map((group) => [group.grpid, group.measures])).toEqual([
    [added, []],
    [old.grpid, []],
  ]);
});

test("a clock that is turned back does not know yet what was added and changed later", async () => {
  const { sandbox, person, groups } = await reader("body-scan");
  const before = await groups();
  sandbox.clock.advance({ days: 1 });
  const data = sandbox.people.data(person.id);
  data.weighIn({ kg: 70 });
  data.delete(before[3]?.grpid ?? 0);
  sandbox.clock.advance({ days: -1 });
  expect(await groups()).toEqual(before);
});

test("what cannot be measured is refused with what is allowed", async () => {
  const { sandbox, person } = await reader("everything");
  const data = sandbox.people.data(person.id);
  expect(() => data.weighIn({ kg: NaN })).toThrow("kg must be a number from 0.5 to 650.");
  expect(() => data.weighIn({ kg: 70, date: new Date(NaN) })).toThrow(/must be a time/);
  expect(() => data.add({ measures: [] })).toThrow(/needs measures/);
  expect(() => data.add({ measures: [{ type: 1, value: 70.5 }] })).toThrow(/value must be a whole number/);
  expect(() =>
    data.add({ measures: [{ type: 1, value: 70, position: "arm" as unknown as number }] }),
  ).toThrow(/position must be/);
  expect(() => data.add({ measures: [null as unknown as { type: 1; value: 1 }] })).toThrow(
    /must be an object/,
  );
  expect(() => data.add({ measures: [{ type: 1, value: 70 }], deviceid: "a stranger's" })).toThrow(
    /no device with this id/,
  );
  expect(() => {
    data.edit(12, [{ type: 1, value: 70 }]);
  }).toThrow(/no measure group 12/);
  expect(() => sandbox.people.data(12)).toThrow("There is no person with this id.");
  expect(sandbox.held.measures).toBe(0);
});

test("over HTTP too: weigh-in, measures, change, deletion", async () => {
  const { sandbox, person, groups } = await reader("everything");
  const send = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<[number, { grpid?: number; error?: string }]> => {
    const answer = await sandbox.fetch(`${sandbox.cloud.apiUrl}/_sandbox/people/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [answer.status, (await answer.json()) as { grpid?: number; error?: string }];
  };
  const [made, { grpid = 0 }] = await send("POST", `${person.id}/weighin`, { kg: 71.4 });
  expect([made, valueOf(byId(await groups(), grpid) as Group, 1)]).toEqual([201, 71.4]);
  const pressure = { measures: [{ type: 10, value: 121 }], date: "2026-11-21T08:00:00Z" };
  const [, { grpid: added = 0 }] = await send("POST", `${person.id}/measures`, pressure);
  expect(byId(await groups(), added)).toMatchObject({ date: Date.parse("2026-11-21T08:00:00Z") / 1000 });
  const change = { measures: [{ type: 10, value: 122 }] };
  expect(await send("PUT", `${person.id}/measures/${added}`, change)).toEqual([200, { grpid: added }]);
  expect(byId(await groups(), added)?.measures).toMatchObject([{ type: 10, value: 122 }]);
  expect((await send("DELETE", `${person.id}/measures/${added}`))[0]).toBe(200);
  expect(byId(await groups(), added)).toBeUndefined();
  for (const [method, path, body, error] of [
    ["POST", "12/weighin", { kg: 70 }, "no person with this id"],
    ["POST", "nobody/weighin", { kg: 70 }, "no person with this id"],
    ["POST", `${person.id}/weighin`, {}, "needs kg"],
    ["POST", `${person.id}/weighin`, { kg: 5000 }, "from 0.5 to 650"],
    ["POST", `${person.id}/weighin`, { kg: 70, date: "soon" }, "date must be"],
    ["POST", `${person.id}/measures`, { measures: [{ type: 1 }] }, "needs value"],
    ["POST", `${person.id}/measures`, { measures: 7 }, "must be a list"],
    ["PUT", `${person.id}/measures/12`, change, "no measure group 12"],
    ["DELETE", `${person.id}/measures/12`, undefined, "no measure group 12"],
  ] as const) {
    const [status, answer] = await send(method, path, body);
    expect([status, answer.error], path).toEqual([400, expect.stringContaining(error) as unknown]);
  }
});

test("a reset forgets what was added, and nothing else is kept of anybody's data", async () => {
  const { sandbox, person, groups } = await reader("body-scan");
  await groups();
  expect(sandbox.held.measures).toBe(0);
  const data = sandbox.people.data(person.id);
  const grpid = data.weighIn({ kg: 70 });
  data.edit(grpid, [{ type: 1, value: 71 }]);
  expect(sandbox.held.measures).toBe(2);
  sandbox.reset();
  expect(sandbox.held.measures).toBe(0);
});

test("who is added has data of their devices from the first to now, and the same seed the same", () => {
  const digest = (seed: number): unknown => {
    const sandbox = createSandbox({ seed });
    const person = sandbox.people.add({ story: "traveller", id: 7 });
    return [person, sandbox.people.data(7).weighIn({ kg: 70 })];
  };
  expect(digest(4)).toEqual(digest(4));
});
