import type { ConnectionStore, Lease, LeaseOptions, StoreEntry } from "../connection/store.js";
import { difference, mustHold } from "./broken-promise.js";
import { examinedStore } from "./examined-store.js";

/** Opens the store that is examined. */
export type OpenStore = () => ConnectionStore | Promise<ConnectionStore>;

/** Options of {@link storeConformance} and {@link checkStore}. */
export interface ConformanceOptions {
  /**
   * Whether everything that is opened is one store: what one opening writes, the others read. Default `true`. Give `false` for a store
   * that lives in one object only, as `memoryStore()` does; what the contract says of several openings is not examined then.
   */
  readonly shared?: boolean | undefined;
  /**
   * What `lease` does. `"exclusive"`, the default: one at a time has it. `"always"`: the store cannot tell and always gives one, which the
   * contract allows.
   */
  readonly leases?: "exclusive" | "always" | undefined;
  /** Is called with each opening when a case is over. */
  readonly close?: ((store: ConnectionStore) => void | Promise<void>) | undefined;
  /** Milliseconds that one call of the store may take. Default 10,000. */
  readonly timeoutMs?: number | undefined;
}

/** What a case works with. */
export interface Bench {
  readonly store: ConnectionStore;
  /** Opens the store once more. */
  readonly open: () => Promise<ConnectionStore>;
  /** Closes everything that is open, as the end of a program would. */
  readonly closeAll: () => Promise<void>;
  /** A key that nobody has used. Those of one case begin alike. */
  readonly key: (name?: string) => string;
}

/** Something that a store must do. */
export interface Case {
  /** What the store promises. */
  readonly name: string;
  /** What must be so for the promise to be made. */
  readonly needs?: readonly ("shared" | "exclusive leases" | "leases for all")[];
  readonly run: (bench: Bench) => Promise<void>;
}

/** Runs a case with a store of its own, and puts away what it left. */
export async function runCase(
  { run }: Case,
  openStore: OpenStore,
  { close, timeoutMs = 10_000 }: ConformanceOptions,
): Promise<void> {
  const opened = new Set<ConnectionStore>();
  const leases = new Set<Lease>();
  const open = async (): Promise<ConnectionStore> => {
    const store = await openStore();
    opened.add(store);
    return keepingLeases(examinedStore(store, timeoutMs), leases);
  };
  const closeAll = async (): Promise<void> => {
    // One that nobody releases keeps some programs from ending before its time is over.
    for (const lease of leases) await lease.release();
    for (const store of opened) await close?.(store);
    opened.clear();
  };
  const beginning = `conformance/${randomName()}/`;
  const bench: Bench = { store: await open(), open, closeAll, key: (name = "") => beginning + name };
  try {
    await run(bench);
  } catch (error) {
    // How the putting away went does not matter any more.
    await Promise.allSettled([closeAll()]);
    throw error;
  }
  await closeAll();
}

function keepingLeases(store: ConnectionStore, leases: Set<Lease>): ConnectionStore {
  return {
    ...store,
    lease: async (key: string, options: LeaseOptions) => {
      const lease = await store.lease(key, options);
      if (lease === undefined) return undefined;
      const kept: Lease = {
        release: async () => {
          leases.delete(kept);
          await lease.release();
        },
      };
      leases.add(kept);
      return kept;
    },
  };
}

/** A name that no other run of the kit has. */
export function randomName(): string {
  return Math.random().toString(36).slice(2, 12).padEnd(10, "0");
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Stores a text under a key where there is none. @returns its generation. */
export async function create(store: ConnectionStore, key: string, value: string): Promise<number> {
  const { generation } = await store.read(key);
  return change(store, key, { expected: generation, value });
}

/** Stores a text at the generation at which the key is, which must work. @returns its generation. */
export async function change(
  store: ConnectionStore,
  key: string,
  { expected, value }: { readonly expected: number; readonly value: string },
): Promise<number> {
  const generation = await store.compareAndSwap(key, { expected, value });
  mustHold(
    generation !== undefined,
    "compareAndSwap: stores a text if the key is still at the expected generation.",
    {
      expected: `a new generation, since the key was at ${expected} and nobody else writes it`,
      actual: "undefined",
    },
  );
  return generation;
}

/** Reads a key at which a text must stand. */
export async function mustStand(
  store: ConnectionStore,
  key: string,
  {
    promise,
    generation,
    value,
  }: { readonly promise: string; readonly generation: number; readonly value: string },
): Promise<void> {
  const reading = await store.read(key);
  mustHold(reading.value === value, promise, difference(reading.value, value));
  mustHold(reading.generation === generation, promise, {
    expected: `generation ${generation}`,
    actual: `generation ${reading.generation}`,
  });
}

/** Reads a key at which nothing may stand. @returns the generation at which something can be created. */
export async function mustBeEmpty(store: ConnectionStore, key: string, promise: string): Promise<number> {
  const { generation, value } = await store.read(key);
  mustHold(value === undefined, promise, { expected: "no text", actual: "a text" });
  return generation;
}

/** Everything that is listed, by its key. */
export async function listed(store: ConnectionStore, prefix: string): Promise<Map<string, StoreEntry>> {
  const entries = new Map<string, StoreEntry>();
  for await (const entry of store.list(prefix)) entries.set(entry.key, entry);
  return entries;
}

/** What is read after a change lost cannot be the generation with which it lost. Who tries again and again would do so for ever. */
export function mustHaveMovedOn(generation: number, lostAt: number | undefined): void {
  mustHold(
    generation !== lostAt,
    "read: never older than what any process's latest finished write put there.",
    {
      expected: `another generation than ${generation}, with which a change has just lost`,
      actual: `${generation}`,
    },
  );
}
