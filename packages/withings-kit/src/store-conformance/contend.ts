import type { ConnectionStore } from "../connection/store.js";
import { create, listed, mustHaveMovedOn, pause, randomName } from "./bench.js";
import { mustHold, shown } from "./broken-promise.js";
import { examinedStore } from "./examined-store.js";

/** Options of {@link contend}. */
export interface ContendOptions {
  /** Where they contend: one key for all of them, which was never used before. */
  readonly key: string;
  /** How many take part. They wait for each other, 30 seconds at the most, so that all begin together. */
  readonly contenders: number;
  /** How often each of them counts. Default 50. */
  readonly rounds?: number | undefined;
  /** Milliseconds that one call of the store may take. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What one contender did, for the judge. It is plain data: send it to the judge's process in whatever way, as JSON for instance. */
export interface Contention {
  readonly key: string;
  readonly contenders: number;
  /** Its name, which it made up. */
  readonly contender: string;
  /** What it read and changed, in its order. */
  readonly steps: readonly ContentionStep[];
  /** How many leases it got, and how often another one held the lease at the same time. */
  readonly leases: { readonly given: number; readonly shared: number };
  /** What it saw itself that breaks the contract. */
  readonly broken: readonly string[];
}

/** One call of a contender. */
export type ContentionStep =
  | {
      readonly type: "read";
      readonly key: string;
      readonly generation: number;
      readonly text: string | null;
      /** When it began, by this machine's clock. */
      readonly startedAt: number;
    }
  | {
      readonly type: "write" | "delete";
      readonly key: string;
      readonly expected: number;
      /** Whether there was a text at that generation. */
      readonly overText: boolean;
      /** The new generation, 0 for a delete; `null` when another was faster. */
      readonly won: number | null;
      readonly text: string;
      /** When it had ended, by this machine's clock. */
      readonly finishedAt: number;
    };

/** The keys below that of a contention. */
export const contendedKeys = (
  key: string,
): Readonly<Record<"count" | "door" | "turn" | "here" | "own", string>> => ({
  // Everybody adds one to it.
  count: `${key}/count`,
  // Is created, changed and deleted by all.
  door: `${key}/door`,
  // Is changed only by who holds its lease.
  turn: `${key}/turn`,
  // Who takes part.
  here: `${key}/here/`,
  // What only its owner changes.
  own: `${key}/own/`,
});

const patienceMs = 30_000;
const leaseMs = 10_000;

/**
 * Takes part in a contention for a store: counts, creates, deletes, leases and lists at the same keys as all others do. Call it in several
 * processes at once, each with its own opening of the store, and give what all of them return to `judge`.
 *
 * @throws {@link StoreConformanceError} when a call fails, or answers in a form or a time that the contract does not allow.
 *
 * @example
 * ```ts
 * const contention = await contend(myStore(address), { key: "contention-1", contenders: 4 });
 * ```
 */
export async function contend(store: ConnectionStore, options: ContendOptions): Promise<Contention> {
  const { key, contenders, rounds = 50, timeoutMs = 10_000, signal } = options;
  const contender = randomName();
  const keys = contendedKeys(key);
  const examined = examinedStore(store, timeoutMs);
  const steps: ContentionStep[] = [];
  const broken: string[] = [];
  const leases = { given: 0, shared: 0 };
  const call = recordingCalls(examined, steps);
  const own = ownEntries(examined, { beginning: `${keys.own}${contender}/`, broken });

  await create(examined, keys.here + contender, contender);
  await until(async () => (await listed(examined, keys.here)).size >= contenders, {
    promise: "list: gives what all processes stored.",
    expected: `${contenders} contenders within ${patienceMs} ms`,
    signal,
  });
  for (let round = 0; round < rounds; round++) {
    await count(call, { key: keys.count, signal });
    await throughTheDoor(call, { key: keys.door, text: `${contender} ${round}`, leaves: round % 3 === 2 });
    if (round % 5 === 0) await own();
  }
  // Afterwards: waiting for a lease would let them count one after the other.
  for (; leases.given < rounds / 5; leases.given++)
    if (await takeTurn(examined, { key: keys.turn, signal })) leases.shared++;
  return { key, contenders, contender, steps, leases, broken };
}

type Calls = ReturnType<typeof recordingCalls>;

function recordingCalls(store: ConnectionStore, steps: ContentionStep[]) {
  return {
    read: async (key: string): Promise<{ readonly generation: number; readonly text: string | null }> => {
      const startedAt = Date.now();
      const { generation, value: text = null } = await store.read(key);
      steps.push({ type: "read", key, generation, text, startedAt });
      return { generation, text };
    },
    write: async (
      key: string,
      {
        expected,
        overText,
        text,
      }: { readonly expected: number; readonly overText: boolean; readonly text: string },
    ): Promise<boolean> => {
      const won = (await store.compareAndSwap(key, { expected, value: text })) ?? null;
      steps.push({ type: "write", key, expected, overText, won, text, finishedAt: Date.now() });
      return won !== null;
    },
    remove: async (key: string, expected: number): Promise<void> => {
      const won = (await store.delete(key, { expected })) ? 0 : null;
      const text = "";
      steps.push({ type: "delete", key, expected, overText: true, won, text, finishedAt: Date.now() });
    },
  };
}

interface Place {
  readonly key: string;
  readonly signal: AbortSignal | undefined;
}

async function count(call: Calls, { key, signal }: Place): Promise<void> {
  for (let lostAt: number | undefined; ;) {
    signal?.throwIfAborted();
    const { generation: expected, text } = await call.read(key);
    mustHaveMovedOn(expected, lostAt);
    await dawdle();
    const next = { expected, overText: text !== null, text: `${Number(text) + 1}` };
    if (await call.write(key, next)) return;
    lostAt = expected;
  }
}

/** A fast store would be done with one contender before the next begins. Not always: what happens at once is tried too. */
async function dawdle(): Promise<void> {
  if (Math.random() < 0.5) await pause(0);
}

/** Whether it wins does not matter: another one did. */
async function throughTheDoor(
  call: Calls,
  { key, text, leaves }: { readonly key: string; readonly text: string; readonly leaves: boolean },
): Promise<void> {
  const { generation: expected, text: before } = await call.read(key);
  await dawdle();
  if (before !== null && leaves) await call.remove(key, expected);
  else await call.write(key, { expected, overText: before !== null, text });
}

/**
 * Holds a lease, and says meanwhile, in the store, that it is held. Clocks are not needed to see that another one does so too.
 *
 * @returns whether another one held it at the same time.
 */
async function takeTurn(store: ConnectionStore, { key, signal }: Place): Promise<boolean> {
  for (;;) {
    signal?.throwIfAborted();
    const askedAt = Date.now();
    const lease = await store.lease(key, { ttlMs: leaseMs });
    if (lease === undefined) {
      await pause(3);
      continue;
    }
    const { generation, value = "free" } = await store.read(key);
    const held =
      value === "free" ? await store.compareAndSwap(key, { expected: generation, value: "held" }) : undefined;
    await pause(4);
    const freed = held && (await store.compareAndSwap(key, { expected: held, value: "free" }));
    // A machine that was halted meanwhile has no lease any more.
    const isOver = Date.now() - askedAt >= leaseMs;
    await lease.release();
    return freed === undefined && !isOver;
  }
}

/** Each call changes entries that nobody else changes, and looks whether the list shows exactly these. */
function ownEntries(
  store: ConnectionStore,
  { beginning, broken }: { readonly beginning: string; readonly broken: string[] },
): () => Promise<void> {
  const entries = new Map<string, number>();
  let made = 0;
  return async () => {
    const name = `${beginning}${++made}`;
    entries.set(name, await create(store, name, name));
    const [[oldest, expected] = [name, 0]] = entries;
    if (entries.size > 3 && (await store.delete(oldest, { expected }))) entries.delete(oldest);
    const found = await listed(store, beginning);
    for (const [key, generation] of entries)
      if (found.get(key)?.generation !== generation)
        broken.push(
          `list: only what changes meanwhile may be missing. ${shown(key)} stood there, and did not come.`,
        );
    for (const key of found.keys())
      if (!entries.has(key))
        broken.push(`list: gives what is stored. ${shown(key)} came, and was deleted before.`);
  };
}

async function until(
  holds: () => Promise<boolean>,
  {
    promise,
    expected,
    signal,
  }: { readonly promise: string; readonly expected: string; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const latest = Date.now() + patienceMs;
  while (!(await holds())) {
    signal?.throwIfAborted();
    mustHold(Date.now() < latest, promise, { expected, actual: "fewer" });
    await pause(5);
  }
}
