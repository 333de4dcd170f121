import type { StoreEntry, StoreReading } from "withings-kit";
import { all, begins, clockAs, type Mutants, turnOfOthers } from "./tools.js";

const frozen = Date.now();

/** Stores that break a promise to those who open them more than once, or have no good clock, by the case of the kit that must tell. */
export const openingMutants: Mutants = {
  "open: several openings at once are of one store, also when they make it": {
    "makes its table when another one does": ({ store, memory }) => {
      const made = async (): Promise<void> => {
        if (memory.has("table")) return;
        await turnOfOthers();
        if (memory.has("table")) throw new Error('relation "connections" already exists');
        memory.set("table", 1);
      };
      return { read: (key) => made().then(() => store.read(key)) };
    },
    "makes its table anew": ({ store }) => {
      let isMade = false;
      return {
        read: async (key) => {
          if (!isMade)
            for (const { key: old, generation } of await all(store))
              await store.delete(old, { expected: generation });
          isMade = true;
          return store.read(key);
        },
      };
    },
  },
  "read: one opening reads at once what another wrote and deleted": {
    "remembers what it read": ({ store }) => {
      const remembered = new Map<string, StoreReading>();
      return {
        read: async (key) => {
          const reading = remembered.get(key) ?? (await store.read(key));
          remembered.set(key, reading);
          return reading;
        },
        compareAndSwap: (key, change) => {
          remembered.delete(key);
          return store.compareAndSwap(key, change);
        },
      };
    },
    "remembers that nothing was there": ({ store }) => {
      const absent = new Set<string>();
      return {
        read: async (key) => {
          const reading = absent.has(key) ? { generation: 0, value: undefined } : await store.read(key);
          if (reading.value === undefined) absent.add(key);
          return reading;
        },
      };
    },
    "remembers what it listed": ({ store }) => {
      const remembered = new Map<string, readonly StoreEntry[]>();
      return {
        list: async function* (prefix) {
          const entries = remembered.get(prefix) ?? (await all(store)).filter(begins(prefix));
          remembered.set(prefix, entries);
          yield* entries;
        },
      };
    },
  },
  "compareAndSwap: what was stored is there when the store is opened again": {
    "keeps it in memory": ({ store }) => {
      const opening = String(Math.random());
      return {
        read: (key) => store.read(opening + key),
        compareAndSwap: (key, change) => store.compareAndSwap(opening + key, change),
      };
    },
  },
  "now: where the store has a clock of its own, it shows the time, and goes on": {
    "gives seconds": clockAs(() => Date.now() / 1000),
    "gives microseconds": clockAs(() => Date.now() * 1000),
    "gives the time since it started": clockAs(() => performance.now()),
    "stands still": clockAs(() => frozen),
    "runs backwards": clockAs(() => 2 * frozen - Date.now()),
    "gives it now and then": ({ store }) => {
      let isGiven = false;
      return clockAs(() => ((isGiven = !isGiven) ? Date.now() : undefined))({ store } as never);
    },
    "gives no number": clockAs(() => NaN),
  },
  "now: everybody who uses the store reads one clock": {
    "is each machine's own": ({ store, memory }) => {
      const skew = memory.size * 600_000;
      memory.set(`opening ${memory.size}`, 1);
      return clockAs(() => Date.now() + skew)({ store } as never);
    },
    "has one in the first opening only": ({ store, memory }) => {
      const isFirst = memory.size === 0;
      memory.set(`opening ${memory.size}`, 1);
      return clockAs(() => (isFirst ? Date.now() : undefined))({ store } as never);
    },
  },
};
