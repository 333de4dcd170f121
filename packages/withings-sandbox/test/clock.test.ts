import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";

test("the clock flows from the machine's time", async () => {
  const { clock } = createSandbox();
  const begin = clock.nowMs();
  expect(Math.abs(begin - Date.now())).toBeLessThan(1000);
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(clock.nowMs()).toBeGreaterThanOrEqual(begin + 10);
});

test("it is set and advanced, and flows on from there", async () => {
  const { clock } = createSandbox();
  clock.set(new Date("2030-06-01T12:00:00Z"));
  clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
  clock.advance(1000);
  const begin = clock.nowMs();
  expect(begin - Date.parse("2030-06-02T14:03:05.005Z")).toBeLessThan(1000);
  expect(begin).toBeGreaterThanOrEqual(Date.parse("2030-06-02T14:03:05.005Z"));
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(clock.nowMs()).toBeGreaterThan(begin);
});

test("it stands while it is stopped, and goes on from there", async () => {
  const { clock } = createSandbox();
  clock.stop();
  const stopped = clock.nowMs();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect([clock.flowing, clock.nowMs()]).toEqual([false, stopped]);
  clock.advance(-5);
  expect(clock.nowMs()).toBe(stopped - 5);
  clock.advance({ hours: 5 });
  clock.start();
  expect(clock.flowing).toBe(true);
  expect(Math.abs(clock.nowMs() - stopped - 5 * 3_600_000)).toBeLessThan(1000);
});

test("a time that is none is refused", () => {
  const { clock } = createSandbox();
  for (const wrong of [NaN, Infinity, 1e20])
    expect(() => {
      clock.advance(wrong);
    }).toThrow(RangeError);
  expect(() => {
    clock.set(new Date("never"));
  }).toThrow(RangeError);
  expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(1000);
});
