import type { ConnectionStore, StoreReading } from "./store.js";

/** Keeps connections as long as the program runs. For tests, and for programs that have credentials from elsewhere each time. */
export function memoryStore(): ConnectionStore {
  const stored = new Map<string, { readonly generation: number; readonly value: string }>();
  const leases = new Map<string, ReturnType<typeof setTimeout>>();
  // One count for all keys, so that a number does not come back after a delete.
  let generation = 0;
  const read = (key: string): StoreReading => stored.get(key) ?? { generation: 0, value: undefined };

  return {
    read: (key) => Promise.resolve(read(key)),
    compareAndSwap: (key, { expected, value }) => {
      if (read(key).generation !== expected) return Promise.resolve(undefined);
      stored.set(key, { generation: ++generation, value });
      return Promise.resolve(generation);
    },
    delete: (key, { expected }) => Promise.resolve(read(key).generation === expected && stored.delete(key)),
    async *list(prefix) {
      const entries = Array.from(stored, ([key, entry]) => ({ key, ...entry }));
      yield* await Promise.resolve(entries.filter(({ key }) => key.startsWith(prefix)));
    },
    lease: (key, { ttlMs }) => {
      if (leases.has(key)) return Promise.resolve(undefined);
      const release = (): Promise<void> => {
        clearTimeout(timer);
        if (leases.get(key) === timer) leases.delete(key);
        return Promise.resolve();
      };
      const timer = setTimeout(release, ttlMs);
      leases.set(key, timer);
      return Promise.resolve({ release });
    },
  };
}
