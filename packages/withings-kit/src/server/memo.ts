/** Remembers what became of things for a while, so that what is done once is done once, however often it is asked for. */
export interface Memo<T> {
  /** What became of it; begun where nobody did yet. What came to `undefined` is forgotten at once. */
  once(key: string, begin: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** Options of {@link createMemo}. */
export interface MemoOptions {
  readonly ttlMs: number;
  readonly clock: () => number;
}

const most = 10_000;

/** Remembers in this process; what is oldest makes room. */
export function createMemo<T>({ ttlMs, clock }: MemoOptions): Memo<T> {
  const kept = new Map<string, { readonly result: Promise<T | undefined>; readonly until: number }>();

  const makeRoom = (): void => {
    for (const [key, { until }] of kept) {
      if (until > clock() && kept.size < most) return;
      kept.delete(key);
    }
  };

  return {
    once: (key, begin) => {
      makeRoom();
      const found = kept.get(key);
      if (found) return found.result;
      const result = begin();
      kept.set(key, { result, until: clock() + ttlMs });
      const forget = (value?: T): void => {
        if (value === undefined && kept.get(key)?.result === result) kept.delete(key);
      };
      result.then(forget, () => {
        forget();
      });
      return result;
    },
  };
}
