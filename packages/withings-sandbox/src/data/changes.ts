/** Something of a person's data that came, changed or went: what a notification of Withings tells. */
export interface DataChange {
  readonly userid: number;
  /** The category of notifications that it belongs to. */
  readonly appli: number;
  /** Unix seconds: what to ask for again. */
  readonly startdate?: number;
  /** Unix seconds. */
  readonly enddate?: number;
  /** A day, or Unix seconds, as its category has it. */
  readonly date?: string;
  readonly deviceid?: string;
  /** What happened to the profile: `delete`, `unlink` or `update`. */
  readonly action?: string;
}

/** Who is told of changes. */
export interface Changes {
  /**
   * Calls the listener at every change, at once and in the order of the changes.
   *
   * @returns what ends it.
   */
  readonly listen: (listener: (change: DataChange) => void) => () => void;
  readonly tell: (change: DataChange) => void;
}

/** {@link Changes} that nobody listens to yet. */
export function createChanges(): Changes {
  const listeners = new Set<(change: DataChange) => void>();
  return {
    listen: (listener) => {
      // Wrapped: the same function that listens twice is two listeners, and each ends by itself.
      const own = (change: DataChange): void => {
        listener(change);
      };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell: (change) => {
      for (const listener of [...listeners]) listener(change);
    },
  };
}
