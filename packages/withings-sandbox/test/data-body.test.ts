import { expect, test } from "vitest";
import { day, type Group, mean, noonSeconds, period, reader, valueOf } from "./support/reader.js";

const seeds = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const year = period(noonSeconds - 365 * day, noonSeconds);
/** Rounded away from what a double makes of decimals. */
const exact = (value: number): number => Math.round(value * 1e6) / 1e6;

test("a year of weights goes up and down as weights do: little from day to day, more over months", async () => {
  for (const seed of seeds) {
    const { allGroups } = await reader("body-scan", { seed });
    const weighed = (await allGroups({ ...year, meastypes: "1", category: "1" })).filter(
      ({ attrib }) => attrib !== 2,
    );
    expect(weighed.length).toBeGreaterThan(200);
    const weights = weighed.map((group) => ({ at: group.date, kg: valueOf(group, 1) }));
    for (const { kg } of weights) expect(kg).toBeGreaterThan(35);
    for (const [index, { at, kg }] of weights.entries()) {
      const earlier = weights[index + 1];
      if (earlier === undefined || at - earlier.at > 2 * day) continue;
      expect(Math.abs(kg / earlier.kg - 1)).toBeLessThan(0.035);
    }
    const months = Array.from({ length: 12 }, (_, month) =>
      mean(
        weights
          .filter(({ at }) => Math.floor((noonSeconds - at) / (30.5 * day)) === month)
          .map(({ kg }) => kg),
      ),
    );
    const spread = Math.max(...months) / Math.min(...months) - 1;
    expect(spread).toBeGreaterThan(0.003);
    expect(spread).toBeLessThan(0.15);
    // No two days are the same to the gram for long.
    expect(new Set(weights.map(({ kg }) => kg)).size).toBeGreaterThan(weights.length * 0.8);
  }
});

test("body composition adds up, on scales for the whole body and on those that tell its parts apart", async () => {
  for (const seed of seeds.slice(0, 4))
    for (const story of ["body-scan", "late", "household"] as const) {
      const { groups } = await reader(story, { seed });
      const composed = (await groups({ category: "1" })).filter(({ measures }) =>
        measures.some(({ type }) => type === 8),
      );
      expect(composed.length).toBeGreaterThan(20);
      for (const group of composed) {
        const of = (type: number): number => valueOf(group, type);
        const types = group.measures.map(({ type }) => type);
        // In steps of 10 g, where a scale writes those.
        expect(Math.abs(of(1) - of(5) - of(8))).toBeLessThan(0.00501);
        expect(exact(of(76) + of(88))).toBeCloseTo(of(5), 1);
        expect(of(6)).toBeCloseTo((100 * of(8)) / of(1), 2);
        expect(of(77)).toBeLessThan(of(5));
        expect(of(6)).toBeGreaterThan(5);
        expect(of(6)).toBeLessThan(50);
        expect(of(88) / of(5)).toBeGreaterThan(0.04);
        if (types.includes(168)) expect(exact(of(168) + of(169))).toBe(exact(of(77)));
      }
    }
});

test("a Body Scan's parts add up to the whole, and two types come twice", async () => {
  const { groups } = await reader("body-scan");
  const scans = (await groups()).filter(({ measures }) => measures.some(({ type }) => type === 173));
  expect(scans.length).toBeGreaterThan(50);
  for (const { measures } of scans) {
    const at = (type: number): number[] =>
      measures.filter((measure) => measure.type === type).map(({ value, unit }) => value * 10 ** unit);
    for (const [parts, whole] of [
      [173, 5],
      [174, 8],
      [175, 76],
    ] as const) {
      expect(at(parts)).toHaveLength(5);
      expect(exact(at(parts).reduce((sum, part) => sum + part, 0))).toBe(exact(at(whole)[0] ?? 0));
      expect(measures.filter(({ type }) => type === parts).map(({ position }) => position)).toEqual([
        12, 10, 3, 11, 2,
      ]);
    }
    for (const twice of [5, 8]) expect(at(twice)).toHaveLength(2);
    for (const { type, position } of measures)
      if ([5, 8, 76, 77, 88, 168, 169, 170, 226].includes(type)) expect(position).toBe(7);
  }
});

test("blood pressure and pulse are a body's: the upper above the lower, higher in the evening and with age", async () => {
  const byAge: { born: string; systolic: number }[] = [];
  for (const seed of seeds) {
    const { allGroups, person } = await reader("traveller", { seed });
    const measured = (await allGroups({ ...year, meastypes: "9,10,11" })).filter(
      ({ measures }) => measures.length === 3,
    );
    expect(measured.length).toBeGreaterThan(120);
    const hours = (group: Group): number => new Date((group.date + offset(group)) * 1000).getUTCHours();
    const systolic = (when: (hour: number) => boolean): number =>
      mean(measured.filter((group) => when(hours(group))).map((group) => valueOf(group, 10)));
    for (const group of measured) {
      const [low, high, pulse] = [9, 10, 11].map((type) => valueOf(group, type)) as [number, number, number];
      expect(high - low).toBeGreaterThanOrEqual(20);
      expect(low).toBeGreaterThanOrEqual(45);
      expect(high).toBeLessThanOrEqual(195);
      expect(pulse).toBeGreaterThanOrEqual(40);
      expect(pulse).toBeLessThanOrEqual(130);
    }
    expect(systolic((hour) => hour > 16)).toBeGreaterThan(systolic((hour) => hour < 11));
    byAge.push({ born: person.birthDate, systolic: mean(measured.map((group) => valueOf(group, 10))) });
  }
  const sorted = byAge
    .sort((one, other) => one.born.localeCompare(other.born))
    .map(({ systolic }) => systolic);
  expect(mean(sorted.slice(0, 4))).toBeGreaterThan(mean(sorted.slice(4)));
});

function offset({ date, timezone }: Group): number {
  const name = new Intl.DateTimeFormat("en", { timeZone: timezone, timeZoneName: "longOffset" })
    .formatToParts(date * 1000)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

test("a fever comes with an illness: days of higher temperature, more of them measured, fewer steps", async () => {
  const { allGroups, days } = await reader("everything");
  const measured = await allGroups({ ...period(noonSeconds - 900 * day, noonSeconds), meastypes: "71" });
  const hot = measured.filter((group) => valueOf(group, 71) > 38);
  expect(hot.length).toBeGreaterThan(5);
  expect(hot.length).toBeLessThan(measured.length / 2);
  for (const group of measured) {
    expect(valueOf(group, 71)).toBeGreaterThan(35);
    expect(valueOf(group, 71)).toBeLessThan(41);
  }
  const [fever] = hot;
  const date = new Date(((fever?.date ?? 0) + 9 * 3600) * 1000).toISOString().slice(0, 10);
  const [sick] = await days({ startdateymd: date, enddateymd: date });
  const usual = await days({ startdateymd: "2026-01-01", enddateymd: "2026-06-30" });
  expect(sick?.steps ?? 0).toBeLessThan(mean(usual.map(({ steps }) => steps)) * 0.75);
});

test("pulse waves, vascular age, nerves, oxygen and fitness are within what is known of people", async () => {
  const bounds: Readonly<Record<number, readonly [number, number]>> = {
    ...{ 54: [85, 100], 91: [4, 16], 123: [15, 70], 155: [18, 96], 167: [20, 100], 196: [10, 100] },
    ...{ 226: [900, 2600], 227: [15, 90], 147: [4.5, 8.1], 148: [1, 1.04], 170: [0.5, 20] },
  };
  for (const seed of seeds.slice(0, 4)) {
    const { allGroups } = await reader("everything", { seed });
    const measured = await allGroups({ ...year, meastypes: Object.keys(bounds).join() });
    const seen = new Set<number>();
    for (const { measures } of measured)
      for (const { type, value, unit } of measures) {
        seen.add(type);
        const [least, most] = bounds[type] ?? [0, 0];
        expect(value * 10 ** unit, `type ${type}`).toBeGreaterThanOrEqual(least);
        expect(value * 10 ** unit, `type ${type}`).toBeLessThanOrEqual(most);
      }
    expect([...seen].sort((a, b) => a - b)).toEqual(Object.keys(bounds).map(Number));
  }
});
