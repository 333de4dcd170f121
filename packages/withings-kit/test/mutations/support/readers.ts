import type { Connection, Listing, StrangeRow } from "withings-kit";

/** How something is read of a connection. */
export interface Reader {
  /** Where the answer has its rows; absent where the answer is one thing. */
  readonly rows?: string;
  /** Whether the rows stand under their times. */
  readonly keyed?: true;
  /** Whether items come in the order of time, however rows do. */
  readonly sorted?: true;
  /** Whether equal calls cannot be told apart by a number. */
  readonly plain?: true;
  /** Asks for it. Another number makes another call. */
  readonly read: (connection: Connection, options: ReadOptions) => Listing<object> | Promise<object>;
}

/** Options of a {@link Reader}. */
export interface ReadOptions {
  readonly number: number;
  readonly maxWaitMs: 0;
  readonly onStrangeRow: (row: StrangeRow) => void;
}

const since = (number: number): Date => new Date(1_500_000_000_000 + number * 1000);
const within = (number: number): { readonly since: Date; readonly until: Date } => ({
  since: since(number),
  // In one window: over more of them, what is twice comes once.
  until: since(number + 60),
});

/** Everything that decodes. */
export const readers = {
  "measures.list": {
    rows: "measuregrps",
    read: ({ measures }, { number, ...options }) => measures.list({ since: since(number), ...options }),
  },
  "activity.days": {
    rows: "activities",
    read: ({ activity }, { number, ...options }) =>
      activity.days({ modifiedSince: since(number), ...options }),
  },
  "activity.intraday": {
    rows: "series",
    keyed: true,
    read: ({ activity }, { number, ...options }) => activity.intraday({ ...within(number), ...options }),
  },
  "workouts.list": {
    rows: "series",
    read: ({ workouts }, { number, ...options }) =>
      workouts.list({ modifiedSince: since(number), ...options }),
  },
  "sleep.nights": {
    rows: "series",
    read: ({ sleep }, { number, ...options }) => sleep.nights({ modifiedSince: since(number), ...options }),
  },
  "sleep.segments": {
    rows: "series",
    sorted: true,
    read: ({ sleep }, { number, ...options }) => sleep.segments({ ...within(number), ...options }),
  },
  "heart.recordings": {
    rows: "series",
    read: ({ heart }, { number, ...options }) => heart.recordings({ since: since(number), ...options }),
  },
  "heart.ecg": { read: ({ heart }, { number, maxWaitMs }) => heart.ecg(number, { maxWaitMs }) },
  "stetho.recordings": {
    rows: "series",
    read: ({ stetho }, { number, ...options }) => stetho.recordings({ since: since(number), ...options }),
  },
  "stetho.sound": { read: ({ stetho }, { number, maxWaitMs }) => stetho.sound(number, { maxWaitMs }) },
  "devices.list": {
    rows: "devices",
    plain: true,
    read: ({ devices }, { number: _number, ...options }) => devices.list(options),
  },
  "goals.get": { plain: true, read: ({ goals }, { maxWaitMs }) => goals.get({ maxWaitMs }) },
  "notifications.list": {
    rows: "profiles",
    read: ({ notifications }, { number, ...options }) => notifications.list({ category: number, ...options }),
  },
} as const satisfies Readonly<Record<string, Reader>>;

/** The name of a {@link Reader}. */
export type ReaderName = keyof typeof readers;
