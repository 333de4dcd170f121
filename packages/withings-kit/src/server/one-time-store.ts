/**
 * Where things are kept that are taken once and soon: begun logins of apps, and tickets. The default is this process's memory; several
 * machines behind one address need one that they share, such as a Redis with `SET ... PX` and `GETDEL`.
 */
export interface OneTimeStore {
  /** Keeps a text for a while. */
  put(key: string, entry: OneTimeEntry): Promise<void>;
  /** Gives what was kept, to one caller only; `undefined` to every other, and when its time is over. */
  take(key: string): Promise<string | undefined>;
}

/** What {@link OneTimeStore.put} keeps. */
export interface OneTimeEntry {
  /** Visible ASCII of some kilobytes. It holds a login's state, so it must never be logged. */
  readonly value: string;
  readonly ttlMs: number;
  /** Whose it is, where that is known: so that a store without room can take it from whoever has most. */
  readonly owner?: string | undefined;
}

/** Options of {@link memoryOneTimeStore}. */
export interface MemoryOneTimeStoreOptions {
  /** How many are kept; beyond, the oldest of those that are nobody's makes room, or else the oldest. @defaultValue 10,000 */
  readonly most?: number | undefined;
  /** How many one owner has; beyond, their oldest makes room, so that nobody can crowd out others. @defaultValue 20 */
  readonly mostOfOwner?: number | undefined;
  /** Now, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly clock?: (() => number) | undefined;
}

interface Kept {
  readonly value: string;
  readonly until: number;
  readonly owner: string | undefined;
}

/** Keeps them in this process. */
export function memoryOneTimeStore({
  most = 10_000,
  mostOfOwner = 20,
  clock = Date.now,
}: MemoryOneTimeStoreOptions = {}): OneTimeStore {
  // In the order in which they were put.
  const kept = new Map<string, Kept>();
  const keysOf = new Map<string | undefined, Set<string>>();

  const drop = (key: string): Kept | undefined => {
    const found = kept.get(key);
    if (!found) return undefined;
    kept.delete(key);
    const own = keysOf.get(found.owner);
    own?.delete(key);
    if (own?.size === 0) keysOf.delete(found.owner);
    return found;
  };
  const dropOver = (): void => {
    const now = clock();
    // Those of one kind have one time; of two kinds, some lie a little longer than they must, and are not given out all the same.
    for (const [key, { until }] of kept) {
      if (until > now) return;
      drop(key);
    }
  };
  const dropOldest = (keys: Iterable<string>): void => {
    for (const key of keys) {
      drop(key);
      return;
    }
  };

  return {
    put: (key, { value, ttlMs, owner }) => {
      dropOver();
      drop(key);
      const own = keysOf.get(owner);
      if (owner !== undefined && own && own.size >= mostOfOwner) dropOldest(own);
      // Anybody can have any number of those that are nobody's.
      if (kept.size >= most) dropOldest(keysOf.get(undefined) ?? kept.keys());
      kept.set(key, { value, until: clock() + ttlMs, owner });
      keysOf.set(owner, (keysOf.get(owner) ?? new Set()).add(key));
      return Promise.resolve();
    },
    take: (key) => {
      dropOver();
      const found = drop(key);
      return Promise.resolve(found && found.until > clock() ? found.value : undefined);
    },
  };
}
