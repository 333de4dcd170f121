// What happened in a round, in the order in which it happened: every process, and the gate before the sandbox, append lines to one file.
// An append is one step of the file system, so a line that a process wrote before it was killed stays, and of two lines the earlier one
// happened earlier.
import { openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { fingerprint } from "./fingerprint.ts";

/** What is stored of a connection, with fingerprints in place of tokens. */
export interface SeenRecord {
  readonly access: string;
  readonly refresh: string;
  readonly confirmed: boolean;
  readonly previous?: string | undefined;
  readonly spare?: readonly string[];
  /** What the intent is for. */
  readonly attempt?: string | undefined;
  readonly refused: readonly string[];
  /** Until when nobody sends, by the store's clock. */
  readonly coolUntil?: number | undefined;
  /** For how long nobody was to send when that was stored. */
  readonly coolMs?: number | undefined;
  /** Whether the person must log in again. */
  readonly ended: boolean;
}

/** One thing that happened. Tokens are fingerprints. */
export type Happening =
  | { readonly what: "read"; readonly generation: number; readonly record?: SeenRecord | undefined }
  /** A compare-and-swap began, and ended: without a generation when it was lost. */
  | { readonly what: "swap"; readonly expected: number; readonly record: SeenRecord }
  | {
      readonly what: "swapped";
      readonly expected: number;
      readonly record: SeenRecord;
      readonly generation?: number | undefined;
    }
  | { readonly what: "lease"; readonly given: boolean }
  | { readonly what: "released" }
  /** A process does to itself what the round's plan says. */
  | { readonly what: "deed"; readonly deed: string; readonly point: string }
  /** A refresh token came to the gate, and what became of it: `lost` when nobody got the answer. */
  | { readonly what: "token"; readonly token: string }
  | { readonly what: "granted"; readonly token: string; readonly pair?: Pair; readonly lost: boolean }
  | { readonly what: "refused"; readonly token: string; readonly lost: boolean }
  /** Withings, or its fault, gave nothing. */
  | { readonly what: "put off"; readonly token: string }
  /** A process has read that it must wait. */
  | { readonly what: "heard"; readonly waitSeconds: number }
  | { readonly what: "nonce" }
  /** An access token came to the gate, and Withings' status for it; without one when the answer was lost. */
  | { readonly what: "call"; readonly token: string }
  | { readonly what: "answered"; readonly token: string; readonly status?: number | undefined };

/** The tokens that came together. */
export interface Pair {
  readonly access: string;
  readonly refresh: string;
}

/** A line of the journal. */
export type Line = Happening & {
  /** Which process, in which of its lives; with the instance behind a `#` where it has several. */
  readonly by: string;
  readonly person: string;
  /** By the machine's clock. */
  readonly timeMs: number;
};

/** Who writes. */
export type Write = (line: Happening & Pick<Line, "by" | "person">) => void;

/** Opens a journal to append to it. */
export function writeJournal(path: string): Write {
  const file = openSync(path, "a", 0o600);
  return (line) => {
    // A process that is killed while it writes leaves a part of its line, which must not spoil the next one.
    writeSync(file, `\n${JSON.stringify({ ...line, timeMs: Date.now() })}`);
  };
}

/** Takes all lines out of a journal, to which nobody may be writing. */
export function takeJournal(path: string): Line[] {
  const text = readFileSync(path, "utf8");
  truncateSync(path);
  return text
    .split("\n")
    .filter(isWhole)
    .map((line) => JSON.parse(line) as Line);
}

// The time is written last.
function isWhole(line: string): boolean {
  return /"timeMs":\d+\}$/.test(line);
}

/** Reads a record as the library stores it. */
export function seenRecord(value: string): SeenRecord {
  const stored = JSON.parse(value) as StoredRecord;
  const { current, confirmed, previous, spare = [], attempt, refused, cooldown, reauthorization } = stored;
  return {
    access: fingerprint(current.withingsAccessToken),
    refresh: fingerprint(current.withingsRefreshToken),
    confirmed,
    previous: previous === undefined ? undefined : fingerprint(previous),
    spare: spare.map(fingerprint),
    attempt: attempt?.token,
    refused,
    coolUntil: cooldown?.until,
    coolMs: cooldown && cooldown.until - cooldown.since,
    ended: reauthorization !== undefined,
  };
}

interface StoredRecord {
  readonly current: { readonly withingsAccessToken: string; readonly withingsRefreshToken: string };
  readonly confirmed: boolean;
  readonly previous?: string;
  readonly spare?: readonly string[];
  readonly attempt?: { readonly token: string };
  readonly refused: readonly string[];
  readonly cooldown?: { readonly since: number; readonly until: number };
  readonly reauthorization?: object;
}
