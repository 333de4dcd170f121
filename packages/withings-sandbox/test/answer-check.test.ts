import type { Fields } from "withings-kit/contract";
import { expect, test } from "vitest";
import { problemsOf } from "./support/answer-check.js";

const fields: Fields = {
  id: { type: "id", summary: "" },
  battery: { type: "string", summary: "", enumeration: "battery" },
  seen: { type: "time", summary: "", nullable: true },
  day: { type: "day", summary: "", optional: true },
  steps: { type: "integer", summary: "", asked: "named" },
  goals: {
    type: "object",
    summary: "",
    emptyAsArray: true,
    fields: { sleep: { type: "number", summary: "" } },
  },
  rates: { type: "map", summary: "", keys: "time", items: { type: "integer", summary: "" } },
  rows: {
    type: "array",
    summary: "",
    items: { type: "boolean", summary: "", or: { type: "string", summary: "" } },
  },
  ids: {
    type: "json",
    summary: "",
    items: { type: "array", summary: "", items: { type: "flag", summary: "" } },
  },
  zone: { type: "timezone", summary: "" },
};

const right = {
  id: "12",
  battery: "low",
  seen: null,
  goals: [],
  rates: { "1790000000": 61 },
  rows: [true, "no"],
  ids: "[0,1]",
  zone: "Europe/Paris",
};

test("an answer that is as stated has no problems", () => {
  expect(problemsOf(fields, right)).toEqual([]);
  expect(
    problemsOf(fields, { ...right, id: 12, day: "2026-02-28", steps: 3, goals: { sleep: 7.5 } }),
  ).toEqual([]);
});

test("what is missing, not stated, null, of another type or of no set is told with its place", () => {
  const { zone, ...withoutZone } = right;
  expect(zone).toBe("Europe/Paris");
  expect(problemsOf(fields, withoutZone)).toEqual(["body.zone is missing"]);
  expect(problemsOf(fields, [])).toEqual(["body is no object"]);
  const wrong: readonly (readonly [object, string])[] = [
    [{ more: 1 }, "body.more is not stated"],
    [{ id: null }, "body.id is null"],
    [{ id: "x" }, 'body.id is no id: "x"'],
    [{ battery: "full" }, 'body.battery is no battery: "full"'],
    [{ seen: 1_790_000_000_000 }, "body.seen is no time: 1790000000000"],
    [{ day: "2026-13-01" }, 'body.day is no day: "2026-13-01"'],
    [{ goals: {} }, "body.goals.sleep is missing"],
    [{ goals: [1] }, "body.goals is no object"],
    [{ rates: { now: 61 } }, "body.rates has the key now"],
    [{ rates: { "1": 6.1 } }, "body.rates[1] is no integer: 6.1"],
    [{ rates: [] }, "body.rates is no map"],
    [{ rows: {} }, "body.rows is no array"],
    [{ rows: ["a", 1] }, "body.rows[1] is no boolean: 1"],
    [{ ids: [0] }, "body.ids is no text"],
    [{ ids: "[2]" }, "body.ids as JSON[0] is no flag: 2"],
    [{ zone: "Mars/Olympus" }, 'body.zone is no timezone: "Mars/Olympus"'],
  ];
  for (const [change, problem] of wrong)
    expect(problemsOf(fields, { ...right, ...change })).toEqual([problem]);
});
