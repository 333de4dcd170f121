import { mustHold } from "../broken-promise.js";
import { type Case, change, create, listed, mustBeEmpty, mustStand } from "../bench.js";
import type { ConnectionStore } from "../../connection/store.js";

const neverBack = "generations: a number never comes back for its key, not even after a delete.";

/** What `delete` promises, and what holds after it. */
export const deleteCases: readonly Case[] = [
  {
    name: "delete: with the generation at which the key is, nothing is there any more",
    run: async ({ store, key }) => {
      const expected = await create(store, key(), "here");
      await mustDelete(store, key(), expected);
      const promise = "delete: deletes what is stored.";
      await mustBeEmpty(store, key(), promise);
      mustHold((await listed(store, key())).size === 0, promise, {
        expected: "nothing in the list",
        actual: "the key",
      });
    },
  },
  {
    name: "delete: with another generation, nothing is deleted",
    run: async ({ store, key }) => {
      const first = await create(store, key(), "first");
      const generation = await change(store, key(), { expected: first, value: "second" });
      for (const expected of [0, first, generation + 1]) await mustNotDelete(store, key(), expected);
      const promise = "delete: deletes only if the key is at the expected generation.";
      await mustStand(store, key(), { promise, generation, value: "second" });
    },
  },
  {
    name: "delete: where nothing is, there is nothing to delete",
    run: async ({ store, key }) => {
      for (const expected of [0, 1]) await mustNotDelete(store, key("never"), expected);
      await mustBeEmpty(store, key("never"), "delete: what deletes nothing changes nothing.");

      const expected = await create(store, key(), "once");
      await mustDelete(store, key(), expected);
      await mustNotDelete(store, key(), expected);
      const { generation } = await store.read(key());
      await mustNotDelete(store, key(), generation);
      await mustBeEmpty(store, key(), "delete: what deletes nothing changes nothing.");
    },
  },
  {
    name: "delete: deletes no other key",
    run: async ({ store, key }) => {
      const expected = await create(store, key("user/1"), "1");
      const neighbours = ["user/10", "user/1/", "user", "USER/1"].map(key);
      const generations = new Map<string, number>();
      for (const neighbour of neighbours)
        generations.set(neighbour, await create(store, neighbour, neighbour));
      await mustDelete(store, key("user/1"), expected);
      const promise = "delete: deletes the key that it was given, and no other.";
      for (const [neighbour, generation] of generations)
        await mustStand(store, neighbour, { promise, generation, value: neighbour });
    },
  },
  {
    name: "delete: what was deleted can be created again with the generation that is read",
    run: async ({ store, key }) => {
      for (const value of ["first", "second", "third"]) {
        const generation = await create(store, key(), value);
        await mustStand(store, key(), { promise: "compareAndSwap: creates.", generation, value });
        await mustDelete(store, key(), generation);
      }
    },
  },
  {
    name: "generations: no number is given twice, however often a key is deleted and created",
    run: async ({ store, key }) => {
      const given = new Set<number>();
      for (let round = 0; round < 6; round++) {
        let generation = await mustBeEmpty(store, key(), "delete: deletes what is stored.");
        mustBeNew(generation, given);
        for (let count = 0; count <= round % 3; count++) {
          generation = await change(store, key(), { expected: generation, value: `${round}.${count}` });
          mustBeNew(generation, given);
          given.add(generation);
        }
        await mustDelete(store, key(), generation);
      }
    },
  },
  {
    name: "generations: what was read before a delete cannot be written after it",
    run: async ({ store, key }) => {
      const read = await create(store, key(), "read by somebody slow");
      await mustDelete(store, key(), read);
      await mustLoseAfterDelete(store, key(), read);
      await mustBeEmpty(store, key(), neverBack);

      const again = await create(store, key(), "of another login");
      await mustLoseAfterDelete(store, key(), read);
      await mustNotDelete(store, key(), read);
      await mustStand(store, key(), { promise: neverBack, generation: again, value: "of another login" });
    },
  },
  {
    name: "generations: no number is given twice when the store is opened again in between",
    needs: ["shared"],
    run: async ({ store, open, closeAll, key }) => {
      const given = new Set<number>();
      let opened = store;
      for (let round = 0; round < 4; round++) {
        const generation = await create(opened, key(), `${round}`);
        mustBeNew(generation, given);
        given.add(generation);
        await mustDelete(opened, key(), generation);
        await closeAll();
        opened = await open();
      }
    },
  },
];

function mustBeNew(generation: number, given: ReadonlySet<number>): void {
  mustHold(!given.has(generation), neverBack, {
    expected: `none of ${Array.from(given).join(", ")}`,
    actual: `${generation} once more`,
  });
}

async function mustLoseAfterDelete(store: ConnectionStore, key: string, expected: number): Promise<void> {
  const generation = await store.compareAndSwap(key, { expected, value: "of a connection that is no more" });
  mustHold(generation === undefined, neverBack, {
    expected: `undefined for the generation ${expected}, which was deleted`,
    actual: `the new generation ${String(generation)}`,
  });
}

async function mustDelete(store: ConnectionStore, key: string, expected: number): Promise<void> {
  mustHold(
    await store.delete(key, { expected }),
    "delete: deletes if the key is at the expected generation.",
    {
      expected: `true for the generation ${expected}, at which the key is`,
      actual: "false",
    },
  );
}

async function mustNotDelete(store: ConnectionStore, key: string, expected: number): Promise<void> {
  mustHold(
    !(await store.delete(key, { expected })),
    "delete: deletes what is stored, only if the key is at the expected generation.",
    { expected: `false for the generation ${expected}, at which nothing stands`, actual: "true" },
  );
}
