import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WithingsConfigurationError } from "withings-kit";
import { operations, type Parameter, services } from "withings-kit/contract";
import * as wire from "withings-kit/operations";
import { dataFields, measure, serialize, sleep, type WireOperation } from "withings-kit/operations";
import { anyParameters } from "./support/any-parameters.js";
import { failure } from "./support/login.js";

/** The operations as programs call them, with what the contract states of each. */
const called = Object.entries(services).flatMap(([service, stated]) =>
  Object.entries(stated).map(([name, operation]) => {
    const table = Reflect.get(Reflect.get(wire, service) as object, name) as WireOperation | undefined;
    if (table === undefined) throw new Error(`There is no ${service}.${name} to be called.`);
    return [`${operation.service} ${operation.action ?? ""}`, { operation, table }] as const;
  }),
);

describe("the operations", () => {
  test("are 64, and each can be called", () => {
    expect(operations).toHaveLength(64);
    expect(called).toHaveLength(64);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(64);
  });

  test.each(called)(
    "%s is called as it is stated, and nothing of its description comes along",
    (_name, { operation, table }) => {
      const { service, action, path, authentication, effect, scopes, paging, windowSeconds } = operation;
      expect(table).toMatchObject({ service, path, authentication });
      expect([
        table.action,
        table.reads ?? false,
        table.scopes ?? [],
        table.rows,
        table.windowSeconds,
      ]).toEqual([action, effect === "reads", scopes, paging?.rows, windowSeconds]);
      const own = Object.entries(operation.parameters).filter(([, { proof }]) => proof !== true);
      expect(Object.keys(table.parameters)).toEqual(own.map(([name]) => name));
      expect(JSON.stringify(table)).not.toContain(operation.summary);
    },
  );
});

describe("what fields need", () => {
  const listed = Object.entries(wire.needs).flatMap(([operation, groups]) =>
    groups.flatMap(({ fields, ...group }) => fields.split(" ").map((field) => ({ operation, field, group }))),
  );

  test("is told of fields by the name by which they are asked for, each once", () => {
    expect(listed.length).toBeGreaterThan(50);
    expect(new Set(listed.map(({ operation, field }) => `${operation} ${field}`)).size).toBe(listed.length);
    for (const { operation, field } of listed) {
      const values = called.find(([name]) => name === operation)?.[1].operation.parameters["data_fields"]
        ?.values;
      if (values !== undefined) expect(values, operation).toContain(field);
    }
  });

  test("names devices whose models are known, and nothing is needed that is not said", () => {
    for (const { group, field } of listed) {
      expect(Object.keys(group).length, field).toBeGreaterThan(0);
      for (const device of group.devices ?? []) expect(wire.deviceModels[device]?.length).toBeGreaterThan(0);
    }
    const apnea = listed.find(({ field }) => field === "apnea_hypopnea_index");
    expect(apnea?.group).toEqual({
      plan: "Advanced Biomarkers",
      devices: ["Sleep Analyzer"],
      region: "Europe or Australia",
      also: "the detection of sleep apnea switched on",
    });
  });
});

describe("parameters", () => {
  test.each(called)(
    "of %s are read back as they were given, in whatever order",
    async (_name, { operation, table }) => {
      await fc.assert(
        fc.asyncProperty(anyParameters(operation), async (given) => {
          const form = await serialize(table, given);
          expect(form["action"]).toBe(operation.action);
          const names = Object.keys(form).filter((name) => name !== "action");
          expect([...names].sort()).toEqual(Object.keys(given).sort());
          for (const name of names)
            expect(readBack(operation.parameters[name], form[name] ?? ""), name).toEqual(
              plainly(operation.parameters[name], given[name]),
            );
          const backwards = Object.fromEntries(Object.entries(given).reverse());
          expect(JSON.stringify(await serialize(table, backwards))).toBe(JSON.stringify(form));
        }),
        { numRuns: 100 },
      );
    },
  );

  test.each(called)(
    "of %s that have another type are refused by name, without their value",
    async (_name, { operation, table }) => {
      const secret = "s3cret-canary";
      const wrong = [
        null,
        NaN,
        Infinity,
        {},
        [],
        [null],
        [{}],
        "",
        new Date(NaN),
        Symbol("x"),
        () => 1,
        1.5,
        1e13,
      ];
      for (const [name, parameter] of Object.entries(operation.parameters)) {
        if (parameter.proof === true) continue;
        const [base = {}] = fc
          .sample(anyParameters(operation), { numRuns: 50, seed: 1 })
          .filter((given) => name in given);
        const alsoWrong =
          parameter.type === "string" ? [1, true] : [secret, [secret, {}], { [secret]: secret }];
        for (const value of [...wrong, ...alsoWrong]) {
          if (isFine(parameter, value)) continue;
          const error = await failure(serialize(table, { ...base, [name]: value }));
          expect(error, `${name}: ${typeof value}`).toBeInstanceOf(WithingsConfigurationError);
          expect(error).toMatchObject({ code: "configuration_invalid", option: name });
          const { message } = error as Error;
          expect(message).toContain(`The parameter ${name} of`);
          expect(message).not.toContain(secret);
          for (const allowed of parameter.open === true ? [] : (parameter.values ?? []))
            expect(message).toContain(allowed);
        }
      }
    },
  );

  test.each(called)(
    "that %s does not have are refused, with what it has",
    async (_name, { operation, table }) => {
      const [base = {}] = fc.sample(anyParameters(operation), { numRuns: 1, seed: 1 });
      const error = await failure(serialize(table, { ...base, ["no such parameter"]: 1 }));
      expect(error).toMatchObject({ code: "configuration_invalid", option: "no such parameter" });
      for (const name of Object.keys(table.parameters)) expect((error as Error).message).toContain(name);
    },
  );

  test("that stand in the prototype of every object are unknown too", async () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const given = Object.fromEntries([[name, 1]]);
      expect(await failure(serialize(wire.measure.getMeas, given))).toMatchObject({ option: name });
    }
  });

  test.each([
    [measure.getActivity, 16],
    [measure.getIntradayActivity, 15],
    [measure.getWorkouts, 25],
    [sleep.get, 10],
    [sleep.getSummary, 46],
  ] as const)(
    "$0.service $0.action: everything that can be asked for by name can be asked for at once",
    async (table, count) => {
      const all: readonly string[] = dataFields<string>(table);
      expect(new Set(all).size).toBe(count);
      const period = "startdate" in table.parameters ? { startdate: 0, enddate: 1 } : { lastupdate: 0 };
      const form = await serialize<object>(table, { ...period, data_fields: all });
      expect(form["data_fields"]).toBe(all.join());
    },
  );

  test("that are undefined are as good as absent", async () => {
    expect(await serialize(wire.measure.getMeas, { offset: undefined, category: undefined })).toEqual({
      action: "getmeas",
    });
    const unknown = { unheardOf: undefined } as object;
    expect(await serialize(wire.user.getDevice, unknown as Record<string, never>)).toEqual({
      action: "getdevice",
    });
  });

  test.each([
    ["2026-11-22T10:00:00.999Z", "1795341600"],
    ["1969-12-31T23:59:59.999Z", "-1"],
  ])("a Date, %s, becomes whole seconds, of which none is later", async (date, seconds) => {
    expect(await serialize(wire.measure.getMeas, { startdate: new Date(date) })).toMatchObject({
      startdate: seconds,
    });
    expect(await serialize(wire.measure.getMeas, { startdate: Date.parse(date) / 1000 })).toMatchObject({
      startdate: seconds,
    });
  });

  test("a Date of another realm is one", async () => {
    const { runInNewContext } = await import("node:vm");
    const startdate = runInNewContext("new Date(1795341600000)") as Date;
    expect(await serialize(wire.measure.getMeas, { startdate })).toMatchObject({ startdate: "1795341600" });
  });
});

function readBack(parameter: Parameter | undefined, text: string): unknown {
  switch (parameter?.type) {
    case "integer":
    case "time":
      return Number(text);
    case "boolean":
      return text === "1";
    case "integers":
      return text.split(",").map(Number);
    case "strings":
      return text.split(",");
    case "json":
      return JSON.parse(text);
    default:
      return text;
  }
}

/** A value as it comes back: dates as seconds, ids as digits. */
function plainly(parameter: Parameter | undefined, value: unknown): unknown {
  if (parameter?.type === "id") return String(value);
  return value instanceof Date ? Math.floor(value.getTime() / 1000) : value;
}

/** Whether a value that is wrong for most parameters is right for this one. */
function isFine({ type, values, open, json }: Parameter, value: unknown): boolean {
  switch (type) {
    case "time":
      return value === 1.5;
    case "integer":
    case "id":
      return value === 1e13 && (values === undefined || open === true);
    case "json":
      // Goals, of which each may be left out.
      return (
        json?.type === "object" &&
        Object.values(json.fields).every(({ optional }) => optional) &&
        JSON.stringify(value) === "{}"
      );
    default:
      return false;
  }
}
