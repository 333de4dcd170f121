import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeasureGroup } from "withings-kit";
import { measure } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, expectNothingStrange, guest, readingFrom, type Reading } from "./support/reading.js";

const weight = { value: 6005, type: 1, unit: -2 };
const row = {
  grpid: 4100,
  attrib: 0,
  date: 1_764_000_000,
  created: 1_764_000_060,
  modified: 1_764_000_061,
  category: 1,
  deviceid: "0a1b",
  hash_deviceid: "9f8e",
  measures: [weight],
  modelid: 13,
  model: "Body+",
  comment: null,
  timezone: "Europe/Paris",
};

const body = (rows: unknown): object => ({
  updatetime: 1_764_000_500,
  timezone: "Asia/Tokyo",
  measuregrps: rows,
});

async function listed(given: Parameters<typeof readingFrom>[0][number]): Promise<readonly MeasureGroup[]> {
  const reading = await readingFrom([given]);
  const groups = await reading.connection.measures.list({ onStrangeRow: reading.onStrangeRow }).toArray();
  expectNothingStrange(reading);
  return groups;
}

async function only(more: object, without: readonly string[] = []): Promise<MeasureGroup> {
  const kept = Object.entries({ ...row, ...more }).filter(([name]) => !without.includes(name));
  const [group, second] = await listed(answer(body([Object.fromEntries(kept)])));
  if (group === undefined || second !== undefined) throw new Error("There is not one group.");
  return group;
}

describe("quirks of measurements", () => {
  test.each([
    ["in a list that is empty", answer(body([]))],
    ["in an empty object in place of the list", answer(body({}))],
    ["in null", answer(body(null))],
    ["in a body without them", answer({ updatetime: 1 })],
    ["in a body that is [] in place of {}", '{"status":0,"body":[]}'],
    ["in a body that is null", '{"status":0,"body":null}'],
    ["in an answer without a body", '{"status":0}'],
  ])("nothing is nothing: %s", async (_where, text) => {
    expect(await listed(text)).toEqual([]);
  });

  test.each([["text/plain"], ["text/html; charset=utf-8"], ["application/json"], [""]])(
    "an answer is read whatever its content type is: %j",
    async (type) => {
      const text = answer(body([row]));
      const [group] = await listed(() =>
        Promise.resolve(new Response(text, { headers: { "content-type": type } })),
      );
      expect(group?.weight?.kg).toBe(60.05);
    },
  );

  test("a single group in the place of a list is a list of one", async () => {
    expect(await listed(answer(body(row)))).toMatchObject([{ id: 4100 }]);
  });

  test("a single measure in the place of a list is a list of one", async () => {
    expect((await only({ measures: weight })).measures).toHaveLength(1);
  });

  test("groups and measures by their numbers, as PHP writes lists with holes, are lists", async () => {
    const groups = await listed(
      answer(body({ "0": row, "2": { ...row, grpid: 4101, measures: { "1": weight } } })),
    );
    expect(groups.map(({ id, measures }) => [id, measures.length])).toEqual([
      [4100, 1],
      [4101, 1],
    ]);
  });

  test.each([[[]], [{}], [null]])(
    "a group without measures, %j, is a group nevertheless",
    async (measures) => {
      expect(await only({ measures })).toMatchObject({ id: 4100, measures: [] });
    },
  );

  test("an ambiguous group comes to two people with one id, and two groups of one id are two", async () => {
    const groups = await listed(answer(body([row, { ...row, attrib: 8 }])));
    expect(groups.map(({ id, attribution }) => [id, attribution.code])).toEqual([
      [4100, 0],
      [4100, 8],
    ]);
  });

  test.each([["modelid"], ["model_id"]])("the number of the model stands in %s", async (name) => {
    const group = await only({ [name]: 18, model: "Body Comp" }, name === "modelid" ? [] : ["modelid"]);
    expect(group.device?.model).toEqual({ name: "Body Comp", code: 18 });
  });

  test("modelid that is null leaves it to model_id", async () => {
    expect((await only({ modelid: null, model_id: 18 })).device?.model.code).toBe(18);
  });

  test("what was entered by hand has null for everything of a device, and none", async () => {
    const nothing = { deviceid: null, hash_deviceid: null, model: null, modelid: null, comment: null };
    expect(await only({ attrib: 2, ...nothing })).toMatchObject({
      device: null,
      attribution: { name: "manual", code: 2 },
    });
  });

  test.each([
    [{ deviceid: 4711, hash_deviceid: "9f8e" }, "9f8e"],
    [{ deviceid: 4711, hash_deviceid: null }, "4711"],
    [{ deviceid: "0a1b", hash_deviceid: null }, "0a1b"],
    [{ deviceid: null, hash_deviceid: null }, null],
  ])("a deviceid may be a number, and hash_deviceid goes before it: %j", async (ids, id) => {
    expect((await only(ids)).device?.id).toBe(id);
  });

  test.each([3, 7, 10, 17, 10_000, 10_009, 10_010, 424_242])(
    "an attribution that no document explains, %i, passes with its number",
    async (attrib) => {
      const { attribution } = await only({ attrib });
      expect(attribution.code).toBe(attrib);
      expect(attribution.name).toEqual(expect.any(String));
    },
  );

  test("a type that is not known yet passes with its number, its value exact", async () => {
    const group = await only({ measures: [{ value: 12_345, type: 9999, unit: -4 }, weight] });
    expect(group.measures).toEqual([
      { type: "unknown", code: 9999, value: 1.2345, unit: null },
      { type: "weight", code: 1, value: 60.05, unit: "kg", kg: 60.05 },
    ]);
    expect(group).not.toHaveProperty("unknown");
  });

  test("a model that is not known yet passes with its number and Withings' name", async () => {
    expect((await only({ modelid: 696_969, model: "Futuristic device" })).device?.model).toEqual({
      name: "Futuristic device",
      code: 696_969,
    });
  });

  test.each([[7], [99]])("a category that no document has, %i, passes with its number", async (category) => {
    expect((await only({ category })).category).toEqual({ name: "unknown", code: category });
  });

  test("an objective is told from a measurement", async () => {
    expect((await only({ category: 2 })).category).toEqual({ name: "objective", code: 2 });
  });

  test("position 7 is the whole body, and one that is not known passes with its number", async () => {
    const { measures } = await only({ measures: [7, 99, null].map((position) => ({ ...weight, position })) });
    expect(measures.map(({ position }) => position)).toEqual([
      { name: "wholeBody", code: 7 },
      { name: "unknown", code: 99 },
      undefined,
    ]);
  });

  test("a body part that is not known keeps its values, under unknown", async () => {
    const group = await only({ measures: [{ value: 300, type: 175, unit: -2, position: 99 }] });
    expect(group.segments?.unknown?.muscleMass?.kg).toBe(3);
  });

  test("types 5 and 8 that a Body Scan sends twice are both in the list", async () => {
    const twice = [5, 8, 5, 8].map((type, index) => ({ value: 100 + index, type, unit: -1, position: 7 }));
    const group = await only({ measures: twice });
    expect(group.measures.map(({ value }) => value)).toEqual([10, 10.1, 10.2, 10.3]);
    expect([group.fatFreeMass?.kg, group.fatMass?.kg]).toEqual([10, 10.1]);
  });

  test("numbers that come as text are numbers", async () => {
    const text = { grpid: "4100", attrib: "0", date: "1764000000", category: "1", modelid: "13" };
    const group = await only({ ...text, measures: [{ value: "6005", type: "1", unit: "-2" }] });
    expect(group).toMatchObject({
      id: 4100,
      takenAt: new Date(1_764_000_000_000),
      attribution: { code: 0 },
      category: { code: 1 },
      device: { model: { code: 13 } },
    });
    expect(group.weight?.kg).toBe(60.05);
  });

  test.each([[undefined], [null], [""]])("a time zone that is %j is the answer's", async (timezone) => {
    expect(await only({ timezone })).toMatchObject({ timeZone: "Asia/Tokyo", localDay: "2025-11-25" });
  });

  test("without any time zone there is no local day", async () => {
    const [group] = await listed(answer({ measuregrps: [{ ...row, timezone: null }] }));
    expect(group).toMatchObject({ timeZone: null, localDay: null });
  });

  test("what is not in a row is null, what it cannot do without is not invented", async () => {
    const group = await only({}, [
      "created",
      "modified",
      "category",
      "model",
      "modelid",
      "deviceid",
      "hash_deviceid",
    ]);
    expect(group).toMatchObject({
      createdAt: null,
      modifiedAt: null,
      device: null,
      category: { name: "unknown", code: null },
    });
  });
});

const broken: readonly (readonly [reason: string, row: unknown])[] = [
  ["the group is no object", 7],
  ["the group is no object", null],
  ["the group is no object", "group"],
  ["grpid is missing", { ...row, grpid: null }],
  ["grpid is no number", { ...row, grpid: "abc" }],
  ["grpid is no number", { ...row, grpid: {} }],
  ["grpid is no whole number", { ...row, grpid: 1.5 }],
  ["date is missing", { ...row, date: undefined }],
  ["date is no moment", { ...row, date: 1_764_000_000_000 }],
  ["date is no number", { ...row, date: "2026-11-22" }],
  ["attrib is missing", { ...row, attrib: null }],
  ["a measure is no object", { ...row, measures: [weight, 7] }],
  ["value is missing", { ...row, measures: [{ ...weight, value: null }] }],
  ["value is no whole number", { ...row, measures: [{ ...weight, value: 60.05 }] }],
  ["type is missing", { ...row, measures: [{ value: 1, unit: 0 }] }],
  ["unit is missing", { ...row, measures: [{ ...weight, unit: null }] }],
  ["unit is no power of ten that can be meant", { ...row, measures: [{ ...weight, unit: -21 }] }],
  ["unit is no power of ten that can be meant", { ...row, measures: [{ ...weight, unit: 400 }] }],
  ["position is no number", { ...row, measures: [{ ...weight, position: "left" }] }],
  ["timezone is no text", { ...row, timezone: {} }],
  ["hash_deviceid is no text", { ...row, hash_deviceid: true }],
];

describe("a row that cannot be decoded", () => {
  /** What came over the wire: JSON knows no undefined. */
  const wired = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const good = [1, 2, 3].map((grpid) => ({ ...row, grpid }));
  const among = (rows: readonly unknown[]): string => answer(body([good[0], ...rows, good[1], good[2]]));
  const ids = (groups: readonly MeasureGroup[]): readonly number[] => groups.map(({ id }) => id);

  test.each(broken)("is handed over because %s, and the rest arrives", async (reason, strangeRow) => {
    const { connection, strange, onStrangeRow, events } = await readingFrom([among([strangeRow])]);
    expect(ids(await connection.measures.list({ onStrangeRow }).toArray())).toEqual([1, 2, 3]);
    expect(strange).toEqual([{ operation: "measure getmeas", reason, row: wired(strangeRow) }]);
    expect(events.filter(({ type }) => type === "strangeRow")).toEqual([]);
  });

  test("is told without its values where nobody asked for it", async () => {
    const { connection, events }: Reading = await readingFrom([among(broken.map(([, each]) => each))]);
    expect(ids(await connection.measures.list().toArray())).toEqual([1, 2, 3]);
    expect(events.filter(({ type }) => type === "strangeRow")).toEqual(
      broken.map(([reason]) => ({ type: "strangeRow", operation: "measure getmeas", reason })),
    );
  });

  test("alone on its page leaves a page without items, and the next is fetched", async () => {
    const first = answer({ ...body([7]), more: 1, offset: 100 });
    const { connection, onStrangeRow, sent } = await readingFrom([first, answer(body(good))]);
    expect(ids(await connection.measures.list({ onStrangeRow }).toArray())).toEqual([1, 2, 3]);
    expect(sent).toHaveLength(2);
  });

  test("is given to no one else when who takes it fails: the error reaches who lists", async () => {
    const { connection } = await readingFrom([among([7])]);
    const listing = connection.measures.list({
      onStrangeRow: () => {
        throw new TypeError("mine");
      },
    });
    expect(await failure(listing.toArray())).toMatchObject({ name: "TypeError", message: "mine" });
  });
});

describe("what Withings sends beside", () => {
  test("is found in every row, whatever the rows before it had", async () => {
    const names = fc.uniqueArray(
      fc.constantFrom(...Object.keys(row).slice(3), "probability", "is_deleted", "appliver", "7"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 12 }), async (wanted) => {
        const { grpid, attrib, date, ...others } = row;
        const known: Readonly<Record<string, unknown>> = others;
        const rows = wanted.map((each) => ({
          ...Object.fromEntries(each.map((name) => [name, known[name] ?? null])),
          ...{ grpid, attrib, date },
        }));
        const groups = await listed(answer(body(rows)));
        expect(groups.map((group) => Object.keys(group.others ?? {}).sort())).toEqual(
          wanted.map((each) => each.filter((name) => !(name in row)).sort()),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("is an entry like others, even if it is called __proto__", async () => {
    const text = answer(body([row])).replace('"comment":null', '"__proto__":{"weight":7},"constructor":3');
    const [group] = await listed(text);
    expect(Object.entries(group?.others ?? {})).toEqual([
      ["__proto__", { weight: 7 }],
      ["constructor", 3],
    ]);
    expect(Object.getPrototypeOf(group)).toBe(Object.prototype);
    expect("weight" in {}).toBe(false);
  });
});

test("equal calls within ten seconds are one request, however their arguments were written", async () => {
  const { connection, sent } = await readingFrom([answer(body([row]))]);
  const since = new Date("2026-01-01T00:00:00.300Z");
  const until = new Date("2026-02-01T00:00:00Z");
  const [group] = await connection.measures.list({ types: ["weight", "fatRatio"], since, until }).toArray();
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const parameters of [
    { startdate: since, enddate: until, meastypes: [1, 6] },
    { meastypes: [1, 6], enddate: until.getTime() / 1000, startdate: 1_767_225_600, offset: undefined },
  ]) {
    const given = await connection.call(measure.getMeas, parameters);
    expect(given.measuregrps[0]?.grpid).toBe(group?.id);
    // It belongs to who asked: what one does to it, no other sees.
    Object.assign(given, { measuregrps: [] });
  }
  expect(await connection.measures.list({ types: [1, 6], until, since })).toMatchObject({
    items: [{ id: 4100 }],
  });
  expect(sent).toHaveLength(1);
});

test("strange rows of somebody who has all of them: none is lost, each number is as it came", async () => {
  const { connection } = await guest("strange");
  const since = new Date("2026-06-01T00:00:00Z");
  const strange: unknown[] = [];
  const groups = await connection.measures
    .list({ since, raw: true, onStrangeRow: (one) => strange.push(one) })
    .toArray();
  expect(strange).toEqual([]);
  for (const { raw, attribution, category, measures, device, others } of groups) {
    const { modelid, model_id } = raw as { readonly modelid?: number | null; readonly model_id?: number };
    expect([attribution.code, category.code]).toEqual([raw?.attrib, raw?.category]);
    expect(measures.map(({ code }) => code)).toEqual(raw?.measures.map(({ type }) => type));
    expect(device?.model.code ?? null).toBe(modelid ?? model_id ?? null);
    expect(others?.["probability"]).toBe((raw as { readonly probability?: number }).probability);
  }
  // And there are such rows.
  expect(new Set(groups.map(({ attribution }) => attribution.code)).size).toBeGreaterThan(4);
  expect(new Set(groups.map(({ category }) => category.code)).size).toBeGreaterThan(1);
  expect(groups.flatMap(({ measures }) => measures).filter(({ type }) => type === "unknown")).not.toEqual([]);
  expect(groups.length).toBeGreaterThan(new Set(groups.map(({ id }) => id)).size);
});
