import type { ConnectionStore } from "withings-kit";
import { seenRecord, type Write } from "./journal.ts";
import type { Points } from "./points.ts";

/** What watches one instance in one round. */
export interface Watch {
  readonly by: string;
  readonly write: Write;
  readonly points: Points;
  /** What the clock of a store that has one is ahead of the machine's. */
  readonly aheadMs: number;
}

/** A store of which everything is written down, with points before and after each of its calls. */
export function watchedStore(store: ConnectionStore, watch: () => Watch): ConnectionStore {
  return {
    read: async (key) => {
      const { by, write, points, aheadMs } = watch();
      const person = personOf(key);
      await points.reach(person, "before read");
      const { now, ...reading } = await store.read(key);
      const { generation, value } = reading;
      write({
        ...{ what: "read", by, person, generation },
        record: value === undefined ? undefined : seenRecord(value),
      });
      await points.reach(person, "after read");
      return now === undefined ? reading : { ...reading, now: now + aheadMs };
    },
    compareAndSwap: async (key, change) => {
      const { by, write, points } = watch();
      const person = personOf(key);
      const { expected } = change;
      const record = seenRecord(change.value);
      await points.reach(person, "before compareAndSwap");
      write({ what: "swap", by, person, expected, record });
      const generation = await store.compareAndSwap(key, change);
      write({ what: "swapped", by, person, expected, record, generation });
      await points.reach(person, "after compareAndSwap");
      return generation;
    },
    delete: (key, change) => store.delete(key, change),
    list: (prefix) => store.list(prefix),
    lease: async (key, options) => {
      const { by, write, points } = watch();
      const person = personOf(key);
      await points.reach(person, "before lease");
      const lease = await store.lease(key, options);
      write({ what: "lease", by, person, given: lease !== undefined });
      await points.reach(person, "after lease");
      return (
        lease && {
          release: async () => {
            await points.reach(person, "before release");
            await lease.release();
            write({ what: "released", by, person });
            await points.reach(person, "after release");
          },
        }
      );
    },
  };
}

function personOf(key: string): string {
  return decodeURIComponent(key.slice(key.lastIndexOf("/") + 1));
}
