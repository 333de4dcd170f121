import { all, begins, checksThenActs, countsByKey, turnOfOthers, type Mutants } from "./tools.js";

/** Stores that break a promise of `delete`, or of generations, by the case of the kit that must tell. */
export const deleteMutants: Mutants = {
  "delete: of twenty that delete at once, one does": { "looks, and deletes later": checksThenActs },
  "delete: of a delete and a change at once, one wins": {
    "looks, and acts later": checksThenActs,
    "deletes what was changed meanwhile": ({ store, remove }) => ({
      delete: async (key, { expected }) => {
        const { generation } = await store.read(key);
        await turnOfOthers();
        return generation === expected && remove(key);
      },
    }),
  },
  "delete: with the generation at which the key is, nothing is there any more": {
    "never deletes": () => ({ delete: () => Promise.resolve(false) }),
    "says that it deleted, and does not": () => ({ delete: () => Promise.resolve(true) }),
    "writes an empty text": ({ store }) => ({
      delete: async (key, { expected }) =>
        (await store.compareAndSwap(key, { expected, value: "" })) !== undefined,
    }),
    "gives how many it deleted": ({ store }) => ({
      delete: async (key, change) => Number(await store.delete(key, change)) as unknown as boolean,
    }),
    "lists what is no more": ({ store, memory }) => ({
      delete: (key, change) => {
        memory.set(key, change.expected);
        return store.delete(key, change);
      },
      list: async function* (prefix) {
        yield* store.list(prefix);
        for (const [key, generation] of memory)
          if (key.startsWith(prefix)) yield { key, generation, value: undefined as unknown as string };
      },
    }),
  },
  "delete: with another generation, nothing is deleted": {
    "ignores what is expected": ({ remove }) => ({ delete: (key) => remove(key) }),
    "deletes with an older generation": ({ store, remove }) => ({
      delete: async (key, { expected }) => (await store.read(key)).generation >= expected && remove(key),
    }),
  },
  "delete: where nothing is, there is nothing to delete": {
    "says that it deleted what was not there": ({ store }) => ({
      delete: async (key, change) => {
        const deleted = await store.delete(key, change);
        return deleted || (await store.read(key)).value === undefined;
      },
    }),
  },
  "delete: deletes no other key": {
    "deletes all keys that begin alike": ({ store, remove }) => ({
      delete: async (key, change) => {
        const deleted = await store.delete(key, change);
        for (const entry of await all(store)) if (deleted && begins(key)(entry)) await remove(entry.key);
        return deleted;
      },
    }),
  },
  "delete: what was deleted can be created again with the generation that is read": {
    "takes nothing any more": ({ store, memory }) => ({
      delete: (key, change) => {
        memory.set(key, 1);
        return store.delete(key, change);
      },
      compareAndSwap: (key, change) =>
        memory.has(key) ? Promise.resolve(undefined) : store.compareAndSwap(key, change),
    }),
  },
  "generations: no number is given twice, however often a key is deleted and created": {
    "begins again at 1 after a delete": countsByKey(() => 0),
    "counts on from one less": countsByKey((generation) => generation - 1),
  },
  "generations: what was read before a delete cannot be written after it": {
    "stays at the generation that was deleted": countsByKey((generation) => generation),
    "begins again at 1 after a delete": countsByKey(() => 0),
  },
  "generations: no number is given twice when the store is opened again in between": {
    "forgets its count when it is closed": (ground) =>
      countsByKey((generation) => generation + 1)({ ...ground, memory: new Map() }),
  },
};
