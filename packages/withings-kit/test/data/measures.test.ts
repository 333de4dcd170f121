import { describe, expect, test } from "vitest";
import type { MeasureGroup } from "withings-kit";
import { measureTypes } from "withings-kit/data";
import { measure } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, dayIn, guest, now, parametersOf, readingFrom } from "./support/reading.js";

const row = {
  grpid: 4_100_200_300,
  attrib: 0,
  date: 1_764_000_000,
  created: 1_764_000_060,
  modified: 1_764_000_061,
  category: 1,
  deviceid: "0a1b",
  hash_deviceid: "9f8e",
  measures: [
    { value: 6005, type: 1, unit: -2, algo: 0, fm: 131 },
    { value: 22_340, type: 6, unit: -3 },
  ],
  modelid: 13,
  model: "Body+",
  comment: null,
  timezone: "Europe/Paris",
} as const;

const page = (rows: readonly object[], more: object = {}): string =>
  answer({ updatetime: 1_764_000_500, timezone: "Europe/Paris", measuregrps: rows, ...more });

async function first(...rows: readonly object[]): Promise<MeasureGroup> {
  const { connection } = await readingFrom([page(rows)]);
  const [group] = await connection.measures.list().toArray();
  if (group === undefined) throw new Error("There is no group.");
  return group;
}

describe("a group of measures", () => {
  test("has dates, the local day, where it comes from, and its values by name and in a list", async () => {
    const group = await first(row);
    expect(group).toMatchObject({
      id: 4_100_200_300,
      takenAt: new Date("2025-11-24T16:00:00Z"),
      createdAt: new Date("2025-11-24T16:01:00Z"),
      modifiedAt: new Date("2025-11-24T16:01:01Z"),
      timeZone: "Europe/Paris",
      localDay: "2025-11-24",
      category: { name: "measurement", code: 1 },
      attribution: { name: "device", code: 0 },
      device: { id: "9f8e", model: { name: "Body+", code: 13 } },
    });
    expect(group.weight?.kg).toBe(60.05);
    expect(group.fatRatio?.percent).toBe(22.34);
    expect(group.height).toBeUndefined();
    expect(group.measures).toEqual([
      { type: "weight", code: 1, value: 60.05, unit: "kg", kg: 60.05 },
      { type: "fatRatio", code: 6, value: 22.34, unit: "percent", percent: 22.34 },
    ]);
    expect(group.measures[0]).toBe(group.weight);
  });

  test("is plain data: copied, printed and written as JSON, nothing of it is lost", async () => {
    const group = await first(row);
    expect({ ...group.weight }.kg).toBe(60.05);
    expect(structuredClone(group)).toEqual(group);
    expect(JSON.parse(JSON.stringify(group))).toMatchObject({
      localDay: "2025-11-24",
      weight: { type: "weight", value: 60.05, unit: "kg", kg: 60.05 },
      takenAt: "2025-11-24T16:00:00.000Z",
    });
  });

  test.each(Object.entries(measureTypes))("has %s under its name and in its unit", async (name, type) => {
    const group = await first({ ...row, measures: [{ value: 3, type: type.code, unit: 0 }] });
    const value = group[name as keyof typeof measureTypes];
    expect(value).toMatchObject({ type: name, code: type.code, value: 3, unit: type.unit });
    expect((value as unknown as Record<string, unknown>)[type.unit]).toBe(
      type.unit === "class" ? "noSignal" : 3,
    );
    // And in no other unit.
    const others = Object.values(measureTypes).filter(({ unit }) => unit !== type.unit);
    for (const { unit } of others)
      expect((value as unknown as Record<string, unknown>)[unit]).toBeUndefined();
  });

  test("keeps the first of several values of a type under the name, and all of them in the list", async () => {
    const group = await first({
      ...row,
      measures: [
        { value: 70, type: 1, unit: 0, position: 7 },
        { value: 71, type: 1, unit: 0 },
      ],
    });
    expect(group.weight).toMatchObject({ kg: 70, position: { name: "wholeBody", code: 7 } });
    expect(group.measures.map(({ value }) => value)).toEqual([70, 71]);
  });

  test("has what a body part is made of under the part's name", async () => {
    const parts = [2, 3, 10, 11, 12].map((position, index) => [
      { value: 500 + index, type: 173, unit: -2, position },
      { value: 100 + index, type: 174, unit: -2, position },
      { value: 300 + index, type: 175, unit: -2, position },
    ]);
    const { segments } = await first({ ...row, measures: parts.flat() });
    expect(Object.keys(segments ?? {}).sort()).toEqual([
      "leftArm",
      "leftLeg",
      "rightArm",
      "rightLeg",
      "torso",
    ]);
    expect(segments?.leftArm?.muscleMass?.kg).toBe(3.01);
    expect(segments?.torso?.fatMass?.kg).toBe(1.04);
    expect(segments?.rightArm?.fatFreeMass?.kg).toBe(5);
  });

  test("of another zone than the answer's has the day there: what the person's clock showed", async () => {
    // Half an hour past midnight in Paris, still the day before in New York.
    const date = Date.parse("2026-03-28T23:30:00Z") / 1000;
    expect((await first({ ...row, date })).localDay).toBe("2026-03-29");
    expect((await first({ ...row, date, timezone: "America/New_York" })).localDay).toBe("2026-03-28");
  });

  test("without a zone of its own is of the answer's", async () => {
    const { timezone: _none, ...bare } = row;
    expect(await first(bare)).toMatchObject({ timeZone: "Europe/Paris", localDay: "2025-11-24" });
  });

  test("of a zone that nobody knows has no local day, and keeps the zone's name", async () => {
    expect(await first({ ...row, timezone: "Mars/Olympus" })).toMatchObject({
      timeZone: "Mars/Olympus",
      localDay: null,
    });
  });
});

describe("measures.list", () => {
  test("asks for types by name or number, a category, and a period", async () => {
    const { connection, sent } = await readingFrom([page([])]);
    const since = new Date("2026-01-01T00:00:00Z");
    const until = new Date("2026-02-01T00:00:00Z");
    await connection.measures.list({ types: ["weight", 6, "pulse"], category: "measurement", since, until });
    expect(parametersOf(sent[0])).toEqual({
      meastypes: "1,6,11",
      category: "1",
      startdate: "1767225600",
      enddate: "1769904000",
    });
    expect(sent[0]?.url).toMatch(/\/measure$/);
    expect(new Headers(sent[0]?.init.headers).get("authorization")).toMatch(/^Bearer canaryaccess/);
  });

  test("asks for what changed since", async () => {
    const { connection, sent } = await readingFrom([page([])]);
    await connection.measures.list({ modifiedSince: new Date("2026-01-01T00:00:00Z") });
    expect(parametersOf(sent[0])).toEqual({ lastupdate: "1767225600" });
  });

  test.each([
    [{ types: ["wieght" as "weight"] }, "types"],
    [{ category: "weight" as "objective" }, "category"],
    [{ since: new Date(NaN) }, "since"],
    [{ since: "2026-01-01" as unknown as Date }, "since"],
    [{ until: now as unknown as Date }, "until"],
    [{ since: new Date(2), until: new Date(1) }, "until"],
    [{ modifiedSince: new Date(NaN) }, "modifiedSince"],
    [{ modifiedSince: new Date(1), since: new Date(1) }, "modifiedSince"],
  ])("refuses %j before anything is sent, and names the option", async (options, option) => {
    const { connection, sent } = await readingFrom([page([])]);
    const error = await failure(connection.measures.list(options).toArray());
    expect(error).toMatchObject({
      name: "WithingsConfigurationError",
      code: "configuration_invalid",
      option,
    });
    expect(sent).toEqual([]);
  });

  test("gives each group's row beside it where raw is asked for, and not otherwise", async () => {
    const { connection } = await readingFrom([page([row])]);
    const [group] = await connection.measures.list({ raw: true }).toArray();
    expect(group?.raw).toEqual(row);
    expect(await first(row)).not.toHaveProperty("raw");
  });

  test("gives what came beside that it does not know", async () => {
    expect(await first({ ...row, probability: 80, is_deleted: true })).toMatchObject({
      others: { probability: 80, is_deleted: true },
    });
    expect(await first(row)).not.toHaveProperty("others");
  });
});

test("measures.confirmUser says whether an ambiguous group is the person's", async () => {
  const { connection, sandbox } = await guest("household");
  const since = new Date("2026-08-01T00:00:00Z");
  const ambiguous = (await connection.measures.list({ since }).toArray()).find(
    ({ attribution }) => attribution.name === "deviceAmbiguous",
  );
  if (ambiguous === undefined) throw new Error("Nobody stood on the scale unrecognized.");
  await connection.measures.confirmUser(ambiguous.id, true);
  const [confirmed] = await connection.measures
    .list({ since: ambiguous.takenAt, until: ambiguous.takenAt })
    .toArray();
  expect(confirmed).toMatchObject({ id: ambiguous.id, attribution: { name: "device", code: 0 } });
  expect(sandbox.requests.list().map(({ operation }) => operation)).toContain("measure v2 confirmuser");
});

test("measures.confirmUser is one request, and what was listed before is asked for anew after it", async () => {
  const { connection, sent } = await readingFrom([page([row])]);
  await connection.measures.list();
  await connection.measures.confirmUser(row.grpid, false);
  await connection.measures.list();
  expect(sent.map(parametersOf)).toEqual([{}, { grpid: String(row.grpid), is_confirmed: "0" }, {}]);
  expect(sent[1]?.form.get("action")).toBe("confirmuser");
});

test("what is weighed, corrected and deleted is read to the gram, corrected and gone", async () => {
  const { connection, sandbox, personId } = await guest("everything");
  const data = sandbox.people.data(personId);
  const takenAt = new Date("2026-11-22T09:30:00Z");
  const grpid = data.weighIn({ kg: 71.35, date: takenAt });
  const [weighed] = await connection.measures.list({ modifiedSince: new Date(now - 60_000) }).toArray();
  expect(weighed).toMatchObject({ id: grpid, takenAt, localDay: "2026-11-22" });
  expect(String(weighed?.weight?.kg)).toBe("71.35");

  sandbox.clock.advance({ minutes: 2 });
  data.edit(grpid, [{ type: 1, value: 6005, unit: -2 }]);
  const { items } = await connection.measures.list({ modifiedSince: new Date(now + 60_000) });
  expect(items).toMatchObject([{ id: grpid, takenAt }]);
  expect(items[0]?.modifiedAt?.getTime()).toBeGreaterThanOrEqual(now + 120_000);
  expect(items[0]?.weight?.kg).toBe(60.05);

  data.delete(grpid);
  const later = await connection.measures
    .list({ types: ["weight"], since: takenAt, until: takenAt })
    .toArray();
  expect(later).toEqual([]);
});

describe.each(["everything", "body-scan", "traveller", "strange", "household", "import"] as const)(
  "of somebody whose story is %s, measures",
  (story) => {
    test("are what was sent, exact, with the day of their zone", async () => {
      const { connection } = await guest(story);
      const since = new Date("2026-08-01T00:00:00Z");
      const strange: unknown[] = [];
      const groups = await connection.measures
        .list({ since, raw: true, onStrangeRow: (one) => strange.push(one) })
        .toArray();
      expect(strange).toEqual([]);
      const sent = [];
      for (let offset: number | undefined, more = true; more;) {
        const body = await connection.call(measure.getMeas, { startdate: since, offset });
        sent.push(...body.measuregrps);
        ({ offset } = body);
        more = Boolean(body.more);
      }
      expect(groups.map(({ raw }) => raw)).toEqual(sent);
      if (story !== "import") expect(groups.length).toBeGreaterThan(20);
      for (const [index, group] of groups.entries()) {
        const from = sent[index];
        if (from === undefined) throw new Error("A row is missing.");
        expect(group.id).toBe(from.grpid);
        expect(group.takenAt.getTime()).toBe(from.date * 1000);
        expect(group.attribution.code).toBe(from.attrib);
        expect(group.measures.map(({ code, value }) => [code, value])).toEqual(
          from.measures.map(({ type, value, unit }) => [type, Number(`${value}e${unit}`)]),
        );
        const zone = from.timezone ?? "";
        if (zone !== "") expect([group.timeZone, group.localDay]).toEqual([zone, dayIn(zone, group.takenAt)]);
      }
    });
  },
);
