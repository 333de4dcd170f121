import { describe, expect, test } from "vitest";
import type { Goals } from "withings-kit";
import { user } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, guest, parametersOf, readingFrom, refusal } from "./support/reading.js";

async function goalsOf(goals: unknown): Promise<Goals> {
  const { connection } = await readingFrom([answer({ goals })]);
  return connection.goals.get();
}

const none = { steps: null, sleepSeconds: null, weightKg: null };

describe("goals", () => {
  test("are steps of a day, sleep of a night, and an exact weight", async () => {
    const { connection, sent } = await readingFrom([
      answer({ goals: { steps: 10_000, sleep: 28_800, weight: { value: 70_500, unit: -3 } } }),
    ]);
    expect(await connection.goals.get()).toEqual({ steps: 10_000, sleepSeconds: 28_800, weightKg: 70.5 });
    expect(sent.map(parametersOf)).toEqual([{}]);
    expect(sent[0]?.url).toMatch(/\/v2\/user$/);
    expect(sent[0]?.form.get("action")).toBe("getgoals");
  });

  test.each([[[]], [{}], [null], [undefined]])("quirk: none come as %j, and are null", async (goals) => {
    expect(await goalsOf(goals)).toEqual(none);
  });

  test.each(['{"status":0}', '{"status":0,"body":[]}', '{"status":0,"body":null}'])(
    "quirk: none come as %s, and are null",
    async (text) => {
      const { connection } = await readingFrom([text]);
      expect(await connection.goals.get()).toEqual(none);
    },
  );

  test.each([
    [{ steps: 8000 }, { ...none, steps: 8000 }],
    [{ sleep: 28_800 }, { ...none, sleepSeconds: 28_800 }],
    [{ weight: { value: 7, unit: 1 } }, { ...none, weightKg: 70 }],
    [{ steps: null, sleep: null, weight: null }, none],
    [{ weight: [] }, none],
    [
      { steps: "8000", sleep: "28800" },
      { ...none, steps: 8000, sleepSeconds: 28_800 },
    ],
  ])("each may be absent: %j", async (goals, expected) => {
    expect(await goalsOf(goals)).toEqual(expected);
  });

  test.each([
    [6005, -2, "60.05"],
    [70_300, -3, "70.3"],
    [1_234_567, -4, "123.4567"],
  ])("a weight of %d x 10^%d prints as %s", async (value, unit, printed) => {
    expect(String((await goalsOf({ weight: { value, unit } })).weightKg)).toBe(printed);
  });

  test("gives what came beside, and the answer where raw is asked for", async () => {
    expect(await goalsOf({ steps: 1, water: 2000 })).toEqual({ ...none, steps: 1, others: { water: 2000 } });
    const { connection } = await readingFrom([answer({ goals: [] })]);
    expect(await connection.goals.get({ raw: true })).toEqual({ ...none, raw: { goals: [] } });
  });

  test.each([
    ["steps is no number", { steps: "many s3cret-canary" }],
    ["unit is missing", { weight: { value: 70 } }],
    ["value is missing", { weight: { unit: -3 } }],
    ["unit is no power of ten that can be meant", { weight: { value: 1, unit: 400 } }],
    ["goals is no object", "s3cret-canary"],
  ])("that cannot be read, since %s, are an error that says so", async (reason, goals) => {
    const error = await failure(goalsOf(goals));
    expect(error).toMatchObject({
      name: "WithingsDecodingError",
      code: "answer_invalid",
      operation: "user v2 getgoals",
    });
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).not.toContain("s3cret-canary");
  });

  test("quirk: without a scope that has them Withings answers 403, and the error names both", async () => {
    const { connection } = await readingFrom([refusal(403, "Insufficient_scope")]);
    expect(await failure(connection.goals.get())).toMatchObject({
      code: "scope_missing",
      scopes: ["user.metrics", "user.info"],
    });
  });

  test.each([
    ["everything", "array"],
    ["strange", "array"],
    ["strange", "object"],
    ["traveller", "array"],
    ["household", "array"],
    ["nothing", "object"],
  ] as const)("of somebody whose story is %s, none as %s, are what was sent", async (story, emptyMap) => {
    const { connection } = await guest(story, { emptyMap });
    const goals = await connection.goals.get();
    const { goals: sent } = await connection.call(user.getGoals, {});
    const { steps, sleep, weight } = { ...(Array.isArray(sent) ? {} : (sent as user.Goals)) };
    expect(goals).toEqual({
      steps: steps ?? null,
      sleepSeconds: sleep ?? null,
      weightKg: weight === undefined ? null : Number(`${weight.value}e${weight.unit}`),
    });
    if (story === "everything") expect(Object.values(goals)).not.toContain(null);
    if (story === "strange") expect(goals).toEqual(none);
  });
});
