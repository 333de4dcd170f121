import { createHash } from "node:crypto";
import type { Story } from "withings-sandbox";
import { expect, test } from "vitest";
import { days, noonSeconds, period, reader } from "./support/reader.js";

const everyStory: readonly Story[] = [
  ...(["everyday", "everything", "household", "fibrillation", "nothing"] as const),
  ...(["traveller", "import", "body-scan", "late", "strange"] as const),
];

/** What a program gets of a person from every operation, as one hash of its bytes. */
async function digest(story: Story, seed: number): Promise<string> {
  const { ask } = await reader(story, { seed });
  const lately = { ...days("2026-09-20", "2026-11-22") };
  const fields = "hr,rr,snoring,sdnn_1,rmssd,hrv_quality,mvt_score,chest_movement_rate";
  const answers = [
    await ask("/measure", "getmeas"),
    await ask("/measure", "getmeas", { offset: "600", meastypes: "1,9,71" }),
    await ask("/v2/measure", "getactivity", lately),
    await ask("/v2/measure", "getintradayactivity", { data_fields: "steps,heart_rate,rmssd,distance" }),
    await ask("/v2/measure", "getworkouts", { ...lately, data_fields: "calories,hr_average,steps,strokes" }),
    await ask("/v2/sleep", "getsummary", { ...lately, data_fields: "hr_average,sleep_score,night_events" }),
    await ask("/v2/sleep", "get", { ...period(noonSeconds - 86_400, noonSeconds), data_fields: fields }),
    await ask("/v2/heart", "list"),
    await ask("/v2/stetho", "list"),
    await ask("/v2/user", "getdevice"),
    await ask("/v2/user", "getgoals"),
  ];
  const [recording] = answers[7]?.body?.["series"] as { ecg?: { signalid?: number } }[];
  const signalid = String(recording?.ecg?.signalid ?? 1);
  answers.push(await ask("/v2/heart", "get", { signalid }));
  return createHash("sha256").update(JSON.stringify(answers)).digest("hex").slice(0, 16);
}

test("the same seed gives the same bytes, in every process, on every machine", async () => {
  const found: Record<string, string> = {};
  for (const story of everyStory) found[story] = await digest(story, 1);
  expect(found).toEqual({
    everyday: "390a02b8851e6bfe",
    everything: "154c890f5d337e6c",
    household: "8995e3f4fec3f537",
    fibrillation: "853d28660d48e9b7",
    nothing: "610183a053558938",
    traveller: "b9ed9de3cc872b41",
    import: "3fa11accafe667ac",
    "body-scan": "e246c1f1b8a580d0",
    late: "85c0139a32134a7c",
    strange: "ec81e34746c6d8c6",
  });
  expect(await digest("everything", 2026)).toBe("55ce09681d9f2be4");
});

test("another seed gives other data, and another person too", async () => {
  const digests = await Promise.all([
    digest("everything", 1),
    digest("everything", 2),
    digest("body-scan", 1),
    digest("body-scan", 2),
  ]);
  expect(new Set(digests).size).toBe(4);
});

test("what was measured stays as it was, however much later one asks, and in whatever order", async () => {
  const now = await reader("everything");
  const then = await reader("everything");
  then.sandbox.clock.advance({ days: 800 });
  await then.groups();
  await then.nights();
  const may = { ...period(1_777_593_600, 1_780_185_600) };
  expect(await then.groups(may)).toEqual(await now.groups(may));
  expect(await then.nights(days("2026-05-01", "2026-05-31"))).toEqual(
    await now.nights(days("2026-05-01", "2026-05-31")),
  );
  expect(await then.days(days("2026-05-01", "2026-05-31"))).toEqual(
    await now.days(days("2026-05-01", "2026-05-31")),
  );
});

test("data are at least five years deep, and go on as the clock goes on", async () => {
  const { sandbox, groups, nights, days: activities } = await reader("everything");
  const first = noonSeconds - 5.5 * 365.25 * 86_400;
  expect(await groups(period(first, first + 30 * 86_400))).not.toEqual([]);
  expect(await nights(days("2021-05-01", "2021-05-31"))).toHaveLength(31);
  sandbox.clock.advance({ days: 365 });
  expect((await groups(period(noonSeconds, noonSeconds + 365 * 86_400))).length).toBe(200);
  expect((await activities(days("2027-10-01", "2027-10-31"))).length).toBeGreaterThan(25);
});

test("nothing is there before it was measured", async () => {
  const { sandbox, allGroups, nights, workouts, recordings, days: activities } = await reader("everything");
  sandbox.clock.set(new Date("2022-03-10T05:00:00Z"));
  const now = sandbox.clock.nowMs() / 1000;
  for (const { date, created, modified } of await allGroups()) {
    expect(date).toBeLessThanOrEqual(created);
    expect(created).toBeLessThanOrEqual(modified);
    expect(modified).toBeLessThanOrEqual(now);
  }
  const rows = [...(await nights()), ...(await workouts({ lastupdate: "0" })), ...(await recordings())];
  for (const { modified } of [...rows, ...(await activities({ lastupdate: "0" }))])
    expect(modified as number).toBeLessThanOrEqual(now);
  sandbox.clock.set(new Date("2018-01-01"));
  expect([await allGroups(), await nights(), await recordings()]).toEqual([[], [], []]);
});
