// That the rounds lose no connection of ours means something only if they can lose one.
import { expect, onTestFinished, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import type { Strategy } from "./orders.ts";
import { type ForkPolicy, type Plan, roundsTogether } from "./plan.ts";
import { createRunner } from "./rounds.ts";
import { createStand } from "./stand.ts";

const limitMs = 300_000;

interface Weakness {
  readonly strategy: Exclude<Strategy, "withings-kit">;
  readonly processes: number;
  readonly policy: ForkPolicy;
}

test.each<Weakness>([
  { strategy: "use-then-save", processes: 1, policy: "both-live" },
  { strategy: "save-then-use", processes: 8, policy: "first-use-wins" },
])(
  "$strategy loses connections with $processes processes, though Withings forgives lost answers ($policy)",
  async ({ strategy, processes, policy }) => {
    let lost = 0;
    await runCampaign({
      ...{ strategy, store: "file", processes: [processes], policies: [policy] },
      ...{ rounds: 800, seed: 1, from: 0 },
      onOutcome: (outcome) => {
        lost += outcome.lost.length;
        return lost === 0;
      },
    });
    expect(lost).toBeGreaterThan(0);
  },
  limitMs,
);

/** Most processes end as soon as they have a lock, so that the others meet at the locks of the dead. */
const deadOwners: Plan = {
  ...{ calm: false, expiry: "refusal", clocksApartMs: 0, troubles: [], kills: [] },
  deeds: [0, 1, 2, 3].flatMap((slot) =>
    Array.from({ length: roundsTogether }, (_, person) => ({
      ...{ slot, person, point: "after lock", nth: 0 },
      deed: "kill" as const,
    })),
  ),
  terms: { timeoutMs: 2_000, waitMs: 2_000, clientAuthentication: "secret", instances: 1 },
  behaviour: {
    ...{ forkPolicy: "latest-wins", previousAccessTokenSurvives: true },
    ...{ duplicateFilter: "off", duplicateWindowSeconds: 1 },
  },
};

test(
  "a lock file that is removed when its owner is dead has two owners at times, and connections are lost (latest-wins)",
  async () => {
    const setting = {
      ...{ strategy: "lock-file" as const, store: "file" as const },
      ...{ processes: 8, policy: "latest-wins" as const },
    };
    const stand = await createStand({ ...setting, slots: 8, persons: roundsTogether });
    onTestFinished(() => stand.close());
    const runner = createRunner(stand);
    let lost = 0;
    for (let turn = 0; turn < 60 && lost === 0; turn++) {
      const outcome = await runner.run(setting, deadOwners);
      lost += outcome.lost.length;
    }
    expect(lost).toBeGreaterThan(0);
  },
  limitMs,
);
