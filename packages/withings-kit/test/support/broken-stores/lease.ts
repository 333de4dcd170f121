import { alwaysLeases, keysAs, leaseAs, type Mutants, turnOfOthers } from "./tools.js";

/** Stores that break a promise of `lease`, by the case of the kit that must tell. */
export const leaseMutants: Mutants = {
  "lease: one at a time has it, and the next one when it is released": {
    "gives one to everybody": alwaysLeases,
    "gives none": leaseAs(() => Promise.resolve(undefined)),
    "gives none for a while after a release": ({ store, memory }) => ({
      lease: async (key, options) => {
        if (Date.now() < (memory.get(key) ?? 0)) return undefined;
        const lease = await store.lease(key, options);
        return lease && { release: () => (memory.set(key, Date.now() + 1000), lease.release()) };
      },
    }),
    "does not release": leaseAs(async (store, key, options) => {
      const lease = await store.lease(key, options);
      return lease && { release: () => Promise.resolve() };
    }),
    "gives a number": leaseAs(async (store, key, options) => {
      const lease = await store.lease(key, options);
      return lease && (1 as never);
    }),
    "gives null to the others": leaseAs(async (store, key, options) => {
      const lease = await store.lease(key, options);
      return lease ?? (null as unknown as undefined);
    }),
  },
  "lease: of twenty that try at once, one gets it": {
    "looks, and gives later": ({ memory }) => ({
      lease: async (key) => {
        if (memory.has(key)) return undefined;
        await turnOfOthers();
        memory.set(key, 1);
        return { release: () => Promise.resolve(void memory.delete(key)) };
      },
    }),
    "gives none when several try": ({ store, memory }) => ({
      lease: async (key, options) => {
        memory.set(key, (memory.get(key) ?? 0) + 1);
        await turnOfOthers();
        const alone = memory.get(key) === 1;
        await turnOfOthers();
        memory.set(key, (memory.get(key) ?? 0) - 1);
        return alone ? store.lease(key, options) : undefined;
      },
    }),
  },
  "lease: of twenty that try at once in two openings, one gets it": {
    "knows the leases of its own opening": ({ store }) => {
      const opening = String(Math.random());
      return { lease: (key, options) => store.lease(key + opening, options) };
    },
  },
  "lease: ends by itself when its time is over, and not before": {
    "never ends": leaseAs((store, key) => store.lease(key, { ttlMs: 1 << 30 })),
    "ends at half its time": leaseAs((store, key, { ttlMs }) => store.lease(key, { ttlMs: ttlMs / 2 })),
    "takes seconds for milliseconds": leaseAs((store, key, { ttlMs }) =>
      store.lease(key, { ttlMs: ttlMs * 1000 }),
    ),
    "cuts seconds off": leaseAs((store, key, { ttlMs }) =>
      store.lease(key, { ttlMs: Math.floor(ttlMs / 1000) * 1000 }),
    ),
  },
  "lease: to release one late, or twice, harms nobody": {
    "releases whatever lease there is": ({ store, memory }) => {
      const released = (key: string): string => `${key} ${memory.get(key) ?? 0}`;
      return {
        lease: async (key, options) => {
          const lease = await store.lease(released(key), options);
          return (
            lease && { release: () => Promise.resolve(void memory.set(key, (memory.get(key) ?? 0) + 1)) }
          );
        },
      };
    },
    "throws when it is released twice": leaseAs(async (store, key, options) => {
      const lease = await store.lease(key, options);
      let isReleased = false;
      return (
        lease && {
          release: () => {
            if (isReleased) return Promise.reject(new Error("There is no such lease."));
            isReleased = true;
            return lease.release();
          },
        }
      );
    }),
  },
  "lease: other keys are free, however alike they look": {
    "has one lease for all keys": leaseAs((store, _key, options) => store.lease("all", options)),
    "has one lease for keys that begin alike": leaseAs((store, key, options) =>
      store.lease(key.replace(/\d+$/, ""), options),
    ),
    "takes large letters for small ones": leaseAs((store, key, options) =>
      store.lease(key.toLowerCase(), options),
    ),
    "counts 255 characters": keysAs((key) => key.slice(0, 255)),
  },
  "lease: hinders nobody from reading, changing, deleting and listing": {
    "lets nobody write meanwhile": ({ store, memory }) => ({
      lease: async (key, options) => {
        const lease = await store.lease(key, options);
        if (lease !== undefined) memory.set(key, 1);
        return lease && { release: () => (memory.delete(key), lease.release()) };
      },
      compareAndSwap: (key, change) =>
        memory.has(key) ? Promise.resolve(undefined) : store.compareAndSwap(key, change),
    }),
    "writes the lease into the row, with a new generation": ({ store, force }) => ({
      lease: async (key, options) => {
        const { value } = await store.read(key);
        const lease = await store.lease(key, options);
        if (lease !== undefined && value !== undefined) await force(key, value);
        return lease;
      },
    }),
    "forgets the text with the lease": ({ store, remove }) => ({
      lease: async (key, options) => {
        const lease = await store.lease(key, options);
        return lease && { release: async () => (await remove(key), lease.release()) };
      },
    }),
    "deletes nothing that is leased": ({ store, memory }) => ({
      lease: async (key, options) => {
        const lease = await store.lease(key, options);
        if (lease !== undefined) memory.set(key, 1);
        return lease && { release: () => (memory.delete(key), lease.release()) };
      },
      delete: (key, change) => (memory.has(key) ? Promise.resolve(false) : store.delete(key, change)),
    }),
  },
  "lease: fifty that are held leave room for everything else": {
    "keeps a connection of ten for each": ({ store, memory }) => ({
      lease: async (key, options) => {
        memory.set("taken", (memory.get("taken") ?? 0) + 1);
        return store.lease(key, options);
      },
      read: (key) => ((memory.get("taken") ?? 0) < 10 ? store.read(key) : new Promise(() => undefined)),
    }),
    "gives ten at the most": ({ store, memory }) => ({
      lease: (key, options) => {
        memory.set("given", (memory.get("given") ?? 0) + 1);
        return (memory.get("given") ?? 0) > 10 ? Promise.resolve(undefined) : store.lease(key, options);
      },
    }),
  },
  "lease: stores nothing under its key, and outlives a delete": {
    "makes a row": ({ store, force }) => ({
      lease: async (key, options) => {
        const lease = await store.lease(key, options);
        if (lease !== undefined && (await store.read(key)).generation === 0) await force(key, "");
        return lease;
      },
    }),
    "writes back what it read": ({ store, force }) => ({
      lease: async (key, options) => {
        const lease = await store.lease(key, options);
        return lease && { release: async () => (await force(key, "free"), lease.release()) };
      },
    }),
    "cannot be released without its row": ({ store, memory }) => ({
      delete: (key, change) => {
        memory.set(key, 1);
        return store.delete(key, change);
      },
      lease: async (key, options) => {
        const lease = await store.lease(key, options);
        const release = (): Promise<void> =>
          memory.has(key)
            ? Promise.reject(new Error("no such row"))
            : (lease?.release() ?? Promise.resolve());
        return lease && { release };
      },
    }),
  },
  "lease: everybody gets one from a store that cannot tell": {
    "gives one at a time": () => ({}),
    "cannot be released twice": () => {
      let released = 0;
      return leaseAs(() =>
        Promise.resolve({
          release: () =>
            released++ < 2 ? Promise.resolve() : Promise.reject(new Error("There is no lease.")),
        }),
      )({} as never);
    },
  },
};
