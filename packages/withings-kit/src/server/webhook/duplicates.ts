/** What was seen a while ago at the most. */
export interface Duplicates {
  /** Notes something, and tells whether it had been noted. */
  readonly isDuplicate: (text: string) => boolean;
  /** Forgets it, since nothing came of it. */
  readonly forget: (text: string) => void;
}

// A flood of others must not fill the memory.
const mostKept = 10_000;

/** See {@link Duplicates}. */
export function createDuplicates(windowMs: number, clock: () => number): Duplicates {
  // In the order of time.
  const seen = new Map<string, number>();
  return {
    isDuplicate: (text) => {
      const now = clock();
      for (const [known, at] of seen) {
        // A clock that was turned back makes everything old.
        if (seen.size <= mostKept && at > now - windowMs && at <= now) break;
        seen.delete(known);
      }
      if (seen.has(text)) return true;
      seen.set(text, now);
      return false;
    },
    forget: (text) => {
      seen.delete(text);
    },
  };
}
