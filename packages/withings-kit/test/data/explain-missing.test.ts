import { describe, expect, test } from "vitest";
import type { Connection, MissingFields, MissingReason } from "withings-kit";
import { measureTypes } from "withings-kit/data";
import { deviceModels, needs } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, guest, readingFrom } from "./support/reading.js";

type From = keyof MissingFields;

/** Where fields are missing from, with the operation that they come from. */
const operations: Readonly<Record<From, string>> = {
  "activity.days": "measure v2 getactivity",
  "activity.intraday": "measure v2 getintradayactivity",
  "devices.list": "user v2 getdevice",
  "heart.ecg": "heart v2 get",
  "heart.recordings": "heart v2 list",
  "measures.list": "measure getmeas",
  "sleep.nights": "sleep v2 getsummary",
  "sleep.segments": "sleep v2 get",
  "stetho.recordings": "stetho v2 list",
  "stetho.sound": "stetho v2 get",
  "workouts.list": "measure v2 getworkouts",
};

const froms = Object.keys(operations) as readonly From[];

/** Asks for any field, which its types may not let through. */
const explain = (connection: Connection, from: string, field: string): Promise<readonly MissingReason[]> =>
  connection.explainMissing<From>(from as From, field as MissingFields[From]);

/** The fields that something may be missing from: those that the error for a wrong one names. */
async function fieldsOf(connection: Connection, from: From): Promise<readonly string[]> {
  const { message } = (await failure(explain(connection, from, "no such field"))) as Error;
  return /Give one of (.*)\.$/.exec(message)?.[1]?.split(", ") ?? [];
}

const told = (reasons: readonly MissingReason[]): readonly string[] =>
  reasons.map(({ reason, certain }) => `${reason}${certain ? "!" : "?"}`);

const devices = (...codes: readonly number[]): string =>
  answer({
    devices: codes.map((model_id) => ({ type: "Scale", model: "A", model_id, hash_deviceid: "0a1b" })),
  });

describe("why something is missing", () => {
  test.each([
    ["measures.list", "weight", ["noData?"]],
    ["measures.list", "vascularAge", ["plan?", "noData?"]],
    ["devices.list", "macAddress", ["plan?", "noData?"]],
    ["activity.days", "steps", ["noData?"]],
    ["stetho.recordings", "valvularHeartDisease", ["noData?"]],
    ["heart.recordings", "afib", ["plan?", "noData?"]],
  ] as const)("%s %s: what may be is told as that", async (from, field, expected) => {
    const { connection, sent } = await readingFrom([devices()]);
    expect(told(await explain(connection, from, field))).toEqual(expected);
    // Where no device is needed, none are asked for.
    expect(sent).toEqual([]);
  });

  test("is the scope, certainly, where it was not granted: nothing else matters then, and nothing is sent", async () => {
    for (const [scope, from, field, missing] of [
      ["user.info", "heart.ecg", "microvolts", "user.metrics"],
      ["user.info,user.metrics", "sleep.nights", "score", "user.activity"],
      ["user.metrics", "devices.list", "firmware", "user.info"],
      ["user.activity", "measures.list", "weight", "user.metrics"],
    ] as const) {
      const { connection, sent } = await readingFrom([devices()], { credentials: { scope } });
      const reasons = await explain(connection, from, field);
      expect(told(reasons)).toEqual(["scope!"]);
      expect(reasons[0]?.message).toContain(`did not grant ${missing}: connect again and ask for it`);
      expect(sent).toEqual([]);
    }
  });

  test("is not the scope where Withings did not say what was granted", async () => {
    const { connection } = await readingFrom([devices(44)], { credentials: { scope: "" } });
    expect(told(await connection.explainMissing("heart.ecg", "microvolts"))).toEqual(["plan?", "noData?"]);
  });

  test("is the device, certainly, where the person has none that measures it", async () => {
    const { connection, sent } = await readingFrom([devices(10, 45)]);
    const [reason, ...others] = await connection.explainMissing("heart.recordings", "bloodPressure");
    expect(reason).toEqual({
      reason: "device",
      certain: true,
      message: "It is measured by BPM Core. The person has none of them.",
    });
    expect(told(others)).toEqual(["noData?"]);
    expect(sent.map(({ form }) => form.get("action"))).toEqual(["getdevice"]);
  });

  test("may be the device where they have one of a model that is not known yet, or has no number", async () => {
    for (const list of [devices(10, 9999), answer({ devices: [{ type: "Scale", hash_deviceid: "0a1b" }] })]) {
      const { connection } = await readingFrom([list]);
      const reasons = await connection.explainMissing("heart.recordings", "bloodPressure");
      expect(told(reasons)).toEqual(["device?", "noData?"]);
      expect(reasons[0]?.message).not.toMatch(/none of them/);
    }
  });

  test("is not the device where they have one of those that do", async () => {
    for (const code of [44, 71]) {
      const { connection } = await readingFrom([devices(10, code)]);
      expect(told(await connection.explainMissing("stetho.sound", "samples"))).toEqual(["plan?", "noData?"]);
    }
  });

  test("may be the device where the scope that would tell was not granted", async () => {
    const { connection, sent } = await readingFrom([devices(44)], { credentials: { scope: "user.metrics" } });
    const [reason] = await connection.explainMissing("heart.recordings", "sound");
    expect(reason).toMatchObject({ reason: "device", certain: false });
    expect(reason?.message).toContain("only the scope user.info would tell");
    expect(sent).toEqual([]);
  });

  test("may be the region, and what must be switched on", async () => {
    const { connection } = await readingFrom([devices(63)]);
    const reasons = await connection.explainMissing("sleep.nights", "apneaHypopneaIndexPerHour");
    expect(told(reasons)).toEqual(["plan?", "region?", "condition?", "noData?"]);
    expect(reasons.map(({ message }) => message).slice(0, 3)).toEqual([
      "The application needs the plan Advanced Biomarkers; which it has, no answer tells. Look at the dashboard.",
      "It comes only from devices that were bought in Europe or Australia.",
      "It takes the detection of sleep apnea switched on.",
    ]);
  });

  test.each([
    ["from", "sleep.night", "score", "sleep.nights"],
    ["from", "toString", "score", "sleep.nights"],
    ["field", "sleep.nights", "sleep_score", "score"],
    ["field", "sleep.nights", "constructor", "score"],
    ["field", "measures.list", "wieght", "weight"],
    ["field", "measures.list", "toString", "weight"],
  ])("is not asked by a wrong %s: %s %s", async (option, from, field, allowed) => {
    const { connection, sent } = await readingFrom([devices()], {
      credentials: { scope: "user.sleepevents" },
    });
    const error = await failure(explain(connection, from, field));
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option });
    expect((error as Error).message).toContain(allowed);
    expect(sent).toEqual([]);
  });

  test("ends when it is aborted", async () => {
    const { connection } = await readingFrom([() => new Promise<Response>(() => undefined)]);
    const error = await failure(
      connection.explainMissing("stetho.sound", "samples", { signal: AbortSignal.timeout(5) }),
    );
    expect(error).toMatchObject({ code: "aborted" });
  });
});

describe("of every field that may be missing", () => {
  test.each(froms)("%s: no data is the last reason, and each reason has words", async (from) => {
    const { connection } = await readingFrom([devices()]);
    const fields = await fieldsOf(connection, from);
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) {
      const reasons = await explain(connection, from, field);
      expect(reasons.at(-1)?.reason, field).toBe("noData");
      for (const { message } of reasons) expect(message, field).toMatch(/^[A-Z].{10,}[.]$/);
      expect(new Set(reasons.map(({ reason }) => reason)).size, field).toBe(reasons.length);
    }
  });

  test.each(froms.filter((from) => from !== "measures.list"))(
    "%s: all that the reference says of what fields need is told of one of them",
    async (from) => {
      const { connection } = await readingFrom([devices()]);
      const explained = new Map<string, number>();
      for (const field of await fieldsOf(connection, from)) {
        const reasons = await explain(connection, from, field);
        const plan = reasons.find(({ reason }) => reason === "plan")?.message ?? "";
        const device = reasons.find(({ reason }) => reason === "device")?.message ?? "";
        const found = /measured by (.*)\. The/.exec(device)?.[1] ?? "";
        const facts = JSON.stringify([
          /Advanced Biomarkers|contract|names nowhere/.exec(plan)?.[0] ?? "",
          found,
          reasons.some(({ reason }) => reason === "region"),
          reasons.some(({ reason }) => reason === "condition"),
        ]);
        explained.set(facts, (explained.get(facts) ?? 0) + 1);
      }
      const stated = new Map<string, number>();
      for (const { fields, plan = "", devices: needed = [], region, also } of needs[operations[from]] ?? []) {
        const facts = JSON.stringify([
          plan === "special" ? "names nowhere" : plan,
          needed.join(", "),
          region !== undefined,
          also !== undefined,
        ]);
        stated.set(facts, (stated.get(facts) ?? 0) + fields.split(" ").length);
      }
      explained.delete(JSON.stringify(["", "", false, false]));
      expect(Object.fromEntries(explained)).toEqual(Object.fromEntries(stated));
    },
  );

  test("measures.list: the types of the plan Advanced Biomarkers are those that Withings sells with it", async () => {
    const { connection } = await readingFrom([devices()]);
    const sold: number[] = [];
    for (const [type, { code }] of Object.entries(measureTypes))
      if (told(await explain(connection, "measures.list", type)).includes("plan?")) sold.push(code);
    expect(sold.sort((one, other) => one - other)).toEqual([
      ...[73, 91, 123, 130, 135, 136, 137, 138, 139, 155],
      ...[167, 168, 169, 170, 173, 174, 175, 226],
    ]);
  });

  test("devices are told by families that have models", () => {
    const named = Object.values(needs).flatMap((each) => each.flatMap(({ devices: needed = [] }) => needed));
    for (const name of named) expect(deviceModels[name]?.length, name).toBeGreaterThan(0);
  });
});

describe("quirk: what plan, device or region do not have is absent with status 0, and is explained:", () => {
  test("by the plan, to somebody whose devices have everything", async () => {
    const { connection } = await guest("everything", { plan: "basic" });
    const [night] = await connection.sleep
      .nights({ lastDay: "2026-11-20", firstDay: "2026-11-10" })
      .toArray();
    expect(night).toBeDefined();
    expect(night?.score ?? null).toBeNull();
    expect(told(await connection.explainMissing("sleep.nights", "score"))).toEqual(["plan?", "noData?"]);
  });

  test("by the device, to somebody who has only a scale", async () => {
    const { connection } = await guest("body-scan");
    expect(await connection.heart.recordings().toArray()).toEqual([]);
    expect(told(await connection.explainMissing("heart.ecg", "microvolts"))).toEqual([
      "device!",
      "plan?",
      "noData?",
    ]);
  });

  test("by the device, to somebody who has none", async () => {
    const { connection } = await guest("nothing");
    expect(told(await connection.explainMissing("activity.days", "averageHeartRateBpm"))[0]).toBe("device!");
  });

  test("by nothing measured, to somebody who has what it takes", async () => {
    const { connection } = await guest("everything");
    expect(told(await connection.explainMissing("heart.recordings", "bloodPressure"))).toEqual(["noData?"]);
  });
});
