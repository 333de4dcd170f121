import { describe, expect, test } from "vitest";
import type { Connection, Listing, MeasureGroup } from "withings-kit";
import { failure } from "../support/login.js";
import { endpoint, type Endpoint, gate, type Given, settled, until } from "./support/endpoint.js";
import { readingFrom, refusal } from "./support/reading.js";

const row = (grpid: number): object => ({ grpid, attrib: 0, date: 1_764_000_000, category: 1, measures: [] });

/** An answer with rows of these ids, and what says that there are more. */
const page = (ids: readonly number[], more: object = {}): object => ({
  timezone: "Europe/Paris",
  measuregrps: ids.map(row),
  ...more,
});

/** Pages of two by two, as Withings ends them: without more and offset. */
const pagesOf =
  (total: number) =>
  (form: URLSearchParams): object => {
    const offset = Number(form.get("offset") ?? 0);
    const ids = Array.from({ length: Math.min(2, total - offset) }, (_, index) => offset + index);
    return page(ids, offset + 2 < total ? { more: 1, offset: offset + 2 } : {});
  };

async function listed(give: (form: URLSearchParams, count: number) => Given | Promise<Given>): Promise<{
  readonly connection: Connection;
  readonly listing: Listing<MeasureGroup>;
  readonly server: Endpoint;
}> {
  const server = endpoint(give);
  const { connection } = await readingFrom([], { fetch: server.fetch });
  return { connection, listing: connection.measures.list(), server };
}

const idsOf = (items: readonly MeasureGroup[]): readonly number[] => items.map(({ id }) => id);
const offsets = ({ asked }: Endpoint): readonly (string | null)[] => asked.map((form) => form.get("offset"));

describe("a listing", () => {
  test("fetches nothing before it is asked for", async () => {
    const { connection, listing, server } = await listed(pagesOf(5));
    listing.pages();
    listing[Symbol.asyncIterator]();
    connection.workouts.list({ firstDay: "never" });
    connection.sleep.segments({ since: new Date(NaN) });
    await settled();
    expect(server.asked).toEqual([]);
  });

  test("awaited is its first page, and fetches no other", async () => {
    const { listing, server } = await listed(pagesOf(5));
    const { items, more } = await listing;
    expect(idsOf(items)).toEqual([0, 1]);
    expect(more).toBe(true);
    await settled();
    expect(offsets(server)).toEqual([null]);
  });

  test("of a single page says that there is no more", async () => {
    const { listing } = await listed(pagesOf(2));
    expect((await listing).more).toBe(false);
  });

  test("gives all items in their order, each page when the one before was taken", async () => {
    const { listing, server } = await listed(pagesOf(5));
    const seen: unknown[] = [];
    for await (const { id } of listing) seen.push([id, server.asked.length]);
    expect(seen).toEqual([
      [0, 1],
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 3],
    ]);
    expect(offsets(server)).toEqual([null, "2", "4"]);
  });

  test("gives pages", async () => {
    const { listing } = await listed(pagesOf(5));
    const seen: unknown[] = [];
    for await (const { items, more } of listing.pages()) seen.push([idsOf(items), more]);
    expect(seen).toEqual([
      [[0, 1], true],
      [[2, 3], true],
      [[4], false],
    ]);
  });

  test("gives an array", async () => {
    const { listing } = await listed(pagesOf(5));
    expect(idsOf(await listing.toArray())).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 3],
    [9, 3],
  ])("gives at most %i where so many are wanted, and fetches %i pages", async (limit, requests) => {
    const { listing, server } = await listed(pagesOf(5));
    expect(idsOf(await listing.toArray({ limit }))).toEqual([0, 1, 2, 3, 4].slice(0, limit));
    await settled();
    expect(server.asked).toHaveLength(requests);
  });

  test("begins anew each time", async () => {
    const { listing } = await listed(pagesOf(3));
    expect(idsOf((await listing).items)).toEqual([0, 1]);
    expect(idsOf(await listing.toArray())).toEqual([0, 1, 2]);
    expect(idsOf(await listing.toArray())).toEqual([0, 1, 2]);
  });

  test("ends with an error where an offset does not advance, and has given what came before", async () => {
    for (const offset of [2, 1, 0, -3, undefined, null, "1", "two", {}]) {
      const { listing, server } = await listed((_form, count) =>
        page([count], { more: true, offset: count === 1 ? 2 : offset }),
      );
      const given: number[] = [];
      const error = await failure(
        (async () => {
          // Not without end, if it went on.
          for await (const { id } of listing) if (given.push(id) > 9) break;
        })(),
      );
      expect(error).toMatchObject({ name: "WithingsDecodingError", code: "answer_invalid", field: "offset" });
      expect(given).toEqual([1, 2]);
      expect(server.asked).toHaveLength(2);
    }
  });

  test("ends with an error where there is more and no offset at all", async () => {
    const { listing } = await listed(() => page([1], { more: 1 }));
    expect(await failure(listing.toArray())).toMatchObject({ code: "answer_invalid" });
  });

  test("goes on over a page that is empty", async () => {
    const { listing } = await listed((form) =>
      form.has("offset") ? page([7]) : page([], { more: 1, offset: 200 }),
    );
    expect(idsOf(await listing.toArray())).toEqual([7]);
    const iterator = listing[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ id: 7 });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test.each([[0], [false], [undefined], [null]])(
    "ends where more is %j, whatever the offset says",
    async (more) => {
      const { listing, server } = await listed(() => page([1], { more, offset: 200 }));
      expect(idsOf(await listing.toArray())).toEqual([1]);
      expect(server.asked).toHaveLength(1);
    },
  );

  test.each([[1], [true]])("goes on where more is %j", async (more) => {
    const { listing } = await listed((form) =>
      form.has("offset") ? page([2]) : page([1], { more, offset: 1 }),
    );
    expect(idsOf(await listing.toArray())).toEqual([1, 2]);
  });

  test("gives what waits for it the error of Withings, after the pages that came", async () => {
    const { listing } = await listed((form) => (form.has("offset") ? refusal(293, "no") : pagesOf(5)(form)));
    const iterator = listing[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ id: 0 });
    expect((await iterator.next()).value).toMatchObject({ id: 1 });
    expect(await failure(iterator.next())).toMatchObject({ name: "WithingsApiError", status: 293 });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe("next() that is called many times at once", () => {
  test("gives each item once, in the order of the calls, and asks for each page once", async () => {
    const { listing, server } = await listed(pagesOf(7));
    const iterator = listing[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 10 }, () => iterator.next()));
    expect(results.map(({ value }) => value?.id)).toEqual([0, 1, 2, 3, 4, 5, 6, ...Array<undefined>(3)]);
    expect(results.map(({ done }) => done).slice(6)).toEqual([false, true, true, true]);
    expect(offsets(server)).toEqual([null, "2", "4", "6"]);
    expect(server.mostOpen()).toBe(1);
  });

  test("keeps the order where some are called while others wait", async () => {
    const { opened, open } = gate();
    const { listing } = await listed(async (form) => {
      if (form.has("offset")) await opened;
      return pagesOf(4)(form);
    });
    const iterator = listing[Symbol.asyncIterator]();
    const early = [iterator.next(), iterator.next(), iterator.next()];
    await Promise.all(early.slice(0, 2));
    const late = [iterator.next(), iterator.next()];
    open();
    const all = await Promise.all([...early, ...late]);
    expect(all.map(({ value }) => value?.id)).toEqual([0, 1, 2, 3, undefined]);
  });

  test("keeps the order where the first answer brings another call, while others still wait", async () => {
    const { listing } = await listed(pagesOf(3));
    const iterator = listing[Symbol.asyncIterator]();
    const first = iterator.next();
    const second = iterator.next();
    const third = first.then(() => iterator.next());
    const all = await Promise.all([first, second, third]);
    expect(all.map(({ value }) => value?.id)).toEqual([0, 1, 2]);
  });

  test("gives one of them the error, and the others the end", async () => {
    const { listing } = await listed(() => refusal(293));
    const iterator = listing[Symbol.asyncIterator]();
    const results = await Promise.allSettled([iterator.next(), iterator.next()]);
    expect(results[0]).toMatchObject({ status: "rejected", reason: { status: 293 } });
    expect(results[1]).toEqual({ status: "fulfilled", value: { done: true, value: undefined } });
  });
});

describe("a listing that is left", () => {
  test("by break fetches no more", async () => {
    const { listing, server } = await listed(pagesOf(9));
    for await (const { id } of listing) if (id === 2) break;
    await settled();
    expect(server.asked).toHaveLength(2);
  });

  test("by return() has ended, even with items of its page left", async () => {
    const { listing, server } = await listed(pagesOf(9));
    const iterator = listing[Symbol.asyncIterator]();
    await iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(server.asked).toHaveLength(1);
  });

  test("by return() before anything was asked for fetches nothing", async () => {
    const { listing, server } = await listed(pagesOf(9));
    const iterator = listing[Symbol.asyncIterator]();
    await iterator.return?.();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(server.asked).toEqual([]);
  });

  test("by return() while items are waited for answers those, and nothing after", async () => {
    const { opened, open } = gate();
    const { listing, server } = await listed(async (form) => {
      await opened;
      return pagesOf(9)(form);
    });
    const iterator = listing[Symbol.asyncIterator]();
    const asked = iterator.next();
    const left = iterator.return?.();
    const after = iterator.next();
    await until(() => server.open() === 1);
    open();
    expect((await asked).value).toMatchObject({ id: 0 });
    expect(await left).toEqual({ done: true, value: undefined });
    expect(await after).toEqual({ done: true, value: undefined });
    expect(server.asked).toHaveLength(1);
  });
});
