import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startPostgres } from "../support/postgres.ts";
import type { Plan, Setting } from "./plan.ts";
import { createRunner } from "./rounds.ts";
import { createStand } from "./stand.ts";

const limitMs = 120_000;

test(
  "a database that restarts while eight processes refresh costs calls, but no connection",
  async () => {
    const postgres = await startPostgres({ own: true });
    onTestFinished(() => postgres.stop());
    const setting: Setting = {
      ...{ strategy: "withings-kit", store: "postgres", processes: 8, policy: "first-use-wins" },
    };
    const stand = await createStand({
      ...{ ...setting, slots: 8, persons: 8 },
      database: await postgres.createDatabase(),
    });
    onTestFinished(() => stand.close());
    const runner = createRunner(stand);
    const plan: Plan = {
      ...{ calm: false, expiry: "refusal", clocksApartMs: 0, deeds: [], troubles: [], kills: [] },
      terms: { timeoutMs: 1_000, waitMs: 10_000, clientAuthentication: "secret", instances: 1 },
      behaviour: {
        ...{ forkPolicy: "first-use-wins", previousAccessTokenSurvives: true },
        ...{ duplicateFilter: "off", duplicateWindowSeconds: 1 },
      },
    };
    // Everybody has logged in.
    await runner.run(setting, plan);
    for (const afterMs of [20, 60, 150]) {
      const restarted = pause(afterMs).then(() => postgres.restart({ abruptly: true }));
      const [{ failures, lost }] = await Promise.all([runner.run(setting, plan), restarted]);
      expect(failures).toEqual([]);
      expect(lost).toEqual([]);
    }
  },
  limitMs,
);
