import { type ConnectionStore, memoryStore } from "withings-kit";

/** What a store is asked to do. A lease's release counts too. */
export type StoreCall = "read" | "compareAndSwap" | "delete" | "lease" | "release";

/** What a test may do to a call: let the store do it with `perform`, or not, and give or throw something else. */
export type StoreScript = (call: StoreCall, perform: () => Promise<unknown>) => Promise<unknown>;

/** A store whose calls a test may meddle with. */
export interface ScriptedStore extends ConnectionStore {
  /** What happens to calls. Default: the store does them. */
  script: StoreScript;
  /** The texts that were stored, oldest first. */
  readonly texts: string[];
}

/** Puts a script before a store. */
export function scripted(store: ConnectionStore = memoryStore()): ScriptedStore {
  const through = <T>(call: StoreCall, perform: () => Promise<T>): Promise<T> =>
    self.script(call, perform) as Promise<T>;
  const self: ScriptedStore = {
    script: (_call, perform) => perform(),
    texts: [],
    read: (key) => through("read", () => store.read(key)),
    compareAndSwap: (key, change) =>
      through("compareAndSwap", async () => {
        const generation = await store.compareAndSwap(key, change);
        if (generation !== undefined) self.texts.push(change.value);
        return generation;
      }),
    delete: (key, change) => through("delete", () => store.delete(key, change)),
    list: (prefix) => store.list(prefix),
    lease: async (key, options) => {
      const lease = await through("lease", () => store.lease(key, options));
      return lease && { release: () => through("release", () => lease.release()) };
    },
  };
  return self;
}

/** Does something else at the nth call of a kind, counted from now. */
export function atCall(
  { call, nth = 1 }: { readonly call: StoreCall; readonly nth?: number },
  instead: (perform: () => Promise<unknown>) => Promise<unknown>,
): StoreScript {
  let seen = 0;
  return (each, perform) => (each === call && ++seen === nth ? instead(perform) : perform());
}

/** An error as a database driver's, which quotes what it was to store. */
export function storeError(code = "EIO"): Error {
  return Object.assign(new Error("canary-of-the-store withings_access_token"), { code });
}
