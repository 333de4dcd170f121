import type { ConnectionStore, Lease, StoreEntry, StoreReading } from "../connection/store.js";
import { type Found, mustHold, shown, StoreConformanceError } from "./broken-promise.js";

/**
 * A store of which every answer is looked at: whether it comes in time, and has the form that the contract says. So every case of the kit
 * notices a method that is wrong in the same way each time.
 */
export function examinedStore(store: ConnectionStore, timeoutMs: number): ConnectionStore {
  const answer = <T>(method: string, call: () => Promise<T>): Promise<T> => inTime(method, call, timeoutMs);
  return {
    read: async (key) => {
      const reading = await answer("read", () => store.read(key));
      checkReading("read", reading);
      return reading;
    },
    compareAndSwap: async (key, change) => {
      const generation: unknown = await answer("compareAndSwap", () => store.compareAndSwap(key, change));
      mustHold(
        generation === undefined || isGeneration(generation),
        "compareAndSwap: resolves with the new generation, or with undefined when the key was at another one.",
        { expected: `undefined, or ${generationWords}`, actual: kindOf(generation) },
      );
      mustHold(
        generation !== change.expected,
        "compareAndSwap: a text that was stored has a new generation.",
        { expected: `another number than ${change.expected}`, actual: kindOf(generation) },
      );
      return generation;
    },
    delete: async (key, change) => {
      const deleted: unknown = await answer("delete", () => store.delete(key, change));
      mustHold(typeof deleted === "boolean", "delete: resolves with whether it deleted.", {
        expected: "true or false",
        actual: kindOf(deleted),
      });
      return deleted;
    },
    list: (prefix) => examinedList(store.list(prefix), { prefix, timeoutMs }),
    lease: async (key, options) => {
      const lease: unknown = await answer("lease", () => store.lease(key, options));
      mustHold(lease === undefined || isLease(lease), "lease: resolves with the lease, or with undefined.", {
        expected: "undefined, or an object with release()",
        actual: kindOf(lease),
      });
      return lease && { release: () => answer("release", () => lease.release()) };
    },
  };
}

async function* examinedList(
  list: AsyncIterable<StoreEntry>,
  { prefix, timeoutMs }: { readonly prefix: string; readonly timeoutMs: number },
): AsyncGenerator<StoreEntry, void, undefined> {
  const seen = new Set<string>();
  const iterator = list[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      isOpen = false;
      const next = await inTime("list", () => iterator.next(), timeoutMs);
      if (next.done === true) return;
      isOpen = true;
      const { key } = next.value;
      checkReading("list", next.value);
      mustHold(typeof next.value.value === "string", "list: each entry has its text.", {
        expected: "a text",
        actual: kindOf(next.value.value),
      });
      // Somebody else's key is not shown.
      mustHold(
        typeof key === "string" && key.startsWith(prefix),
        "list: gives the keys that begin with the prefix, letter for letter, and no others.",
        { expected: `keys that begin with ${shown(prefix)}`, actual: "another key" },
      );
      mustHold(!seen.has(key), "list: gives each key at most once.", {
        expected: "each key at most once",
        actual: `${shown(key)} twice`,
      });
      seen.add(key);
      yield next.value;
    }
  } finally {
    // One that has ended, failed, or does not answer is not asked to close.
    if (isOpen) await iterator.return?.();
  }
}

const generationWords = "a whole number from 1 to 2^53 - 1";

function isGeneration(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isLease(value: unknown): value is Lease {
  return typeof (Object(value) as Partial<Lease>).release === "function";
}

function checkReading(method: string, reading: StoreReading): void {
  const { generation, value, now } = Object(reading) as Record<keyof StoreReading, unknown>;
  mustHold(generation === 0 || isGeneration(generation), `${method}: says at which generation a key is.`, {
    expected: `0, or ${generationWords}`,
    actual: kindOf(generation),
  });
  mustHold(
    value === undefined || typeof value === "string",
    `${method}: gives the text, or undefined where there is none.`,
    { expected: "a text or undefined", actual: kindOf(value) },
  );
  mustHold(value === undefined || generation !== 0, `${method}: 0 is the generation of what is not there.`, {
    expected: generationWords,
    actual: "0, with a text",
  });
  mustHold(
    now === undefined || Number.isFinite(now),
    `${method}: the store's time is a number of milliseconds.`,
    {
      expected: "a number or undefined",
      actual: kindOf(now),
    },
  );
}

/** What something is, without telling a text. */
function kindOf(value: unknown): string {
  if (typeof value === "string") return "a text";
  if (value === null || ["number", "boolean", "undefined"].includes(typeof value)) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

async function inTime<T>(method: string, call: () => Promise<T>, timeoutMs: number): Promise<T> {
  const inTimePromise = `${method}: answers.`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const found: Found = { expected: `an answer within ${timeoutMs} ms`, actual: "none" };
      reject(new StoreConformanceError(inTimePromise, found));
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(), late]);
  } catch (error) {
    if (error instanceof StoreConformanceError) throw error;
    const found = { expected: "an answer", actual: `the error ${String(error)}` };
    throw new StoreConformanceError(inTimePromise, found, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
