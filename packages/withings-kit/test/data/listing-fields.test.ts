import { describe, expect, test } from "vitest";
import type { Connection, DecodeOptions, Listing } from "withings-kit";
import { failure } from "../support/login.js";
import { dayFields, momentFields, nightFields, segmentFields, workoutFields } from "./support/field-names.js";
import { answer, now, parametersOf, readingFrom } from "./support/reading.js";

type Options = DecodeOptions & { readonly fields?: readonly never[] };

interface Resource {
  readonly name: string;
  readonly operation: string;
  readonly list: (connection: Connection, options?: Options) => Listing<object>;
  /** Names of values with Withings' own. */
  readonly fields: Readonly<Record<string, string>>;
  /** A body with these values, each under Withings' name. */
  readonly body: (values: Readonly<Record<string, unknown>>) => object;
  /** What else is asked for. */
  readonly besides: object;
  /** A body that has rows which cannot be, and a good one. */
  readonly broken: readonly [body: object, reasons: readonly string[]];
  /** A body whose rows are a single object, where a list is meant. */
  readonly single?: object;
}

const since = new Date("2026-11-21T12:00:00Z");
const seconds = since.getTime() / 1000;
const period = { startdate: String(seconds), enddate: String(now / 1000) };

const workout = { id: 1, category: 2, attrib: 0, startdate: seconds, enddate: seconds + 60, data: {} };
const night = { id: 1, model: 32, startdate: seconds, enddate: seconds + 60, data: {} };
const segment = { startdate: seconds, enddate: seconds + 60, state: 1 };
const day = { date: "2026-11-21" };

const resources: readonly Resource[] = [
  {
    name: "activity.days",
    operation: "measure v2 getactivity",
    list: (connection, options) => connection.activity.days(options),
    fields: dayFields,
    body: (values) => ({ activities: [{ ...day, ...values }] }),
    besides: { lastupdate: "0" },
    broken: [
      {
        activities: [{}, { date: "yesterday" }, 7, { ...day, steps: "many" }, { ...day, is_tracker: 2 }, day],
      },
      [
        "date is missing",
        "date is no day",
        "the day is no object",
        "steps is no number",
        "is_tracker is neither true nor false",
      ],
    ],
    single: { activities: day },
  },
  {
    name: "activity.intraday",
    operation: "measure v2 getintradayactivity",
    list: (connection, options) => connection.activity.intraday({ since, ...options }),
    fields: momentFields,
    body: (values) => ({ series: { [seconds]: values } }),
    besides: period,
    broken: [
      { series: { [seconds]: 7, [seconds + 60]: { steps: true }, noon: { steps: 1 }, [seconds + 120]: {} } },
      ["the moment is no object", "steps is no number", "the moment is no number"],
    ],
  },
  {
    name: "workouts.list",
    operation: "measure v2 getworkouts",
    list: (connection, options) => connection.workouts.list(options),
    fields: workoutFields,
    body: (values) => ({ series: [{ ...workout, data: values }] }),
    besides: { lastupdate: "0" },
    broken: [
      {
        series: [
          { ...workout, id: null },
          { ...workout, data: "none" },
          { ...workout, startdate: null },
          { ...workout, category: "run" },
          { ...workout, data: { hr_min: [] } },
          workout,
        ],
      },
      [
        "id is missing",
        "data is no object",
        "startdate is missing",
        "category is no number",
        "hr_min is no number",
      ],
    ],
    single: { series: workout },
  },
  {
    name: "sleep.nights",
    operation: "sleep v2 getsummary",
    list: (connection, options) => connection.sleep.nights(options),
    fields: nightFields,
    body: (values) => ({ series: [{ ...night, data: values }] }),
    besides: { lastupdate: "0" },
    broken: [
      {
        series: [
          { ...night, enddate: undefined },
          { ...night, date: "22/11/2026" },
          { ...night, data: { night_events: { dream: [1] } } },
          { ...night, data: { night_events: { "1": ["early"] } } },
          { ...night, completed: "yes" },
          night,
        ],
      },
      [
        "enddate is missing",
        "date is no day",
        "the kind of an event is no number",
        "the time of an event is no number",
        "completed is neither true nor false",
      ],
    ],
    single: { series: night },
  },
  {
    name: "sleep.segments",
    operation: "sleep v2 get",
    list: (connection, options) => connection.sleep.segments({ since, ...options }),
    fields: segmentFields,
    body: (values) => ({ series: [{ ...segment, ...values }] }),
    besides: period,
    broken: [
      {
        series: [
          { ...segment, state: null },
          { ...segment, enddate: seconds - 1 },
          { ...segment, hr: 60 },
          { ...segment, hr: { [seconds]: "fast" } },
          { ...segment, hr: { noon: 60 } },
          segment,
        ],
      },
      [
        "state is missing",
        "enddate is before startdate",
        "hr is no object",
        "hr is no number",
        "hr is no number",
      ],
    ],
    single: { series: segment },
  },
];

const sorted = (text: string | undefined): readonly string[] => (text ?? "").split(",").sort();

describe.each(resources)("$name", ({ operation, list, fields, body, besides, broken, single }) => {
  test("asks for everything documented, so that nothing is missing by accident", async () => {
    const { connection, sent } = await readingFrom([answer(body({}))]);
    await list(connection).toArray();
    const { data_fields, ...others } = parametersOf(sent[0]);
    expect(sorted(data_fields)).toEqual(Object.values(fields).sort());
    expect(others).toEqual(besides);
    expect(sent).toHaveLength(1);
  });

  test.each(Object.entries(fields).filter(([, wire]) => !wire.startsWith("hr_zone")))(
    "asks for %s alone, which Withings calls %s, where no more is wanted",
    async (name, wire) => {
      const { connection, sent } = await readingFrom([answer(body({}))]);
      await list(connection, { fields: [name as never] }).toArray();
      expect(parametersOf(sent[0])["data_fields"]).toBe(wire);
    },
  );

  test("refuses a field that there is not, or none, before anything is sent, and says which there are", async () => {
    const { connection, sent } = await readingFrom([answer(body({}))]);
    const [known = "", wire = ""] = Object.entries(fields).find(([name, own]) => name !== own) ?? [];
    for (const wrong of [["weight"], [known, "weight"], [], ["toString"], ["__proto__"], [wire], [7]]) {
      const error = await failure(list(connection, { fields: wrong as never[] }).toArray());
      expect(error).toMatchObject({
        name: "WithingsConfigurationError",
        code: "configuration_invalid",
        option: "fields",
      });
      for (const name of Object.keys(fields)) expect((error as Error).message).toContain(name);
    }
    expect(sent).toEqual([]);
  });

  test("hands over rows that cannot be decoded with their reasons, and gives the rest", async () => {
    const [strangeBody, reasons] = broken;
    const { connection, strange, onStrangeRow } = await readingFrom([answer(strangeBody)]);
    expect(await list(connection, { onStrangeRow }).toArray()).toHaveLength(1);
    expect(strange.map(({ reason }) => reason)).toEqual(reasons);
    expect(new Set(strange.map((each) => each.operation))).toEqual(new Set([operation]));
    for (const { row } of strange) expect(row).toBeDefined();
  });

  test("tells of them without their values where nobody takes them", async () => {
    const [strangeBody, reasons] = broken;
    const { connection, events } = await readingFrom([answer(strangeBody)]);
    expect(await list(connection).toArray()).toHaveLength(1);
    expect(events.filter(({ type }) => type === "strangeRow")).toEqual(
      reasons.map((reason) => ({ type: "strangeRow", operation, reason })),
    );
  });

  test("has the row as it came beside each item where raw is asked for, and not otherwise", async () => {
    const sentBody = body({ raccoons: 3 });
    const { connection } = await readingFrom([answer(sentBody)]);
    const [plain] = await list(connection).toArray();
    expect(plain).not.toHaveProperty("raw");
    expect(plain).toMatchObject({ others: { raccoons: 3 } });
    const [item] = await list(connection, { raw: true }).toArray();
    const rows = Object.values(sentBody)[0] as object;
    const row = Array.isArray(rows) ? (rows[0] as unknown) : [seconds, Object.values(rows)[0]];
    expect(item).toEqual({ ...plain, raw: row });
  });

  test("has no others where there is nothing that it does not know", async () => {
    const { connection } = await readingFrom([answer(body({}))]);
    const [item] = await list(connection).toArray();
    expect(item).not.toHaveProperty("others");
  });

  test("has null for every value that is absent, null or empty", async () => {
    const names = Object.values(fields);
    for (const nothing of [undefined, null, ""]) {
      // A text in place of a series is no series.
      if (nothing === "" && operation === "sleep v2 get") continue;
      const values = Object.fromEntries(
        names.map((name) => [name, name === "night_events" ? null : nothing]),
      );
      const { connection } = await readingFrom([answer(body(values))]);
      const [item] = await list(connection).toArray();
      for (const name of Object.keys(fields))
        expect([name, (item as Record<string, unknown>)[name]]).toEqual([name, null]);
    }
  });

  test.each([
    ["{}"],
    ["[]"],
    ["null"],
    ['{"series":null,"activities":null}'],
    ['{"series":{},"activities":{}}'],
  ])("of the body %s is empty", async (text) => {
    const { connection } = await readingFrom([`{"status":0,"body":${text}}`]);
    expect(await list(connection).toArray()).toEqual([]);
  });

  if (single)
    test("has a single row in the place of a list as one", async () => {
      const { connection } = await readingFrom([answer(single)]);
      expect(await list(connection).toArray()).toHaveLength(1);
    });

  test("is read whatever its content type is", async () => {
    const headers = { "content-type": "text/plain" };
    const { connection } = await readingFrom([new Response(answer(body({})), { headers })]);
    expect(await list(connection).toArray()).toHaveLength(1);
  });
});

describe("values are under their names, numbers or texts of them", () => {
  // Zeros and what is no number have tests of their own.
  const isNumber = (wire: string): boolean => wire !== "night_events" && !wire.endsWith("status");

  test.each(resources.filter(({ name }) => name !== "sleep.segments"))(
    "$name",
    async ({ list, fields, body }) => {
      const numbers = Object.values(fields).filter(isNumber);
      const values = Object.fromEntries(numbers.map((name, index) => [name, index + 1.5]));
      const asText = Object.fromEntries(numbers.map((name, index) => [name, `${index + 1.5}`]));
      for (const given of [values, asText]) {
        const { connection } = await readingFrom([answer(body(given))]);
        const [item] = await list(connection).toArray();
        for (const [name, wire] of Object.entries(fields))
          if (isNumber(wire))
            expect([name, (item as Record<string, unknown>)[name]]).toEqual([name, values[wire]]);
      }
    },
  );
});
