import type { ConnectionStore, Lease } from "../../connection/store.js";
import { mustHold } from "../broken-promise.js";
import { type Case, change, create, listed, mustBeEmpty, mustStand, pause } from "../bench.js";

const exclusive = "lease: undefined as long as somebody else has one whose time is not over.";
const free = "lease: the key is free, so there is a lease.";
const apart = "lease: a lease reserves one key, and hinders nothing but other leases of it.";
const longMs = 60_000;
const shortMs = 250;

/** What `lease` promises. */
export const leaseCases: readonly Case[] = [
  {
    name: "lease: one at a time has it, and the next one when it is released",
    needs: ["exclusive leases"],
    run: async ({ store, key }) => {
      for (let round = 0; round < 5; round++) {
        const lease = await mustGet(store, key());
        await mustNotGet(store, key());
        await lease.release();
      }
    },
  },
  {
    name: "lease: of twenty that try at once, one gets it",
    needs: ["exclusive leases"],
    run: async ({ store, key }) => {
      for (let round = 0; round < 3; round++)
        await oneOfManyGets(Array<ConnectionStore>(20).fill(store), key());
    },
  },
  {
    name: "lease: of twenty that try at once in two openings, one gets it",
    needs: ["exclusive leases", "shared"],
    run: async ({ store, open, key }) => {
      const other = await open();
      const stores = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? store : other));
      for (let round = 0; round < 3; round++) await oneOfManyGets(stores, key());
      const lease = await mustGet(store, key());
      await mustNotGet(other, key());
      await lease.release();
      await mustGet(other, key());
      await mustNotGet(store, key());
    },
  },
  {
    name: "lease: ends by itself when its time is over, and not before",
    needs: ["exclusive leases"],
    run: async ({ store, key }) => {
      const before = Date.now();
      await mustGet(store, key(), shortMs);
      const waitedMs = await getInTime(store, { key: key(), since: before });
      // Clocks are read in whole milliseconds, and some tick more coarsely.
      mustHold(waitedMs >= shortMs - 20, exclusive, {
        expected: `nothing before ${shortMs} ms are over`,
        actual: `a lease after ${waitedMs} ms`,
      });
    },
  },
  {
    name: "lease: to release one late, or twice, harms nobody",
    needs: ["exclusive leases"],
    run: async ({ store, key }) => {
      const late = await mustGet(store, key(), shortMs);
      await getInTime(store, { key: key(), since: Date.now() });
      await late.release();
      await mustNotGet(store, key());

      const twice = await mustGet(store, key("twice"));
      await twice.release();
      await mustGet(store, key("twice"));
      await twice.release();
      await mustNotGet(store, key("twice"));
    },
  },
  {
    name: "lease: other keys are free, however alike they look",
    needs: ["exclusive leases"],
    run: async ({ store, key }) => {
      const beginning = "x".repeat(250);
      for (const name of [
        "user/1",
        "user/10",
        "user",
        "USER/1",
        "user%2F1",
        "user_1",
        `${beginning}1`,
        `${beginning}2`,
      ])
        await mustGet(store, key(name));
    },
  },
  {
    name: "lease: hinders nobody from reading, changing, deleting and listing",
    run: async ({ store, key }) => {
      const before = await create(store, key(), "before");
      const lease = await mustGet(store, key());
      await mustStand(store, key(), { promise: apart, generation: before, value: "before" });
      const generation = await change(store, key(), { expected: before, value: "after" });
      mustHold((await listed(store, key())).get(key())?.generation === generation, apart, {
        expected: "the key in the list",
        actual: "not it",
      });
      await lease.release();
      await mustStand(store, key(), { promise: apart, generation, value: "after" });
      await mustGet(store, key());
      mustHold(await store.delete(key(), { expected: generation }), apart, {
        expected: "a key that is leased can be deleted",
        actual: "it was not",
      });
    },
  },
  {
    name: "lease: fifty that are held leave room for everything else",
    run: async ({ store, key }) => {
      await Promise.all(Array.from({ length: 50 }, (_, index) => mustGet(store, key(`${index}`))));
      const generation = await create(store, key("other"), "other");
      await mustStand(store, key("other"), { promise: apart, generation, value: "other" });
    },
  },
  {
    name: "lease: stores nothing under its key, and outlives a delete",
    run: async ({ store, key }) => {
      const lease = await mustGet(store, key());
      await mustBeEmpty(store, key(), apart);
      mustHold((await listed(store, key())).size === 0, apart, {
        expected: "nothing in the list",
        actual: "an entry that nobody stored",
      });
      const generation = await change(store, key(), {
        expected: (await store.read(key())).generation,
        value: "text",
      });
      await store.delete(key(), { expected: generation });
      await lease.release();
      await mustBeEmpty(store, key(), apart);
    },
  },
  {
    name: "lease: everybody gets one from a store that cannot tell",
    needs: ["leases for all"],
    run: async ({ store, key }) => {
      const first = await mustGet(store, key());
      const second = await mustGet(store, key());
      await first.release();
      await second.release();
      await first.release();
    },
  },
];

async function mustGet(store: ConnectionStore, key: string, ttlMs: number = longMs): Promise<Lease> {
  const lease = await store.lease(key, { ttlMs });
  mustHold(lease !== undefined, free, { expected: "a lease", actual: "undefined" });
  return lease;
}

async function mustNotGet(store: ConnectionStore, key: string): Promise<void> {
  const lease = await store.lease(key, { ttlMs: longMs });
  mustHold(lease === undefined, exclusive, { expected: "undefined", actual: "a second lease" });
}

async function oneOfManyGets(stores: readonly ConnectionStore[], key: string): Promise<void> {
  const results = await Promise.all(stores.map((store) => store.lease(key, { ttlMs: longMs })));
  const leases = results.filter((lease) => lease !== undefined);
  mustHold(leases.length === 1, leases.length === 0 ? free : exclusive, {
    expected: `1 of ${stores.length} gets the lease`,
    actual: `${leases.length} did`,
  });
  for (const lease of leases) await lease.release();
}

/** Waits for a lease whose holder does not release it. @returns after how many milliseconds it was given. */
async function getInTime(
  store: ConnectionStore,
  { key, since }: { readonly key: string; readonly since: number },
): Promise<number> {
  // Some stores count whole seconds.
  const latest = since + shortMs + 2500;
  for (;;) {
    if ((await store.lease(key, { ttlMs: longMs })) !== undefined) return Date.now() - since;
    mustHold(Date.now() < latest, "lease: ends by itself when its time is over.", {
      expected: `a lease ${shortMs} ms after the first one`,
      actual: `none after ${Date.now() - since} ms`,
    });
    await pause(25);
  }
}
