import { mustHold } from "../broken-promise.js";
import { type Case, change, create, mustBeEmpty, mustStand } from "../bench.js";

const oneStep = "compareAndSwap: of all that try with one generation, one wins.";
const unchanged = "compareAndSwap: what loses changes nothing.";

/** What `read` and `compareAndSwap` promise when one calls them. */
export const swapCases: readonly Case[] = [
  {
    name: "read: a key that was never used is at generation 0 and has no text",
    run: async ({ store, key }) => {
      const { generation, value } = await store.read(key("new"));
      mustHold(generation === 0 && value === undefined, "read: 0 where nothing was ever stored.", {
        expected: "generation 0 without a text",
        actual: `generation ${generation} ${value === undefined ? "without" : "with"} a text`,
      });
    },
  },
  {
    name: "read: names that programming languages and file systems know are keys like any other",
    run: async ({ store }) => {
      // Only read: as they are the same for everybody, another run of the kit may be at them.
      for (const key of ["__proto__", "constructor", "toString", "length", "NUL", "CON", ".", "..", "/"])
        await store.read(key);
    },
  },
  {
    name: "compareAndSwap: creates a text where there is none, at the generation 0",
    run: async ({ store, key }) => {
      const generation = await change(store, key(), { expected: 0, value: "first" });
      await mustStand(store, key(), { promise: latest, generation, value: "first" });
    },
  },
  {
    name: "compareAndSwap: each change wins with the generation of the one before, and is read at once",
    run: async ({ store, key }) => {
      let generation = 0;
      for (const value of ["first", "second", "third", ""]) {
        generation = await change(store, key(), { expected: generation, value });
        await mustStand(store, key(), { promise: latest, generation, value });
      }
    },
  },
  {
    name: "compareAndSwap: the same text once more is a change too",
    run: async ({ store, key }) => {
      const first = await create(store, key(), "same");
      const second = await change(store, key(), { expected: first, value: "same" });
      await mustStand(store, key(), { promise: latest, generation: second, value: "same" });
      await mustLose({ store, key: key(), expected: first });
    },
  },
  {
    name: "compareAndSwap: loses with a generation that is over, and changes nothing",
    run: async ({ store, key }) => {
      const first = await create(store, key(), "first");
      const second = await change(store, key(), { expected: first, value: "second" });
      for (const expected of [0, first]) await mustLose({ store, key: key(), expected });
      await mustStand(store, key(), { promise: unchanged, generation: second, value: "second" });
    },
  },
  {
    name: "compareAndSwap: loses with a generation that the key never had, and changes nothing",
    run: async ({ store, key }) => {
      const other = await create(store, key("other"), "other");
      const later = await change(store, key("other"), { expected: other, value: "later" });
      const generation = await create(store, key(), "mine");
      const foreign = [other, later, generation + 1, generation + 1000, 2 ** 53 - 1];
      for (const expected of foreign.filter((number) => number !== generation))
        await mustLose({ store, key: key(), expected });
      await mustStand(store, key(), { promise: unchanged, generation, value: "mine" });
    },
  },
  {
    name: "compareAndSwap: loses at a key that was never used, except with the generation 0",
    run: async ({ store, key }) => {
      for (const expected of [1, 2, 1000]) await mustLose({ store, key: key(), expected });
      await mustBeEmpty(store, key(), unchanged);
    },
  },
  {
    name: "compareAndSwap: changes no other key",
    run: async ({ store, key }) => {
      const neighbours = ["user/1", "user/10", "user", "user/"].map(key);
      const generations = new Map<string, number>();
      for (const neighbour of neighbours)
        generations.set(neighbour, await create(store, neighbour, neighbour));
      const promise = "compareAndSwap: changes the key that it was given, and no other.";
      const target = key("user/1");
      generations.set(
        target,
        await change(store, target, { expected: generations.get(target) ?? 0, value: target }),
      );
      for (const [neighbour, generation] of generations)
        await mustStand(store, neighbour, { promise, generation, value: neighbour });
    },
  },
];

const latest = "read: never older than what the latest finished write put there.";

async function mustLose(attempt: {
  readonly store: Parameters<typeof create>[0];
  readonly key: string;
  readonly expected: number;
}): Promise<void> {
  const { store, key, expected } = attempt;
  const generation = await store.compareAndSwap(key, { expected, value: "too late" });
  mustHold(generation === undefined, oneStep, {
    expected: `undefined for the generation ${expected}, at which the key is not`,
    actual: `the new generation ${String(generation)}`,
  });
}
