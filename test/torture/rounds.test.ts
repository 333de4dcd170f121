// The part of `npm run torture` that is a test: some hundred rounds, spread over everything.
import { expect, test } from "vitest";
import { testDatabase } from "../support/test-database.ts";
import { type Campaign, runCampaign } from "./campaign.ts";
import { storeKinds } from "./place.ts";
import { pointsOfLibrary } from "./every-point.ts";
import { forkPolicies } from "./plan.ts";
import { table, type Tally } from "./tally.ts";

const limitMs = 600_000;

const campaign = (more: Pick<Campaign, "store" | "database">): Campaign => ({
  ...{ strategy: "withings-kit", processes: [1, 8], policies: forkPolicies, rounds: 64, seed: 1, from: 0 },
  ...more,
});

const lostBy = (tallies: readonly Tally[], policy: string): number =>
  tallies.reduce((sum, { setting, lost }) => sum + (setting.policy === policy ? lost : 0), 0);

test(
  "no connection is lost and nothing forbidden is sent, whatever is killed, lost or failing meanwhile",
  async () => {
    const database = await testDatabase();
    const results = await Promise.all(storeKinds.map((store) => runCampaign(campaign({ store, database }))));
    const tallies = results.flatMap((result) => result.tallies);
    console.log(table(tallies));

    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
    for (const policy of ["both-live", "first-use-wins", "latest-wins"])
      expect([policy, lostBy(tallies, policy)]).toEqual([policy, 0]);
    // With single-use rotation an answer that nobody got is the end, for every program: were none lost, nothing would have been tortured.
    expect(lostBy(tallies, "strict")).toBeGreaterThan(0);
    expect(tallies.reduce((sum, { rounds }) => sum + rounds, 0)).toBeGreaterThanOrEqual(200);
    for (const [index, { killedAt }] of results.entries())
      if (storeKinds[index] !== "memory")
        expect([...killedAt]).toEqual(expect.arrayContaining(pointsOfLibrary.map(({ point }) => point)));
  },
  limitMs,
);
