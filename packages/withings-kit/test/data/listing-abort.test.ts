import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { requestBudget } from "withings-kit/data";
import { failure } from "../support/login.js";
import { endpoint, gate, settled, until } from "./support/endpoint.js";
import { readingFrom, refusal } from "./support/reading.js";

const row = (grpid: number): object => ({ grpid, attrib: 0, date: 1_764_000_000, category: 1, measures: [] });
const page = (form: URLSearchParams): object => {
  const offset = Number(form.get("offset") ?? 0);
  return { measuregrps: [row(offset), row(offset + 1)], more: 1, offset: offset + 2 };
};

const aborted = { name: "WithingsTransportError", code: "aborted" };

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

describe("abort", () => {
  test("before the beginning: nothing is sent", async () => {
    const server = endpoint(page);
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const signal = AbortSignal.abort();
    const since = new Date("2026-11-01T00:00:00Z");
    for (const listing of [
      connection.measures.list({ signal }),
      connection.activity.days({ signal }),
      connection.activity.intraday({ signal }),
      connection.activity.intraday({ signal, since }),
      connection.workouts.list({ signal }),
      connection.sleep.nights({ signal }),
      connection.sleep.segments({ signal, since }),
    ]) {
      expect(await failure(listing.toArray())).toMatchObject(aborted);
      expect(await failure(Promise.resolve(listing))).toMatchObject(aborted);
      expect(await failure(listing.pages().next())).toMatchObject(aborted);
      expect(await failure(listing[Symbol.asyncIterator]().next())).toMatchObject(aborted);
    }
    expect(server.asked).toEqual([]);
  });

  test.each(["more", "nothing more"])(
    "within a page, with %s after it, ends it with the next item",
    async (after) => {
      const server = endpoint((form) => ({ ...page(form), ...(after === "nothing more" && { more: 0 }) }));
      const { connection } = await readingFrom([], { fetch: server.fetch });
      const controller = new AbortController();
      const iterator = connection.measures.list({ signal: controller.signal })[Symbol.asyncIterator]();
      expect((await iterator.next()).done).toBe(false);
      controller.abort();
      expect(await failure(iterator.next())).toMatchObject(aborted);
      expect((await iterator.next()).done).toBe(true);
      expect(server.asked).toHaveLength(1);
    },
  );

  test("while a page is on its way ends the wait and the request", async () => {
    const server = endpoint(() => gate().opened.then(() => ({})));
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const iterator = connection.measures.list({ signal: controller.signal })[Symbol.asyncIterator]();
    const all = [iterator.next(), iterator.next(), iterator.next()];
    await until(() => server.open() === 1);
    controller.abort();
    const [first, ...others] = await Promise.allSettled(all);
    expect(first).toMatchObject({ status: "rejected", reason: aborted });
    for (const other of others)
      expect(other).toEqual({ status: "fulfilled", value: { done: true, value: undefined } });
    await until(() => server.open() === 0);
    expect(server.asked).toHaveLength(1);
  });

  test("while a page is on its way does not end the wait of others for the same", async () => {
    const { opened, open } = gate();
    const server = endpoint(async (form) => {
      await opened;
      return page(form);
    });
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const mine = connection.measures.list({ signal: controller.signal }).toArray({ limit: 2 });
    const theirs = connection.measures.list().toArray({ limit: 2 });
    await until(() => server.open() === 1);
    controller.abort();
    expect(await failure(mine)).toMatchObject(aborted);
    open();
    expect(await theirs).toHaveLength(2);
    expect(server.asked).toHaveLength(1);
  });

  test("by whoever reads the items: no other is given, and no page fetched", async () => {
    const server = endpoint(page);
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const given: number[] = [];
    const error = await failure(
      (async () => {
        for await (const { id } of connection.measures.list({ signal: controller.signal })) {
          given.push(id);
          if (id === 2) controller.abort();
        }
      })(),
    );
    expect(error).toMatchObject(aborted);
    expect(given).toEqual([0, 1, 2]);
    expect(server.asked).toHaveLength(2);
  });

  test("of all pages ends what is read ahead", async () => {
    const server = endpoint((form) => (form.has("offset") ? gate().opened.then(() => ({})) : page(form)));
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const all = connection.measures.list({ signal: controller.signal }).toArray();
    await until(() => server.asked.length === 2);
    controller.abort();
    expect(await failure(all)).toMatchObject(aborted);
    await until(() => server.open() === 0);
    expect(server.asked).toHaveLength(2);
  });

  test("by what the program throws ends what is read ahead", async () => {
    const server = endpoint((form) =>
      form.has("offset") ? gate().opened.then(() => ({})) : { measuregrps: ["strange"], more: 1, offset: 1 },
    );
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const thrown = new Error("enough");
    const asked: number[] = [];
    const onStrangeRow = (): never => {
      asked.push(server.asked.length);
      throw thrown;
    };
    expect(await failure(connection.measures.list({ onStrangeRow }).toArray())).toBe(thrown);
    expect(asked).toEqual([2]);
    await until(() => server.open() === 0);
    expect(server.asked).toHaveLength(2);
  });

  test("after the last page has no effect", async () => {
    const server = endpoint(() => ({ measuregrps: [row(1)] }));
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const pages = connection.measures.list({ signal: controller.signal }).pages();
    expect((await pages.next()).value?.items).toHaveLength(1);
    controller.abort();
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  test("while it waits for its turn in the budget ends the wait, and keeps no place", async () => {
    const server = endpoint(page);
    const { connection } = await readingFrom([], {
      fetch: server.fetch,
      budget: requestBudget({ perMinute: 1 }),
    });
    await connection.measures.list();
    const controller = new AbortController();
    const waiting = connection.measures.list({ signal: controller.signal, types: ["weight"] }).toArray();
    await settled();
    const begun = performance.now();
    controller.abort();
    expect(await failure(waiting)).toMatchObject(aborted);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(server.asked).toHaveLength(1);
  });

  test("while it waits because Withings said so ends the wait", async () => {
    const server = endpoint(() => refusal(601, "Too many requests", { wait_seconds: 60 }));
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const waiting = connection.measures.list({ signal: controller.signal }).toArray();
    await until(() => server.asked.length === 1);
    await settled();
    controller.abort();
    expect(await failure(waiting)).toMatchObject(aborted);
    expect(server.asked).toHaveLength(1);
  });

  test("while it waits to try again ends the wait", async () => {
    const server = endpoint(() => refusal(522, "timeout"));
    const { connection } = await readingFrom([], { fetch: server.fetch });
    const controller = new AbortController();
    const waiting = connection.workouts.list({ signal: controller.signal }).toArray();
    await until(() => server.asked.length === 1);
    controller.abort();
    expect(await failure(waiting)).toMatchObject(aborted);
    const { length } = server.asked;
    await settled();
    expect(server.asked).toHaveLength(length);
  });

  test("a maximum wait that is shorter than the turn is told, and nothing is sent", async () => {
    const server = endpoint(page);
    const { connection } = await readingFrom([], {
      fetch: server.fetch,
      budget: requestBudget({ perMinute: 1 }),
    });
    await connection.measures.list();
    expect(await failure(connection.activity.days({ maxWaitMs: 5 }).toArray())).toMatchObject({
      name: "WithingsApiError",
      code: "budget_exhausted",
    });
    expect(server.asked).toHaveLength(1);
  });
});
