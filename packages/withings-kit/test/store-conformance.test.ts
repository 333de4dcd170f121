import { type ConnectionStore, memoryStore } from "withings-kit";
import {
  checkStore,
  type ConformanceCase,
  type OpenStore,
  storeConformance,
  StoreConformanceError,
} from "withings-kit/store-conformance";
import { describe, expect, test } from "vitest";
import {
  alwaysLeases,
  brokenStore,
  checksThenActs,
  locksInOneOpening,
} from "./support/broken-stores/tools.js";
import { failure } from "./support/login.js";

const canary = "canarytoken55canarytoken55canarytoken55";

/** The case that only reads, for a store. */
function firstRead(openStore: OpenStore): ConformanceCase {
  const found = storeConformance(openStore).find(({ name }) =>
    name.startsWith("read: a key that was never used"),
  );
  if (found === undefined) throw new Error("The kit has no such case.");
  return found;
}

describe("memoryStore keeps the contract", () => {
  for (const { name, run } of storeConformance(memoryStore, { shared: false })) test(name, run);
});

describe("memoryStore, shared by whoever is given it, keeps the contract", () => {
  const store = memoryStore();
  for (const { name, run } of storeConformance(() => store)) test(name, run);
});

describe("checkStore", () => {
  test("names what is kept and what is not, and goes on after a failure", async () => {
    const { passed, failed } = await checkStore(brokenStore(locksInOneOpening));
    expect(failed.map(({ name }) => name)).toEqual([
      "compareAndSwap: of fifty that try at once in two openings, one wins",
      "compareAndSwap: no count is lost when several count at once in two openings",
    ]);
    expect(passed).toHaveLength(storeConformance(memoryStore).length - 2);
    for (const { error } of failed) expect(error).toBeInstanceOf(StoreConformanceError);
  });

  test("reports nothing of a store that keeps the contract", async () => {
    expect((await checkStore(memoryStore, { shared: false })).failed).toEqual([]);
  });

  test("tells a failure to open as the failure that it is", async () => {
    const { passed, failed } = await checkStore(() => Promise.reject(new Error("connection refused")));
    expect(passed).toEqual([]);
    expect(failed[0]?.error).toEqual(new Error("connection refused"));
  });
});

describe("the options", () => {
  test("a store that lives in one object is not asked what two openings see", () => {
    const names = (shared: boolean) => storeConformance(memoryStore, { shared }).map(({ name }) => name);
    const left = new Set(names(false));
    const others = names(true).filter((name) => !left.has(name));
    expect(others).toContain("read: one opening reads at once what another wrote and deleted");
    expect(others).toHaveLength(names(true).length - left.size);
    expect(others.length).toBeGreaterThan(5);
  });

  test("a store that is taken for shared and is not is told what to say", async () => {
    const cases = storeConformance(memoryStore);
    const read = cases.find(
      ({ name }) => name === "read: one opening reads at once what another wrote and deleted",
    );
    expect(String(await failure(read?.run() ?? Promise.resolve()))).toContain("shared: false");
  });

  test("a store that cannot keep leases apart passes when it says so, and only then", async () => {
    const failures = async (leases: "always" | "exclusive") =>
      (await checkStore(brokenStore(alwaysLeases), { leases })).failed.map(({ name }) => name);
    expect(await failures("always")).toEqual([]);
    expect(await failures("exclusive")).toContain(
      "lease: one at a time has it, and the next one when it is released",
    );
  });

  test.each([
    ["that is whole", () => ({})],
    ["that is broken", checksThenActs],
  ])(
    "each opening of a store %s is closed once, and each lease released before",
    async (_which, breakage) => {
      const openBroken = brokenStore(breakage);
      const held = new Set<object>();
      const open = new Set<ConnectionStore>();
      let opened = 0;
      const openStore = async (): Promise<ConnectionStore> => {
        opened++;
        const store = await openBroken();
        const watched: ConnectionStore = {
          ...store,
          lease: async (key, options) => {
            const lease = await store.lease(key, options);
            if (lease !== undefined) held.add(lease);
            return lease && { release: () => (held.delete(lease), lease.release()) };
          },
        };
        open.add(watched);
        return watched;
      };
      await checkStore(openStore, {
        close: (store) => {
          expect(held.size).toBe(0);
          expect(open.delete(store)).toBe(true);
        },
      });
      expect(opened).toBeGreaterThan(storeConformance(memoryStore).length);
      expect([open.size, held.size]).toEqual([0, 0]);
    },
  );

  test("a failure to close fails the case, unless it has failed already", async () => {
    const close = () => Promise.reject(new Error("cannot be closed"));
    const whole = await checkStore(memoryStore, { shared: false, close });
    expect(whole.passed).toEqual([]);
    const broken = await checkStore(brokenStore(checksThenActs), { close });
    const raced = broken.failed.find(({ name }) => name.startsWith("compareAndSwap: of fifty"));
    expect(raced?.error).toBeInstanceOf(StoreConformanceError);
  });
});

describe("a failure", () => {
  test("says which promise was broken, what was expected and what came", async () => {
    const { run } = firstRead(
      brokenStore(() => ({ read: () => Promise.resolve({ generation: 7, value: undefined }) })),
    );
    expect(await failure(run())).toMatchObject({
      name: "StoreConformanceError",
      message:
        "read: 0 where nothing was ever stored. Expected: generation 0 without a text. Came: generation 7 without a text.",
      promise: "read: 0 where nothing was ever stored.",
      expected: "generation 0 without a text",
      actual: "generation 7 without a text",
    });
  });

  test("of a call that threw has what it threw as its cause", async () => {
    const cause = new Error("ECONNRESET");
    const { run } = firstRead(brokenStore(() => ({ read: () => Promise.reject(cause) })));
    expect(await failure(run())).toMatchObject({
      cause,
      message: "read: answers. Expected: an answer. Came: the error Error: ECONNRESET.",
    });
  });

  test("of a call that gives no promise says so", async () => {
    const { run } = firstRead(
      brokenStore(() => ({
        read: () => {
          throw new TypeError("not a function");
        },
      })),
    );
    expect(String(await failure(run()))).toContain("TypeError: not a function");
  });

  test("never shows a text or a key that the kit did not write", async () => {
    const entry = { key: `${canary}/key`, generation: 3, value: canary };
    const { failed } = await checkStore(
      brokenStore(({ store }) => ({
        read: async (key) => ({ ...(await store.read(key)), value: canary }),
        list: async function* (prefix) {
          yield* store.list(prefix);
          yield entry;
        },
      })),
    );
    expect(failed.length).toBeGreaterThan(20);
    for (const { error } of failed) expect(JSON.stringify([String(error), error])).not.toContain(canary);
  });
});
