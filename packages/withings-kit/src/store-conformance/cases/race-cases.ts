import type { ConnectionStore } from "../../connection/store.js";
import { mustHold } from "../broken-promise.js";
import { type Case, change, create, mustHaveMovedOn, mustStand, pause } from "../bench.js";

/** What holds when several call a store at once. */
export const raceCases: readonly Case[] = [
  {
    name: "compareAndSwap: of fifty that try at once with one generation, one wins",
    run: async ({ store, key }) => {
      let expected = 0;
      for (let round = 0; round < 3; round++)
        expected = await oneOfManyWins(Array<ConnectionStore>(50).fill(store), { key: key(), expected });
    },
  },
  {
    name: "compareAndSwap: of fifty that try at once in two openings, one wins",
    needs: ["shared"],
    run: async ({ store, open, key }) => {
      const other = await open();
      const stores = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? store : other));
      let expected = 0;
      for (let round = 0; round < 3; round++)
        expected = await oneOfManyWins(stores, { key: key(), expected });
    },
  },
  {
    name: "compareAndSwap: no count is lost when several count at once",
    run: ({ store, key }) => countTogether([store, store, store, store], key()),
  },
  {
    name: "compareAndSwap: no count is lost when several count at once in two openings",
    needs: ["shared"],
    run: async ({ store, open, key }) => {
      const other = await open();
      await countTogether([store, other, store, other], key());
    },
  },
  {
    name: "compareAndSwap: a hundred keys that are changed at once do not hinder each other",
    run: async ({ store, key }) => {
      const names = Array.from({ length: 100 }, (_, index) => key(`${index}`));
      const created = await Promise.all(names.map((name) => create(store, name, "created")));
      const changed = await Promise.all(
        names.map((name, index) => change(store, name, { expected: created[index] ?? 0, value: name })),
      );
      const promise = "compareAndSwap: stores the text under its key, whatever goes on under others.";
      for (const [index, name] of names.entries())
        await mustStand(store, name, { promise, generation: changed[index] ?? 0, value: name });
    },
  },
  {
    name: "read: while others write, a text comes with the generation that it was stored at",
    run: async ({ store, key }) => {
      const writer = { isDone: false };
      const written = new Map<number, string>();
      const readings: { readonly generation: number; readonly value: string | undefined }[] = [];
      const write = async (): Promise<void> => {
        let generation = 0;
        for (let count = 0; count < 25; count++) {
          const value = `${count}`.padEnd(1 + 40 * (count % 5), "x");
          generation = await change(store, key(), { expected: generation, value });
          written.set(generation, value);
        }
      };
      const read = async (): Promise<void> => {
        while (!writer.isDone) {
          readings.push(await store.read(key()));
          await pause(0);
        }
      };
      const writing = write().finally(() => {
        writer.isDone = true;
      });
      await Promise.all([writing, read(), read()]);
      for (const { generation, value } of readings)
        mustHold(
          written.get(generation) === value,
          "read: gives what is stored, a text with its own generation.",
          {
            expected: `at generation ${generation} the text that was stored at it`,
            actual: "another one",
          },
        );
    },
  },
  {
    name: "delete: of twenty that delete at once, one does",
    run: async ({ store, key }) => {
      for (let round = 0; round < 3; round++) {
        const expected = await create(store, key(), `${round}`);
        const results = await atOnce(20, () => store.delete(key(), { expected }));
        const winners = results.filter(Boolean).length;
        mustHold(winners === 1, "delete: of all that try with one generation, one does it.", {
          expected: "true for 1 of 20",
          actual: `true for ${winners}`,
        });
      }
    },
  },
  {
    name: "delete: of a delete and a change at once, one wins",
    run: async ({ store, key }) => {
      for (let round = 0; round < 10; round++) {
        const name = key(`${round}`);
        const expected = await create(store, name, "before");
        const remove = (): Promise<boolean> => store.delete(name, { expected });
        const write = async (): Promise<boolean> =>
          (await store.compareAndSwap(name, { expected, value: "after" })) !== undefined;
        const calls = round % 2 === 0 ? [remove, write] : [write, remove];
        const [first, second] = await Promise.all(calls.map((call) => call()));
        mustHold(
          first !== second,
          "delete and compareAndSwap: of all that try with one generation, one wins.",
          {
            expected: "one of the two wins",
            actual: first === true ? "both did" : "none did",
          },
        );
        const deleted = round % 2 === 0 ? first : second;
        const { value } = await store.read(name);
        mustHold(
          value === (deleted === true ? undefined : "after"),
          "read: never older than what the latest finished write put there.",
          {
            expected: deleted === true ? "no text, since the delete won" : "the text that won",
            actual: value === undefined ? "no text" : "a text",
          },
        );
      }
    },
  },
];

/** @returns what the winner got. */
async function oneOfManyWins(
  stores: readonly ConnectionStore[],
  { key, expected }: { readonly key: string; readonly expected: number },
): Promise<number> {
  const results = await Promise.all(
    stores.map((store, index) => store.compareAndSwap(key, { expected, value: `by ${index}` })),
  );
  const winners = results.flatMap((generation, index) =>
    generation === undefined ? [] : [{ generation, value: `by ${index}` }],
  );
  const [winner] = winners;
  const promise = "compareAndSwap: of all that try with one generation, one wins.";
  mustHold(winner !== undefined && winners.length === 1, promise, {
    expected: `1 of ${stores.length} wins with the generation ${expected}`,
    actual: `${winners.length} did`,
  });
  for (const store of new Set(stores)) await mustStand(store, key, { promise, ...winner });
  return winner.generation;
}

/** Several count under one key, each from what it reads, and again where another was faster. */
async function countTogether(stores: readonly ConnectionStore[], key: string): Promise<void> {
  const times = 8;
  const given: number[] = [];
  const count = async (store: ConnectionStore): Promise<void> => {
    for (let done = 0, lostAt: number | undefined; done < times;) {
      const { generation: expected, value = "0" } = await store.read(key);
      mustHaveMovedOn(expected, lostAt);
      const won = await store.compareAndSwap(key, { expected, value: `${Number(value) + 1}` });
      lostAt = won === undefined ? expected : undefined;
      if (won === undefined) continue;
      given.push(won);
      done++;
    }
  };
  await Promise.all(stores.map(count));
  const all = stores.length * times;
  mustHold(new Set(given).size === all, "compareAndSwap: no generation is given twice.", {
    expected: `${all} different generations`,
    actual: `${new Set(given).size}`,
  });
  for (const store of new Set(stores)) {
    const { value } = await store.read(key);
    mustHold(value === `${all}`, "compareAndSwap: a change that won is not lost.", {
      expected: `the count ${all}`,
      actual: `the count ${Number(value)}`,
    });
  }
}

function atOnce<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call));
}
