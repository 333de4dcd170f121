import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Connection, SleepSegment } from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { failure } from "../support/login.js";
import { endpoint, type Endpoint, gate, settled, until } from "./support/endpoint.js";
import { readingFrom, refusal } from "./support/reading.js";
import { type Edge, segmentsIn, type Stretch } from "./support/sleep-model.js";

const day = 86_400;
const begin = Date.parse("2026-03-20T12:00:00Z") / 1000;
const at = (seconds: number): Date => new Date(seconds * 1000);

type Give = Parameters<typeof endpoint>[0];

async function asking(give: Give): Promise<{ readonly connection: Connection; readonly server: Endpoint }> {
  const server = endpoint(give);
  const { connection } = await readingFrom([], {
    fetch: server.fetch,
    budget: requestBudget({ perMinute: 1_000_000 }),
  });
  return { connection, server };
}

const periodOf = (form: URLSearchParams): { readonly from: number; readonly to: number } => ({
  from: Number(form.get("startdate")),
  to: Number(form.get("enddate")),
});
const bordersOf = ({ asked }: Endpoint): readonly (readonly [number, number])[] =>
  asked.map((form) => [periodOf(form).from - begin, periodOf(form).to - begin]);

/** One segment in the middle of each window. */
const middle: Give = (form) => {
  const { from } = periodOf(form);
  return { series: [{ startdate: from + 3600, enddate: from + 7200, state: 1 }] };
};
const days = (count: number): { readonly since: Date; readonly until: Date } => ({
  since: at(begin),
  until: at(begin + count * day),
});
const startsOf = (segments: readonly SleepSegment[]): readonly number[] =>
  segments.map(({ startedAt }) => startedAt.getTime() / 1000 - begin);

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  await settled();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

describe("a long period", () => {
  test("is cut into windows of 24 hours that touch", async () => {
    const { connection, server } = await asking(middle);
    const { since, until: end } = days(2.5);
    expect(startsOf(await connection.sleep.segments({ since, until: end }).toArray())).toEqual([
      3600,
      day + 3600,
      2 * day + 3600,
    ]);
    expect(bordersOf(server)).toEqual([
      [0, day],
      [day, 2 * day],
      [2 * day, 2.5 * day],
    ]);
  });

  test.each([0, 1, 3600, day - 1, day])("of %i seconds is one window", async (seconds) => {
    const { connection, server } = await asking(middle);
    await connection.sleep.segments({ since: at(begin), until: at(begin + seconds) }).toArray();
    expect(bordersOf(server)).toEqual([[0, seconds]]);
  });

  test("over the night in which clocks are changed has windows of 24 hours all the same", async () => {
    const { connection, server } = await asking(middle);
    await connection.sleep.segments(days(14)).toArray();
    expect(bordersOf(server)).toEqual(
      Array.from({ length: 14 }, (_, index) => [index * day, (index + 1) * day]),
    );
  });

  test("until the end of time begins at once", async () => {
    const { connection, server } = await asking(middle);
    const segments = connection.sleep.segments({ since: at(begin), until: new Date(8.64e15) });
    expect(await segments.toArray({ limit: 1 })).toHaveLength(1);
    expect(bordersOf(server)).toEqual([[0, day]]);
  });

  test("that begins within a second has its windows by whole seconds, and nothing twice", async () => {
    const { connection, server } = await asking((form) => {
      const { from, to } = periodOf(form);
      const moments = Array.from({ length: (to - from) / 3600 + 1 }, (_, index) => from + index * 3600);
      return { series: Object.fromEntries(moments.map((seconds) => [seconds, { steps: 1 }])) };
    });
    const since = new Date(begin * 1000 + 700);
    const moments = await connection.activity
      .intraday({ since, until: new Date(since.getTime() + 2 * day * 1000) })
      .toArray();
    expect(bordersOf(server)).toEqual([
      [0, day],
      [day, 2 * day],
    ]);
    expect(moments.map((moment) => moment.at.getTime() / 1000 - begin)).toEqual(
      Array.from({ length: 49 }, (_, index) => index * 3600),
    );
  });

  test("has at most four requests on their way, and as many where all is wanted", async () => {
    const { connection, server } = await asking(async (form, count) => {
      await new Promise((resolve) => setTimeout(resolve, count % 3));
      return middle(form, count);
    });
    const segments = await connection.sleep.segments(days(30)).toArray();
    expect(segments).toHaveLength(30);
    expect(server.asked).toHaveLength(30);
    expect(server.mostOpen()).toBe(4);
  });

  test("read item by item has one window first, and never more than four requests", async () => {
    const { connection, server } = await asking(middle);
    let most = 0;
    for await (const { startedAt } of connection.sleep.segments(days(9))) {
      const index = Math.floor((startedAt.getTime() / 1000 - begin) / day);
      if (index === 0) expect(server.asked).toHaveLength(1);
      most = Math.max(most, server.asked.length - index);
    }
    expect(most).toBeLessThanOrEqual(4);
    expect(server.asked).toHaveLength(9);
  });

  test("awaited is its first window", async () => {
    const { connection, server } = await asking(middle);
    const { items, more } = await connection.sleep.segments(days(9));
    expect([startsOf(items), more]).toEqual([[3600], true]);
    await settled();
    expect(server.asked).toHaveLength(1);
  });

  test("of which so many are wanted is not read to its end", async () => {
    const { connection, server } = await asking(middle);
    expect(await connection.sleep.segments(days(300)).toArray({ limit: 1 })).toHaveLength(1);
    await settled();
    expect(server.asked).toHaveLength(1);
    expect(await connection.sleep.segments(days(300)).toArray({ limit: 3 })).toHaveLength(3);
    await settled();
    expect(server.asked.length).toBeLessThanOrEqual(6);
  });

  test("is given in order, whichever window is answered first", async () => {
    const { connection } = await asking(async (form, count) => {
      await new Promise((resolve) => setTimeout(resolve, 8 - 2 * (count % 4)));
      return middle(form, count);
    });
    const starts = startsOf(await connection.sleep.segments(days(12)).toArray());
    expect(starts).toEqual(Array.from({ length: 12 }, (_, index) => index * day + 3600));
  });

  test("of empty windows is empty, and they are pages as others are", async () => {
    const { connection } = await asking(() => ({ series: [] }));
    const pages: unknown[] = [];
    for await (const page of connection.activity.intraday(days(3)).pages()) pages.push(page);
    expect(pages).toEqual([
      { items: [], more: true },
      { items: [], more: true },
      { items: [], more: false },
    ]);
  });
});

describe("an error in a window", () => {
  test("in the middle comes after the items before it, ends the rest, and leaves nothing on its way", async () => {
    const { connection, server } = await asking(async (form, count) => {
      if (count === 3) return refusal(293, "no");
      if (count > 3) await gate().opened;
      return middle(form, count);
    });
    const given: number[] = [];
    const error = await failure(
      (async () => {
        for await (const segment of connection.sleep.segments(days(20))) given.push(...startsOf([segment]));
      })(),
    );
    expect(error).toMatchObject({ name: "WithingsApiError", status: 293 });
    expect(given).toEqual([3600, day + 3600]);
    await until(() => server.open() === 0);
    await settled();
    expect(server.asked.length).toBeLessThanOrEqual(6);
  });

  test("of a later window is told in its turn, not before", async () => {
    const { opened, open } = gate();
    const { connection, server } = await asking(async (form, count) => {
      if (count === 2) return refusal(293, "no");
      await opened;
      return middle(form, count);
    });
    const all = failure(connection.sleep.segments(days(4)).toArray());
    await until(() => server.open() === 3);
    await settled();
    open();
    expect(await all).toMatchObject({ status: 293 });
  });
});

describe("a long period that is left", () => {
  test("by abort leaves nothing on its way", async () => {
    const { connection, server } = await asking(() => gate().opened.then(() => ({})));
    const controller = new AbortController();
    const all = connection.sleep.segments({ ...days(20), signal: controller.signal }).toArray();
    await until(() => server.open() === 4);
    controller.abort();
    expect(await failure(all)).toMatchObject({ code: "aborted" });
    await until(() => server.open() === 0);
    await settled();
    expect(server.asked).toHaveLength(4);
  });

  test("by abort between windows ends with an error, and leaves nothing on its way", async () => {
    const { connection, server } = await asking((form, count) =>
      count > 2 ? gate().opened.then(() => ({})) : middle(form, count),
    );
    const controller = new AbortController();
    const pages = connection.sleep.segments({ ...days(20), signal: controller.signal }).pages();
    await pages.next();
    await pages.next();
    await until(() => server.open() > 0);
    controller.abort();
    expect(await failure(pages.next())).toMatchObject({ code: "aborted" });
    await until(() => server.open() === 0);
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  test("by break leaves nothing on its way, though others wait for the same", async () => {
    const { opened, open } = gate();
    const { connection, server } = await asking(async (form, count) => {
      if (count > 2) await opened;
      return middle(form, count);
    });
    for await (const { startedAt } of connection.sleep.segments(days(20)))
      if (startedAt > at(begin + day)) break;
    await until(() => server.open() === 0);
    expect(server.asked).toHaveLength(5);
    const again = connection.sleep.segments(days(4)).toArray();
    open();
    expect(await again).toHaveLength(4);
  });

  test("removes what it listens with from a signal that lives on", async () => {
    const { connection } = await asking(middle);
    const { signal } = new AbortController();
    const count = { added: 0, removed: 0 };
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      count.added++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      count.removed++;
      remove(...args);
    };
    await connection.sleep.segments({ ...days(6), signal }).toArray();
    await connection.sleep.segments({ ...days(6), signal });
    expect(count.added).toBeGreaterThan(0);
    expect(count.removed).toBe(count.added);
  });
});

/** Sleep of a few days, of one device or two, with segments of any length across the borders. */
const layouts: fc.Arbitrary<readonly Stretch[]> = fc
  .array(
    fc.array(
      fc.record({
        gap: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40_000 })),
        length: fc.oneof(fc.integer({ min: 1, max: 7200 }), fc.integer({ min: 7200, max: 200_000 })),
        state: fc.constantFrom(0, 1, 2, 3, 99),
      }),
      { maxLength: 12 },
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((devices) =>
    devices.flatMap((parts, device) => {
      let time = begin - day;
      return parts.map(({ gap, length, state }) => {
        const from = time + gap;
        time = from + length;
        return { from, to: time, state, device: `device-${device}` };
      });
    }),
  );

const edges: readonly Edge[] = ["starting", "overlapping", "touching", "clipped", "unfinished"];

test.each(edges)(
  "what windows that are %s have in them comes once, whole and in order: no gap and no double at the seams",
  async (edge) => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.integer({ min: 1, max: 5 * day }), async (layout, length) => {
        const { connection } = await asking((form) => ({ series: segmentsIn(layout, periodOf(form), edge) }));
        const period = { from: begin, to: begin + length };
        const options = { since: at(period.from), until: at(period.to) };
        const segments = await connection.sleep.segments(options).toArray();
        const found = segments.map(({ startedAt, endedAt, state, device }): Stretch => ({
          from: startedAt.getTime() / 1000,
          to: endedAt.getTime() / 1000,
          state: state.code,
          device: device?.id ?? "",
        }));
        // In order,
        expect(found.map(({ from }) => from)).toEqual(found.map(({ from }) => from).sort((a, b) => a - b));
        const byName = (one: Stretch): string => JSON.stringify(one);
        const borders = Array.from(
          { length: Math.ceil(length / day) + 1 },
          (_, index) => begin + index * day,
        );
        const wanted =
          edge === "clipped"
            ? borders.flatMap((from, index) =>
                segmentsIn(layout, { from, to: Math.min(borders[index + 1] ?? 0, period.to) }, edge),
              )
            : segmentsIn(layout, period, edge);
        const expected = wanted.map(({ startdate, enddate, state, hash_deviceid }): Stretch => ({
          from: startdate,
          to: enddate,
          state,
          device: hash_deviceid,
        }));
        // the same,
        expect(found.map(byName).sort()).toEqual(expected.map(byName).sort());
        // and however it is read.
        const one: SleepSegment[] = [];
        for await (const segment of connection.sleep.segments(options)) one.push(segment);
        expect(one).toEqual(segments);
      }),
      { numRuns: 60 },
    );
  },
);
