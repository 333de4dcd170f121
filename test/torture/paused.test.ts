import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../support/test-database.ts";
import { createJudge } from "./judge.ts";
import type { Order, Terms } from "./orders.ts";
import { passing } from "./outcome.ts";
import { pointsOfLibrary } from "./every-point.ts";
import { createStand, type Stand } from "./stand.ts";

const limitMs = 120_000;
const lifeMs = 10_801_000;

// Short leases for those who will stop, and time for the others.
const quick: Terms = { timeoutMs: 300, waitMs: 20_000, clientAuthentication: "secret", instances: 1 };
const patient: Terms = { ...quick, timeoutMs: 10_000, waitMs: 60_000 };
const order = (more: Partial<Order>): Order => ({
  ...{ terms: patient, fresh: false, persons: [], keep: [], deeds: [], aheadMs: { process: 0, store: 0 } },
  ...more,
});

// From where a process has the lease; before, it is one of many that have nothing.
const holding = pointsOfLibrary.slice(pointsOfLibrary.findIndex(({ point }) => point === "after lease"));

async function standFor(store: "file" | "sqlite" | "postgres"): Promise<Stand> {
  const stand = await createStand({
    ...{ strategy: "withings-kit", store, slots: holding.length + 1, persons: holding.length },
    database: store === "postgres" ? await testDatabase() : undefined,
  });
  onTestFinished(() => stand.close());
  return stand;
}

test.each(["file", "sqlite", "postgres"] as const)(
  "a process that stands still for longer than its lease, wherever it is, does no harm when it goes on (%s)",
  async (store) => {
    const stand = await standFor(store);
    const { sandbox, crew, gate, persons } = stand;
    const judge = createJudge();
    const examine = () => judge.examine(stand.takeLines(), { storeAheadMs: 0 });
    const other = holding.length;
    const keep = await Promise.all(persons.map((person) => stand.logIn(person, Date.now())));
    await crew.order(other, order({ keep }));

    for (const forkPolicy of ["both-live", "first-use-wins", "latest-wins"] as const) {
      examine();
      sandbox.configure({ forkPolicy, duplicateFilter: "off" });
      sandbox.clock.advance(lifeMs);
      judge.expire();
      gate.expect([]);
      const stopped = persons.map((person, slot) => {
        const deeds = holding
          .slice(slot, slot + 1)
          .map((point) => ({ ...point, person, deed: "stop" as const }));
        return crew.order(slot, order({ terms: quick, persons: [person], deeds }));
      });
      await pause(500);

      const meanwhile = await crew.order(other, order({ persons }));
      expect(meanwhile?.map(({ status, error }) => error ?? status)).toEqual(persons.map(() => 0));
      const waking = setInterval(() => {
        crew.wake();
      }, 100);
      const woken = await Promise.all(stopped);
      clearInterval(waking);
      // Their calls may have taken too long. That is all.
      for (const { status, error = "" } of woken.flatMap((answers) => answers ?? []))
        expect(status === 0 || passing.has(error), error || `status ${status}`).toBe(true);
      const afterwards = await crew.order(other, order({ persons, fresh: true }));
      expect(afterwards?.map(({ status, error }) => error ?? status)).toEqual(persons.map(() => 0));
      expect(examine()).toEqual([]);
    }
  },
  limitMs,
);
