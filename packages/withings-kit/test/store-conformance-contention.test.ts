import { setTimeout as wait } from "node:timers/promises";
import { memoryStore } from "withings-kit";
import {
  contend,
  type Contention,
  type ContentionStep,
  judge,
  StoreConformanceError,
} from "withings-kit/store-conformance";
import { describe, expect, test } from "vitest";
import {
  all,
  alwaysLeases,
  begins,
  type Breakage,
  brokenStore,
  checksThenActs,
  countsByKey,
  listAs,
  turnOfOthers,
} from "./support/broken-stores/tools.js";
import { failure } from "./support/login.js";

/** Lets several contend, each with its own opening, and judges them by what is left of their reports as JSON. */
async function contention(breakage: Breakage, contenders = 4) {
  const openStore = brokenStore(breakage);
  const contentions = await Promise.all(
    Array.from({ length: contenders }, async () =>
      contend(await openStore(), { key: "contention", contenders, rounds: 20, timeoutMs: 2000 }),
    ),
  );
  return judge(await openStore(), { contentions: JSON.parse(JSON.stringify(contentions)) as Contention[] });
}

/** Takes its time, now more, now less, as a disk or a network does. */
const withDelays: Breakage = ({ store }) => ({
  read: async (key) => {
    await wait(Math.random() * 2);
    return store.read(key);
  },
  compareAndSwap: async (key, change) => {
    await wait(Math.random() * 2);
    return store.compareAndSwap(key, change);
  },
});

describe("contenders for a store that keeps the contract", () => {
  test("find nothing broken, though many changes lost", async () => {
    const { broken, changes, leases } = await contention(withDelays, 8);
    expect(broken).toEqual([]);
    expect(changes.won).toBeGreaterThan(8 * 20);
    expect(changes.lost).toBeGreaterThan(50);
    expect(leases).toEqual({ given: 8 * 4, shared: 0 });
  });

  test("begin together, whoever comes late", async () => {
    const store = memoryStore();
    const options = { key: "late", contenders: 2, rounds: 3 };
    const early = contend(store, options);
    await wait(60);
    const before = (await store.read("late/count")).generation;
    const contentions = await Promise.all([early, contend(store, options)]);
    expect(before).toBe(0);
    expect((await judge(store, { contentions })).broken).toEqual([]);
    expect((await store.read("late/count")).value).toBe("6");
  });

  test("give up waiting when they are told to", async () => {
    const waiting = contend(memoryStore(), { key: "alone", contenders: 2, signal: AbortSignal.timeout(40) });
    expect(await failure(waiting)).toMatchObject({ name: "TimeoutError" });
  });

  test("that hands out leases to everybody are told apart from broken ones", async () => {
    const { broken, leases } = await contention(
      (ground) => ({ ...withDelays(ground), ...alwaysLeases(ground) }),
      8,
    );
    expect(broken).toEqual([]);
    expect(leases.given).toBe(8 * 4);
    expect(leases.shared).toBeGreaterThan(0);
  });
});

describe("the judge finds a store", () => {
  test("that looks and writes later: several won with one generation, and counts are lost", async () => {
    const { broken } = await contention(checksThenActs);
    expect(broken.join("\n")).toMatch(
      /of all that try with one generation, one wins\. With \d+, [234] did\./,
    );
    expect(broken.join("\n")).toMatch(/a change that won is not lost\. 80 counted, and the count is \d+\./);
  });

  test("that counts from the beginning after a delete: a generation came back", async () => {
    const { broken } = await contention(countsByKey(() => 0));
    expect(broken.join("\n")).toMatch(/a number never comes back for its key\. 1 was given \d+ times\./);
  });

  test("that reads the text after the generation: a text had another's generation", async () => {
    const { broken } = await contention(({ store }) => ({
      read: async (key) => {
        const { generation } = await store.read(key);
        await turnOfOthers();
        return { generation, value: generation === 0 ? undefined : (await store.read(key)).value };
      },
    }));
    expect(broken.join("\n")).toMatch(
      /\d+ readings of "contention\/(count|door)" had a text that nobody stored/,
    );
  });

  test("that forgets to list somebody's own", async () => {
    const { broken } = await contention(
      listAs((entries, prefix) =>
        entries.filter(begins(prefix)).filter((_entry, index) => !prefix.includes("/own/") || index > 0),
      ),
    );
    expect(broken.join("\n")).toMatch(
      /only what changes meanwhile may be missing\. "contention\/own\/\w+\/1" stood/,
    );
  });

  test("that lists what was deleted", async () => {
    const { broken } = await contention(({ store, memory }) => ({
      delete: (key, change) => {
        memory.set(key, change.expected);
        return store.delete(key, change);
      },
      list: async function* (prefix) {
        const entries = await all(store);
        yield* entries.filter(begins(prefix));
        for (const [key, generation] of memory)
          if (key.startsWith(prefix) && key.includes("/own/")) yield { key, generation, value: "" };
      },
    }));
    expect(broken.join("\n")).toMatch(/"contention\/own\/\w+\/1" came, and was deleted before/);
  });

  test("of which one opening remembers what it read: it would try for ever", async () => {
    const error = await failure(
      contention(({ store }) => {
        const remembered = new Map<string, number>();
        return {
          read: async (key) => {
            const reading = await store.read(key);
            const generation = remembered.get(key) ?? reading.generation;
            if (key.endsWith("/count")) remembered.set(key, generation);
            return { ...reading, generation, value: generation === 0 ? undefined : reading.value };
          },
        };
      }),
    );
    expect(error).toBeInstanceOf(StoreConformanceError);
    expect(String(error)).toMatch(/another generation than \d+, with which a change has just lost/);
  });
});

describe("the judge, by what contenders report", () => {
  const key = "reported";
  const wrote = (count: number, at: number, others: object = {}): ContentionStep => ({
    type: "write",
    key: `${key}/count`,
    expected: count - 1,
    overText: count > 1,
    won: count,
    text: `${count}`,
    finishedAt: at,
    ...others,
  });
  const read = (count: number, at: number): ContentionStep => ({
    type: "read",
    key: `${key}/count`,
    generation: count,
    text: count === 0 ? null : `${count}`,
    startedAt: at,
  });

  async function judged(
    steps: readonly (readonly ContentionStep[])[],
    options: { oneClock?: boolean; count?: string } = {},
  ) {
    const store = memoryStore();
    const count = steps.flat().filter((step) => step.type === "write" && step.won !== null).length;
    await store.compareAndSwap(`${key}/count`, { expected: 0, value: options.count ?? `${count}` });
    const contentions = steps.map((own, index): Contention => ({
      key,
      contenders: steps.length,
      contender: `c${index}`,
      steps: own,
      leases: { given: 0, shared: 0 },
      broken: [],
    }));
    return (await judge(store, { contentions, oneClock: options.oneClock ?? true })).broken;
  }

  test("takes what can be: readings during a write show it or not", async () => {
    expect(
      await judged([
        [read(0, 90), wrote(1, 100)],
        [read(0, 99), read(0, 103), read(1, 120), wrote(2, 130)],
      ]),
    ).toEqual([]);
  });

  test("finds a reading that began after another one's write had ended, and does not show it", async () => {
    const steps = [[wrote(1, 100), wrote(2, 110)], [read(2, 120), read(1, 500)].slice(1)];
    expect(await judged(steps)).toEqual([
      "read: never older than what any process's latest finished write put there. The count 1 was read when 2 had been stored, and 1 readings in all were too old.",
    ]);
    expect(await judged(steps, { oneClock: false })).toEqual([]);
  });

  test("finds one that went back for somebody, whatever the clocks say", async () => {
    const [broken, ...others] = await judged(
      [
        [wrote(1, 100), wrote(2, 110)],
        [read(2, 120), read(1, 100)],
      ],
      {
        oneClock: false,
      },
    );
    expect(broken).toContain("c1 knew the count 2, then read 1");
    expect(others).toEqual([]);
  });

  test("finds what was won and is not in the store", async () => {
    expect(await judged([[wrote(1, 100), wrote(2, 110)]], { count: "1" })).toEqual([
      "compareAndSwap: a change that won is not lost. 2 counted, and the count is 1.",
    ]);
  });

  test("finds two that created what was deleted once at the most", async () => {
    const [broken] = await judged([[wrote(1, 100)], [wrote(2, 110, { expected: 0, overText: false })]]);
    expect(broken).toContain("2 created a text that was deleted 0 times");
  });

  test("does not judge when the report of one is missing, or there twice, or of another contention", async () => {
    const store = memoryStore();
    const contentions = await Promise.all(
      [1, 2].map(() => contend(store, { key: "all", contenders: 2, rounds: 1 })),
    );
    const [one, two] = contentions;
    if (one === undefined || two === undefined) throw new Error("Two contended.");
    for (const incomplete of [[], [one], [one, one], [one, { ...two, key: "other" }]])
      await expect(judge(store, { contentions: incomplete })).rejects.toThrow("cannot be judged");
  });
});
