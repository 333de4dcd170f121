import type { Outcome } from "./outcome.ts";
import type { Setting } from "./plan.ts";

/** The sums of a setting's rounds. */
export interface Tally {
  readonly setting: Setting;
  readonly rounds: number;
  readonly kills: number;
  readonly lostAnswers: number;
  readonly lost: number;
  readonly tokenRequests: number;
  readonly offences: number;
  readonly failures: number;
}

/** Nothing yet. */
export function emptyTally(setting: Setting): Tally {
  return {
    setting,
    ...{ rounds: 0, kills: 0, lostAnswers: 0, lost: 0, tokenRequests: 0, offences: 0, failures: 0 },
  };
}

/** Adds rounds. */
export function add(tally: Tally, outcome: Outcome): Tally {
  return {
    setting: tally.setting,
    rounds: tally.rounds + outcome.rounds,
    kills: tally.kills + outcome.kills,
    lostAnswers: tally.lostAnswers + outcome.lostAnswers,
    lost: tally.lost + outcome.lost.length,
    tokenRequests: tally.tokenRequests + outcome.tokenRequests,
    offences: tally.offences + outcome.offences,
    failures: tally.failures + outcome.failures.length,
  };
}

const headings = [
  ...["store", "processes", "fork policy", "rounds", "kills", "lost answers", "connections lost"],
  ...["token requests per refresh", "forbidden requests"],
];

/** A table of them, one a line. An ordinary strategy stands in the place of the store. */
export function table(tallies: readonly Tally[]): string {
  const rows = [headings, ...tallies.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 || column === 2 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cells(tally: Tally): string[] {
  const { setting, rounds, kills, lostAnswers, lost, tokenRequests, offences } = tally;
  const { strategy, store, processes, policy } = setting;
  const isOurs = strategy === "withings-kit";
  return [
    isOurs ? store : strategy,
    String(processes),
    policy,
    ...[rounds, kills, lostAnswers, lost].map((count) => count.toLocaleString("en")),
    rounds === 0 ? "" : (tokenRequests / rounds).toFixed(2),
    // Nobody knows what is forbidden to a strategy that has no rules.
    isOurs ? String(offences) : "",
  ];
}
