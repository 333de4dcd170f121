import type { Strategy } from "./orders.ts";
import type { Outcome } from "./outcome.ts";
import type { StoreKind } from "./place.ts";
import { type ForkPolicy, planRounds, roundsTogether, type Setting } from "./plan.ts";
import { createRunner } from "./rounds.ts";
import { createStand } from "./stand.ts";
import { add, emptyTally, type Tally } from "./tally.ts";

/** Rounds on one store, spread over settings. */
export interface Campaign {
  readonly strategy: Strategy;
  readonly store: StoreKind;
  readonly processes: readonly number[];
  readonly policies: readonly ForkPolicy[];
  /** How many rounds, at least. */
  readonly rounds: number;
  readonly seed: number;
  /** The number of the first round. */
  readonly from: number;
  readonly database?: string | undefined;
  /** Told after rounds that ran side by side, with their failures and how to run them again. @returns whether to go on. */
  readonly onOutcome?: (outcome: Outcome, failures: readonly string[]) => boolean;
}

/** What came of one. */
export interface Result {
  readonly tallies: readonly Tally[];
  readonly killedAt: ReadonlySet<string>;
  readonly failures: readonly string[];
}

/** Runs one. */
export async function runCampaign(campaign: Campaign): Promise<Result> {
  const { strategy, store, processes, policies, rounds, seed, from, database } = campaign;
  const settings = processes.flatMap((count) =>
    policies.map((policy): Setting => ({ strategy, store, processes: count, policy })),
  );
  let tallies = settings.map(emptyTally);
  const killedAt = new Set<string>();
  const failures: string[] = [];
  const slots = store === "memory" ? 1 : Math.max(roundsTogether, ...processes);
  const stand = await createStand({ strategy, store, slots, persons: roundsTogether, database });
  try {
    const runner = createRunner(stand);
    const first = Math.floor(from / roundsTogether);
    const turns = Math.ceil(rounds / (settings.length * roundsTogether));
    turns: for (let number = first; number < first + turns; number++)
      for (const [index, setting] of settings.entries()) {
        const outcome = await runner.run(setting, planRounds(setting, { seed, number }));
        tallies = tallies.map((tally, at) => (at === index ? add(tally, outcome) : tally));
        for (const point of outcome.killedAt) killedAt.add(point);
        const told = outcome.failures.map((failure) => `${failure}\n${again(setting, seed, number)}`);
        failures.push(...told);
        if (campaign.onOutcome?.(outcome, told) === false) break turns;
      }
  } finally {
    await stand.close();
  }
  return { tallies, killedAt, failures };
}

/** How to run the rounds of a number again. */
function again({ strategy, store, processes, policy }: Setting, seed: number, number: number): string {
  const which = strategy === "withings-kit" ? `--store ${store}` : `--strategies`;
  return `To run it again: npm run torture -- ${which} --processes ${processes} --policy ${policy} --seed ${seed} --from ${number * roundsTogether} --rounds ${roundsTogether}`;
}
