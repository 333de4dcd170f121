// `npm run torture`: proves by killing that no connection is lost.
import { startPostgres } from "../support/postgres.ts";
import { type Campaign, type Result, runCampaign } from "./campaign.ts";
import { help, readArguments, type Wanted } from "./command-line.ts";
import { strategies } from "./orders.ts";
import { table } from "./tally.ts";

const reportEveryMs = 60_000;

async function torture(wanted: Wanted): Promise<number> {
  const { stores, processes, policies, rounds, seed, from } = wanted;
  const shared = { processes, policies, rounds, seed, from };
  const ordinary = strategies.filter((strategy) => strategy !== "withings-kit");
  const postgres = !wanted.strategies && stores.includes("postgres") ? await startPostgres() : undefined;
  const database = await postgres?.createDatabase();
  const campaigns: readonly Campaign[] = wanted.strategies
    ? ordinary.map((strategy) => ({ ...shared, strategy, store: "file" }))
    : stores.map((store) => ({ ...shared, strategy: "withings-kit", store, database }));

  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
    console.log("Ends after the rounds that are on.");
  });
  const done = { rounds: 0, kills: 0, lost: 0, failures: 0 };
  const report = setInterval(() => {
    console.log(
      `${done.rounds} rounds, ${done.kills} kills, ${done.lost} connections lost, ${done.failures} failures`,
    );
  }, reportEveryMs);
  const onOutcome: Campaign["onOutcome"] = (outcome, failures) => {
    for (const failure of failures) console.log(`${failure}\n`);
    done.rounds += outcome.rounds;
    done.kills += outcome.kills;
    done.lost += outcome.lost.length;
    done.failures += outcome.failures.length;
    return !interrupted;
  };
  try {
    // Side by side: most of a round is waiting.
    const results = await Promise.all(campaigns.map((campaign) => runCampaign({ ...campaign, onOutcome })));
    return tell(results);
  } finally {
    clearInterval(report);
    await postgres?.stop();
  }
}

function tell(results: readonly Result[]): number {
  const tallies = results.flatMap((result) => result.tallies);
  const failures = results.flatMap((result) => result.failures);
  console.log(table(tallies));
  if (tallies.some(({ setting, lost }) => setting.policy === "strict" && lost > 0))
    console.log(
      "\nWith strict, a refresh token is good once: whose answer nobody got is lost for every program. Withings' own rule is milder.",
    );
  console.log(
    failures.length === 0
      ? "\nNothing happened that may not."
      : `\n${failures.length} things happened that may not: they are told above.`,
  );
  return failures.length === 0 ? 0 : 1;
}

/** What was asked for, or a sentence that says what is wrong with it. */
function wantedOf(args: readonly string[]): Wanted | string {
  try {
    return readArguments(args);
  } catch (error) {
    // Node's own words are two sentences, or none that ends.
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(". ", 1);
    return `${sentence.replace(/\.$/, "")}.`;
  }
}

const wanted = wantedOf(process.argv.slice(2));
if (typeof wanted === "string") {
  console.error(`${wanted} npm run torture -- --help tells what there is.`);
  process.exitCode = 2;
} else if (wanted.help) console.log(help);
else process.exitCode = await torture(wanted);
