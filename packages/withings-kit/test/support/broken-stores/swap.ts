import { setTimeout as wait } from "node:timers/promises";
import {
  all,
  begins,
  checksThenActs,
  keysAs,
  locksInOneOpening,
  nothing,
  turnOfOthers,
  type Mutants,
} from "./tools.js";

/** Stores that break a promise of `read` or `compareAndSwap`, by the case of the kit that must tell. */
export const swapMutants: Mutants = {
  "read: a key that was never used is at generation 0 and has no text": {
    "gives null for nothing": ({ store }) => ({
      read: async (key) => {
        const reading = await store.read(key);
        return { ...reading, value: reading.value ?? (null as unknown as undefined) };
      },
    }),
    "counts from 1": ({ store }) => ({
      read: async (key) => {
        const reading = await store.read(key);
        return reading.generation === 0 ? { ...reading, generation: 1 } : reading;
      },
    }),
    "gives an empty text for nothing": ({ store }) => ({
      read: async (key) => ({ ...(await store.read(key)), value: "" }),
    }),
    "never answers": () => ({ read: () => new Promise(() => undefined) }),
    "throws where nothing is": () => ({ read: () => Promise.reject(new Error("ENOENT")) }),
  },
  "read: names that programming languages and file systems know are keys like any other": {
    "keeps an object, with all that it inherits": ({ store }) => ({
      read: (key) => {
        const inherited = ({} as Readonly<Record<string, typeof nothing>>)[key];
        return inherited === undefined ? store.read(key) : Promise.resolve(inherited);
      },
    }),
    "opens a folder in the place of a file": ({ store }) => ({
      read: (key) => (/^\.{0,2}\/?$/.test(key) ? Promise.reject(new Error("EISDIR")) : store.read(key)),
    }),
  },
  "compareAndSwap: creates a text where there is none, at the generation 0": {
    "only changes what is there": ({ store }) => ({
      compareAndSwap: (key, change) =>
        change.expected === 0 ? Promise.resolve(undefined) : store.compareAndSwap(key, change),
    }),
    "says true in place of the generation": ({ store }) => ({
      compareAndSwap: async (key, change) =>
        (await store.compareAndSwap(key, change)) && (true as unknown as number),
    }),
    "gives the generation as a text": ({ store }) => ({
      compareAndSwap: async (key, change) =>
        String(await store.compareAndSwap(key, change)) as unknown as number,
    }),
    "gives null when it lost, and also when it won": ({ store }) => ({
      compareAndSwap: async (key, change) => {
        await store.compareAndSwap(key, change);
        return null as unknown as undefined;
      },
    }),
  },
  "compareAndSwap: each change wins with the generation of the one before, and is read at once": {
    "writes a little later": ({ store }) => ({
      compareAndSwap: async (key, change) => {
        const { generation } = await store.read(key);
        if (generation !== change.expected) return undefined;
        void wait(20).then(() => store.compareAndSwap(key, change));
        return generation + 1;
      },
    }),
    "gives the generation from before": ({ store }) => ({
      compareAndSwap: async (key, change) =>
        (await store.compareAndSwap(key, change)) === undefined ? undefined : change.expected,
    }),
    "takes an empty text for none": ({ store }) => ({
      read: async (key) => {
        const reading = await store.read(key);
        return reading.value === "" ? { ...reading, value: undefined } : reading;
      },
    }),
  },
  "compareAndSwap: the same text once more is a change too": {
    "writes only what differs": ({ store }) => ({
      compareAndSwap: async (key, change) =>
        (await store.read(key)).value === change.value ? undefined : store.compareAndSwap(key, change),
    }),
  },
  "compareAndSwap: loses with a generation that is over, and changes nothing": {
    "ignores what is expected": ({ force }) => ({ compareAndSwap: (key, { value }) => force(key, value) }),
    "creates over what is there": ({ store, force }) => ({
      compareAndSwap: (key, change) =>
        change.expected === 0 ? force(key, change.value) : store.compareAndSwap(key, change),
    }),
    "takes an older generation": ({ store, force }) => ({
      compareAndSwap: async (key, change) =>
        (await store.read(key)).generation >= change.expected ? force(key, change.value) : undefined,
    }),
    "writes also when it says that it lost": ({ store, force }) => ({
      compareAndSwap: async (key, change) => {
        const generation = await store.compareAndSwap(key, change);
        if (generation === undefined) await force(key, change.value);
        return generation;
      },
    }),
  },
  "compareAndSwap: loses with a generation that the key never had, and changes nothing": {
    "takes a newer generation": ({ store, force }) => ({
      compareAndSwap: async (key, change) =>
        (await store.read(key)).generation <= change.expected ? force(key, change.value) : undefined,
    }),
  },
  "compareAndSwap: loses at a key that was never used, except with the generation 0": {
    "creates whatever is expected": ({ store, force }) => ({
      compareAndSwap: async (key, change) =>
        (await store.read(key)).value === undefined
          ? force(key, change.value)
          : store.compareAndSwap(key, change),
    }),
  },
  "compareAndSwap: changes no other key": {
    "takes a key with a slash at its end for one without": keysAs((key) => key.replace(/\/$/, "")),
    "writes to all keys that begin alike": ({ store, force }) => ({
      compareAndSwap: async (key, change) => {
        const generation = await store.compareAndSwap(key, change);
        if (generation !== undefined)
          for (const other of await all(store))
            if (other.key !== key && begins(key)(other)) await force(other.key, change.value);
        return generation;
      },
    }),
  },
  "compareAndSwap: of fifty that try at once with one generation, one wins": {
    "looks, and writes later": checksThenActs,
    "lets all of them down": ({ store, memory }) => ({
      compareAndSwap: async (key, change) => {
        memory.set(key, (memory.get(key) ?? 0) + 1);
        await turnOfOthers();
        const alone = memory.get(key) === 1;
        await turnOfOthers();
        memory.set(key, (memory.get(key) ?? 0) - 1);
        return alone ? store.compareAndSwap(key, change) : undefined;
      },
    }),
  },
  "compareAndSwap: of fifty that try at once in two openings, one wins": {
    "looks, and writes later, one after the other in one opening": locksInOneOpening,
  },
  "compareAndSwap: no count is lost when several count at once": {
    "looks, and writes later": checksThenActs,
    "loses although nothing has changed": ({ store }) => ({
      compareAndSwap: (key, change) =>
        change.expected % 5 === 4 ? Promise.resolve(undefined) : store.compareAndSwap(key, change),
    }),
    "reads the new generation when another may have written": ({ store }) => ({
      compareAndSwap: async (key, change) => {
        if ((await store.compareAndSwap(key, change)) === undefined) return undefined;
        await turnOfOthers();
        return (await store.read(key)).generation;
      },
    }),
  },
  "compareAndSwap: no count is lost when several count at once in two openings": {
    "looks, and writes later, one after the other in one opening": locksInOneOpening,
  },
  "compareAndSwap: a hundred keys that are changed at once do not hinder each other": {
    "takes two connections of ten for each change": ({ store, memory }) => {
      const take = async (): Promise<void> => {
        while ((memory.get("taken") ?? 0) >= 10) await turnOfOthers();
        memory.set("taken", (memory.get("taken") ?? 0) + 1);
      };
      const give = (): void => {
        memory.set("taken", (memory.get("taken") ?? 0) - 1);
      };
      return {
        compareAndSwap: async (key, change) => {
          await take();
          const waiting = take().then(() => true);
          // For ever, where it is a database's pool.
          const isGiven = await Promise.race([waiting, wait(600, false)]);
          give();
          void waiting.then(give);
          return isGiven ? store.compareAndSwap(key, change) : undefined;
        },
      };
    },
    "mixes up what came when": ({ store, memory }) => ({
      compareAndSwap: async (key, change) => {
        memory.set("last", Number(/\d+$/.exec(change.value)?.[0] ?? 0));
        await turnOfOthers();
        return store.compareAndSwap(key, {
          ...change,
          value: change.value.replace(/\d+$/, String(memory.get("last"))),
        });
      },
    }),
  },
  "read: while others write, a text comes with the generation that it was stored at": {
    "reads the text after the generation": ({ store }) => ({
      read: async (key) => {
        const { generation } = await store.read(key);
        await turnOfOthers();
        const { value } = await store.read(key);
        return generation === 0 ? nothing : { generation, value };
      },
    }),
  },
};
