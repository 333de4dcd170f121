import {
  type ConnectionStore,
  type Lease,
  type LeaseOptions,
  memoryStore,
  type StoreEntry,
} from "withings-kit";
import type { OpenStore } from "withings-kit/store-conformance";

/** What a broken store is made of: one that is whole, which all openings share. */
export interface Ground {
  readonly store: ConnectionStore;
  /** Stores a text whatever is there. */
  readonly force: (key: string, value: string) => Promise<number>;
  /** Deletes whatever is there. */
  readonly remove: (key: string) => Promise<boolean>;
  /** What all openings remember. */
  readonly memory: Map<string, number>;
}

/** What a broken store does otherwise. It is asked at each opening. */
export type Breakage = (ground: Ground) => Partial<ConnectionStore>;

/** Opens a store that is whole but for one thing. */
export function brokenStore(breakage: Breakage): OpenStore {
  const store = memoryStore();
  const ground: Ground = {
    store,
    memory: new Map(),
    force: async (key, value) => {
      for (;;) {
        const { generation: expected } = await store.read(key);
        const generation = await store.compareAndSwap(key, { expected, value });
        if (generation !== undefined) return generation;
      }
    },
    remove: async (key) => store.delete(key, { expected: (await store.read(key)).generation }),
  };
  return () => ({ ...store, ...breakage(ground) });
}

/** Lets everybody else go on first. */
export function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Takes keys for others than they are. */
export function keysAs(change: (key: string) => string): Breakage {
  return ({ store }) => ({
    read: (key) => store.read(change(key)),
    compareAndSwap: (key, options) => store.compareAndSwap(change(key), options),
    delete: (key, options) => store.delete(change(key), options),
    list: (prefix) => store.list(change(prefix)),
    lease: (key, options) => store.lease(change(key), options),
  });
}

/** Stores other texts than it was given. */
export function textsAs(change: (text: string) => string): Breakage {
  return ({ store }) => ({
    compareAndSwap: (key, { expected, value }) =>
      store.compareAndSwap(key, { expected, value: change(value) }),
  });
}

/** Lists something else. */
export function listAs(change: (entries: StoreEntry[], prefix: string) => readonly StoreEntry[]): Breakage {
  return ({ store }) => ({
    list: async function* (prefix) {
      yield* change(await all(store), prefix);
    },
  });
}

/** Gives readings a time. */
export function clockAs(now: () => number | undefined): Breakage {
  return ({ store }) => ({ read: async (key) => ({ ...(await store.read(key)), now: now() }) });
}

/** Leases otherwise. */
export function leaseAs(
  change: (store: ConnectionStore, key: string, options: LeaseOptions) => Promise<Lease | undefined>,
): Breakage {
  return ({ store }) => ({ lease: (key, options) => change(store, key, options) });
}

/** Everything that a store holds. */
export async function all(store: ConnectionStore): Promise<StoreEntry[]> {
  const entries: StoreEntry[] = [];
  for await (const entry of store.list("")) entries.push(entry);
  return entries;
}

/** Looks whether a change is allowed, and later makes it: others come between. */
export const checksThenActs: Breakage = ({ store, force, remove }) => ({
  compareAndSwap: async (key, { expected, value }) => {
    const { generation } = await store.read(key);
    await turnOfOthers();
    return generation === expected ? force(key, value) : undefined;
  },
  delete: async (key, { expected }) => {
    const { generation, value } = await store.read(key);
    await turnOfOthers();
    if (generation !== expected || value === undefined) return false;
    await remove(key);
    return true;
  },
});

/** Like {@link checksThenActs}, but each opening lets one after the other in: right in one process. */
export const locksInOneOpening: Breakage = (ground) => {
  const racing = { ...ground.store, ...checksThenActs(ground) };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(call: () => Promise<T>): Promise<T> => {
    const result = last.then(call);
    last = result;
    return result;
  };
  return {
    compareAndSwap: (key, change) => inTurn(() => racing.compareAndSwap(key, change)),
    delete: (key, change) => inTurn(() => racing.delete(key, change)),
  };
};

/**
 * Counts the generations of each key by itself, in a row of its own.
 *
 * @param afterDelete - the generation at which a key is after a delete.
 */
export function countsByKey(afterDelete: (generation: number) => number): Breakage {
  return ({ memory, force, remove, store }) => {
    const at = (key: string): number => memory.get(key) ?? 0;
    return {
      read: async (key) => ({ ...(await store.read(key)), generation: at(key) }),
      compareAndSwap: async (key, { expected, value }) => {
        if (at(key) !== expected) return undefined;
        memory.set(key, expected + 1);
        await force(key, value);
        return expected + 1;
      },
      delete: async (key, { expected }) => {
        const { value } = await store.read(key);
        if (at(key) !== expected || value === undefined) return false;
        memory.set(key, afterDelete(expected));
        return remove(key);
      },
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) yield { ...entry, generation: at(entry.key) };
      },
    };
  };
}

/** Stores that each break one promise: by the name of the case that must tell, and by what is wrong. */
export type Mutants = Readonly<Record<string, Readonly<Record<string, Breakage>>>>;

/** What is read where nothing ever was. */
export const nothing = { generation: 0, value: undefined } as const;

/** Whether an entry belongs into a list. */
export function begins(prefix: string): (entry: StoreEntry) => boolean {
  return ({ key }) => key.startsWith(prefix);
}

/** Cannot tell who has a lease, which the contract allows to a store that says so. */
export const alwaysLeases: Breakage = leaseAs(() => Promise.resolve({ release: () => Promise.resolve() }));
