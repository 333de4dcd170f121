import { expect, test } from "vitest";
import type { Happening, Line, SeenRecord } from "./journal.ts";
import { createJudge, type Judge } from "./judge.ts";

const person = "363";
const storeAheadMs = 0;

/** What a process does, in order; the time is 1000 where nothing else is said. */
type Told = readonly [by: string, happening: Happening, timeMs?: number];

function lines(...told: readonly Told[]): Line[] {
  return told.map(([by, happening, timeMs = 1000]) => ({ ...happening, by, person, timeMs }));
}

const record = (more: Partial<SeenRecord> = {}): SeenRecord => ({
  ...{ access: "A1", refresh: "R1", confirmed: true, refused: [], ended: false },
  ...more,
});
const read = (generation: number, seen: SeenRecord): Happening => ({
  what: "read",
  generation,
  record: seen,
});
const swapped = (expected: number, seen: SeenRecord): readonly Happening[] => [
  { what: "swap", expected, record: seen },
  { what: "swapped", expected, record: seen, generation: expected + 1 },
];
const by = (name: string, ...happenings: readonly Happening[]): readonly Told[] =>
  happenings.map((happening) => [name, happening]);
const token = (value: string): Happening => ({ what: "token", token: value });
const granted = (number: number): Happening => ({
  ...{ what: "granted", token: `R${number - 1}`, lost: false },
  pair: { access: `A${number}`, refresh: `R${number}` },
});
const call = (value: string): Happening => ({ what: "call", token: value });
const answered = (value: string, status: number): Happening => ({ what: "answered", token: value, status });

/** A judge who knows that A1 and R1 were given and stored, and that A1 has expired. */
function judgeOf(stored: SeenRecord): Judge {
  const judge = createJudge();
  judge.examine(lines(["login", granted(1)], ...by("login", ...swapped(0, stored))), { storeAheadMs });
  judge.expire();
  return judge;
}

const rulesBroken = (judge: Judge, ...told: readonly Told[]): readonly string[] =>
  judge.examine(lines(...told), { storeAheadMs }).map(({ rule }) => rule);

/** A refresh as it should be, by the process 1. */
const intent = record({ attempt: "R1" });
const renewed = record({ access: "A2", refresh: "R2", confirmed: false, previous: "R1" });
const begun = by("1", read(1, record()), ...swapped(1, intent));
const published = by("1", token("R1"), granted(2), ...swapped(2, renewed));

test("a refresh by the protocol breaks no rule, nor does the use of what it brought", () => {
  const used = by("1", call("A2"), answered("A2", 0), ...swapped(3, { ...renewed, confirmed: true }));
  expect(rulesBroken(judgeOf(record()), ...begun, ...published, ...used)).toEqual([]);
});

test("with the new refresh token refused, the one before it may be sent", () => {
  const stored = { ...renewed, attempt: "R2" };
  const judge = judgeOf(record());
  const again = by(
    "1",
    ...[call("A2"), answered("A2", 401), ...swapped(3, stored), token("R2")],
    { what: "refused", token: "R2", lost: false },
    ...swapped(4, { ...renewed, refused: ["R2"] }),
    ...swapped(5, { ...renewed, refused: ["R2"], attempt: "R1" }),
    token("R1"),
  );
  expect(rulesBroken(judge, ...begun, ...published, ...again)).toEqual([]);
});

test("a token request needs an intent of its sender that was stored, and each needs its own", () => {
  expect(rulesBroken(judgeOf(record()), ...by("1", read(1, record()), token("R1")))).toEqual(["no intent"]);
  expect(rulesBroken(judgeOf(record()), ...begun, ...by("2", token("R1")))).toEqual(["no intent"]);
  expect(rulesBroken(judgeOf(record()), ...begun, ...by("1", token("R1"), token("R1")))).toEqual([
    "no intent",
  ]);
});

test("an intent that lost against another process allows nothing", () => {
  const lost = by(
    "1",
    { what: "swap", expected: 1, record: intent },
    { what: "swapped", expected: 1, record: intent },
  );
  expect(rulesBroken(judgeOf(record()), ...lost, ...by("1", token("R1")))).toEqual(["no intent"]);
});

test("the token before the stored one may not be sent unless the stored one was refused", () => {
  const stored = record({ refresh: "R1", confirmed: false, previous: "R0" });
  const sent = by("1", read(1, stored), ...swapped(1, { ...stored, attempt: "R0" }), token("R0"));
  expect(rulesBroken(judgeOf(stored), ...sent)).toEqual(["wrong token"]);
});

test("the token before a stored one that has worked may not be sent", () => {
  const stored = record({ previous: "R0" });
  const sent = by("1", read(1, stored), ...swapped(1, { ...stored, attempt: "R0" }), token("R0"));
  expect(rulesBroken(judgeOf(stored), ...sent)).toEqual(["wrong token", "superseded"]);
});

test("a refresh token that was stored as refused may not be sent again", () => {
  const stored = record({ refused: ["R1"] });
  const sent = by("1", read(1, stored), ...swapped(1, { ...stored, attempt: "R1" }), token("R1"));
  expect(rulesBroken(judgeOf(stored), ...sent)).toEqual(["refused"]);
});

test("whoever began before a refusal was stored may still send", () => {
  const refused = by("2", ...swapped(2, record({ attempt: "R1", refused: ["R1"] })));
  expect(rulesBroken(judgeOf(record()), ...begun, ...refused, ...by("1", token("R1")))).toEqual([]);
});

test("an access token that is good may not be replaced, one that Withings refused may", () => {
  const again = by("1", ...swapped(3, { ...renewed, attempt: "R2" }), token("R2"));
  expect(rulesBroken(judgeOf(record()), ...begun, ...published, ...again)).toEqual(["needless"]);
  const refused = by("2", call("A2"), answered("A2", 401));
  const read2 = by("2", read(3, renewed));
  expect(rulesBroken(judgeOf(record()), ...begun, ...published, ...read2, ...refused, ...again)).toEqual([]);
});

test("nobody sends before the wait is over that was stored", () => {
  const waiting = record({ coolUntil: 5000 });
  const sent: readonly Told[] = [
    ...by("1", read(1, waiting), ...swapped(1, { ...waiting, attempt: "R1" })),
    ["1", token("R1"), 4000],
  ];
  expect(rulesBroken(judgeOf(waiting), ...sent)).toEqual(["impatient"]);
  const later: readonly Told[] = [...sent.slice(0, -1), ["1", token("R1"), 5000]];
  expect(rulesBroken(judgeOf(waiting), ...later)).toEqual([]);
});

test("a wait that was stored too late counts from when it was stored", () => {
  const late = record({ coolUntil: 9000, coolMs: 1000 });
  const sent = (timeMs: number): readonly Told[] => [
    ...by("2", ...swapped(0, late)),
    ...by("1", read(1, late), ...swapped(1, { ...late, attempt: "R1" })),
    ["1", token("R1"), timeMs],
  ];
  expect(rulesBroken(judgeOf(record()), ...sent(1900))).toEqual(["impatient"]);
  expect(rulesBroken(judgeOf(record()), ...sent(2000))).toEqual([]);
});

test("a wait of which a process did not get to know is not asked of it", () => {
  const swaps = swapped(2, { ...intent, coolUntil: 5000 });
  const given = by("1", token("R1"), { what: "put off", token: "R1" }, ...swaps);
  expect(rulesBroken(judgeOf(record()), ...begun, ...given)).toEqual([]);
  const [swap, over] = swaps as [Happening, Happening];
  const during = by("1", token("R1"), swap, { what: "heard", waitSeconds: 10 }, over);
  expect(rulesBroken(judgeOf(record()), ...begun, ...during)).toEqual([]);
});

test("a wait that Withings asked for is stored whole", () => {
  const told = by("1", token("R1"), { what: "put off", token: "R1" }, { what: "heard", waitSeconds: 10 });
  const stored = (coolUntil: number) => by("1", ...swapped(2, { ...intent, coolUntil }));
  expect(rulesBroken(judgeOf(record()), ...begun, ...told, ...stored(10_000))).toEqual(["too short"]);
  expect(rulesBroken(judgeOf(record()), ...begun, ...told, ...stored(11_000))).toEqual([]);
});

test("an access token may be used only by whoever found it in the store or has stored it", () => {
  expect(rulesBroken(judgeOf(record()), ...begun, ...by("1", token("R1"), granted(2), call("A2")))).toEqual([
    "not stored",
  ]);
  expect(rulesBroken(judgeOf(record()), ...begun, ...published, ...by("2", call("A2")))).toEqual([
    "not stored",
  ]);
});

test("what an error answer says is not stored", () => {
  const spoiled: Happening = { what: "granted", token: "R1", lost: true };
  const taken = by("1", token("R1"), spoiled, ...swapped(2, renewed));
  expect(rulesBroken(judgeOf(record()), ...begun, ...taken)).toEqual(["foreign"]);
});
