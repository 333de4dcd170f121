import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../support/test-database.ts";
import type { Outcome } from "./outcome.ts";
import { type StoreKind, storeKinds } from "./place.ts";
import type { Plan } from "./plan.ts";
import { createRunner } from "./rounds.ts";
import { createStand } from "./stand.ts";

const limitMs = 120_000;

/** Nothing goes wrong. */
const calm = (more: Pick<Plan, "expiry" | "clocksApartMs">, instances: number): Plan => ({
  ...more,
  ...{ calm: true, deeds: [], troubles: [], kills: [] },
  terms: { timeoutMs: 15_000, waitMs: 60_000, clientAuthentication: "secret", instances },
  behaviour: {
    ...{ forkPolicy: "latest-wins", previousAccessTokenSurvives: false },
    ...{ duplicateFilter: "tokens", duplicateWindowSeconds: 10 },
  },
});

interface Many {
  readonly store: StoreKind;
  readonly processes: number;
  readonly clocksApartMs?: number;
}

/** What came of many that begin at one moment with one expired token. */
async function together({ store, processes, clocksApartMs = 0 }: Many): Promise<readonly Outcome[]> {
  const isMemory = store === "memory";
  const stand = await createStand({
    ...{ strategy: "withings-kit", store, slots: isMemory ? 1 : processes, persons: 1 },
    database: store === "postgres" ? await testDatabase() : undefined,
  });
  onTestFinished(() => stand.close());
  const runner = createRunner(stand);
  const outcomes: Outcome[] = [];
  for (const expiry of ["clock", "refusal"] as const)
    outcomes.push(
      await runner.run(
        { strategy: "withings-kit", store, processes, policy: "latest-wins" },
        calm({ expiry, clocksApartMs }, isMemory ? processes : 1),
      ),
    );
  return outcomes;
}

test.each(storeKinds.flatMap((store) => [8, 32].map((processes) => [processes, store] as const)))(
  "%i that begin together on one expired token send exactly one token request (%s)",
  async (processes, store) => {
    for (const { failures, lost, tokenRequests } of await together({ store, processes })) {
      expect(failures).toEqual([]);
      expect({ lost, tokenRequests }).toEqual({ lost: [], tokenRequests: 1 });
    }
  },
  limitMs,
);

test(
  "machines whose clocks are ten minutes apart share a Postgres, and send exactly one token request",
  async () => {
    for (const { failures, tokenRequests } of await together({
      ...{ store: "postgres", processes: 8, clocksApartMs: 600_000 },
    })) {
      expect(failures).toEqual([]);
      expect(tokenRequests).toBe(1);
    }
  },
  limitMs,
);
