// That the rounds lose no connection of ours means something only if they can lose one.
import { expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import type { Strategy } from "./orders.ts";
import type { ForkPolicy } from "./plan.ts";

const limitMs = 240_000;

interface Weakness {
  readonly strategy: Exclude<Strategy, "withings-kit">;
  readonly processes: number;
  readonly policy: ForkPolicy;
}

test.each<Weakness>([
  { strategy: "use-then-save", processes: 1, policy: "both-live" },
  { strategy: "save-then-use", processes: 8, policy: "first-use-wins" },
  { strategy: "lock-file", processes: 8, policy: "latest-wins" },
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
