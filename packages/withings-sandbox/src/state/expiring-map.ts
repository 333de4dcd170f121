/** How many entries come in before the expired ones are looked for, at the least. */
const sweepEvery = 1024;

/** A map whose entries end at a time of their own, and which holds about `capacity` of them at the most. */
export interface ExpiringMap<V> {
  /** The value, unless it is unknown or its time is over. */
  readonly get: (key: string) => V | undefined;
  /** Adds or replaces; the oldest entries leave when there are too many. */
  readonly set: (key: string, value: V, expiresAtMs: number) => void;
  readonly delete: (key: string) => void;
  /** How many entries are held, expired ones that were not swept yet included. */
  readonly size: number;
  readonly clear: () => void;
}

/**
 * An {@link ExpiringMap}. Expired entries are swept when as many new ones came in as were held, so that sweeping costs the same small
 * share of every insertion however many there are.
 */
export function createExpiringMap<V>(nowMs: () => number, capacity = 100_000): ExpiringMap<V> {
  const entries = new Map<string, { readonly value: V; readonly expiresAtMs: number }>();
  let untilSweep = sweepEvery;

  const sweep = (): void => {
    const now = nowMs();
    for (const [key, entry] of entries) if (entry.expiresAtMs <= now) entries.delete(key);
    let surplus = entries.size - capacity;
    for (const key of entries.keys()) {
      if (surplus-- <= 0) break;
      entries.delete(key);
    }
    untilSweep = Math.max(sweepEvery, Math.min(entries.size, capacity));
  };

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.expiresAtMs > nowMs()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set: (key, value, expiresAtMs) => {
      entries.set(key, { value, expiresAtMs });
      if (--untilSweep <= 0) sweep();
    },
    delete: (key) => {
      entries.delete(key);
    },
    get size() {
      return entries.size;
    },
    clear: () => {
      entries.clear();
    },
  };
}
