import type { Line } from "./journal.ts";
import { type Offence, rules } from "./judge.ts";
import type { Answer } from "./orders.ts";
import type { Plan, Setting } from "./plan.ts";

/** What came of rounds that ran side by side. */
export interface Outcome {
  readonly rounds: number;
  readonly kills: number;
  /** Tokens that the cloud gave and nobody got. */
  readonly lostAnswers: number;
  readonly tokenRequests: number;
  /** Whose connection was lost. */
  readonly lost: readonly string[];
  /** The points at which processes were killed, where these were chosen. */
  readonly killedAt: readonly string[];
  readonly offences: number;
  /** Everything that must not be, told with what happened before. */
  readonly failures: readonly string[];
}

/** What an outcome is told from. */
export interface Evidence {
  readonly plan: Plan;
  readonly setting: Setting;
  readonly persons: readonly string[];
  /** What callers were answered while things went wrong, and those who came after. */
  readonly during: readonly Answer[];
  readonly after: readonly Answer[];
  readonly lines: readonly Line[];
  readonly offences: readonly Offence[];
  readonly kills: number;
  /** That some process gave no answer, in a sentence. */
  readonly hung: string;
}

/** What a call may end with when something went wrong: all of it is told to be passing. */
export const passing: ReadonlySet<string> = new Set([
  ...["aborted", "answer_unreadable", "http_error", "network_failed", "rate_limited", "refresh_delayed"],
  ...["store_failed", "timed_out"],
]);
const lostError = "reauthorization_required";

/** Tells it. */
export function outcomeOf(evidence: Evidence): Outcome {
  const { setting, persons, after, lines, offences, kills } = evidence;
  const isLibrary = setting.strategy === "withings-kit";
  const lost = persons.filter((person) => {
    const theirs = after.filter((answer) => answer.person === person);
    return theirs.length === 0 || theirs.some(({ status }) => status !== 0);
  });
  return {
    rounds: persons.length,
    kills,
    lostAnswers: lines.filter((line) => line.what === "granted" && line.lost).length,
    tokenRequests: lines.filter(({ what }) => what === "token").length,
    lost,
    killedAt: lines.flatMap((line) => (line.what === "deed" && line.deed === "kill" ? [line.point] : [])),
    offences: offences.length,
    failures: !isLibrary
      ? []
      : evidence.hung
        ? [`${evidence.hung}\n${persons.map((person) => story(lines, person)).join("\n")}`, ...told(evidence)]
        : [...badAnswers(evidence), ...badLosses(evidence, lost), ...told(evidence)],
  };
}

function badAnswers({ plan, setting, during, lines, persons }: Evidence): readonly string[] {
  const isBad = ({ status, error = "" }: Answer): boolean => {
    if (plan.calm) return status !== 0;
    if (status !== undefined) return status !== 0 && status !== 401;
    return !passing.has(error) && !(error === lostError && setting.policy === "strict");
  };
  const answers = during
    .filter(isBad)
    .map(({ by, person, status, error }) => `${by} got ${error ?? String(status)} for ${person}.`);
  if (!plan.calm) return answers;
  const counts = persons.map(
    (person) => lines.filter((line) => line.what === "token" && line.person === person).length,
  );
  const wrong = counts.filter((count) => count !== 1);
  return wrong.length === 0
    ? answers
    : [...answers, `Nothing went wrong, yet there were ${wrong.join(", ")} token requests for one refresh.`];
}

/**
 * Losses that Withings' rules do not explain. With single-use rotation, what was given and not stored is gone; that is in the nature of it.
 */
function badLosses({ setting, lines, after }: Evidence, lost: readonly string[]): readonly string[] {
  return lost
    .filter((person) => setting.policy !== "strict" || !isGone(lines, person))
    .map((person) => {
      const why = after.find((answer) => answer.person === person && answer.status !== 0);
      return `The connection of ${person} was lost: ${why?.error ?? String(why?.status)}.\n${story(lines, person)}`;
    });
}

function isGone(lines: readonly Line[], person: string): boolean {
  const theirs = lines.filter((line) => line.person === person);
  const stored = new Set(
    theirs.flatMap((line) =>
      (line.what === "swapped" && line.generation !== undefined) || line.what === "read"
        ? [line.record?.access]
        : [],
    ),
  );
  return theirs.some((line) => line.what === "granted" && !(line.pair && stored.has(line.pair.access)));
}

function told({ offences, lines }: Evidence): readonly string[] {
  return offences.map(
    ({ rule, person, line }) =>
      `Forbidden: ${rules[rule]}, for ${person}.\n${story(lines.slice(0, line + 1), person)}`,
  );
}

/** What happened to a person's connection, in the journal's words. */
function story(lines: readonly Line[], person: string): string {
  return lines
    .filter((line) => line.person === person)
    .slice(-40)
    .map(({ by, what, person: _, ...details }) => `    ${by} ${what} ${JSON.stringify(details)}`)
    .join("\n");
}
