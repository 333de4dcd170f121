import type { ConnectionStore } from "../connection/store.js";
import { shown } from "./broken-promise.js";
import { contendedKeys, type Contention, type ContentionStep } from "./contend.js";

/** Options of {@link judge}. */
export interface JudgeOptions {
  /** What all contenders returned. */
  readonly contentions: readonly Contention[];
  /**
   * Whether all contenders had one clock, as those on one machine have. Default `true`. With `false` it is not examined whether somebody
   * read something older than what another had finished to write.
   */
  readonly oneClock?: boolean | undefined;
}

/** What {@link judge} found. */
export interface Judgement {
  /** The promises that were broken, and how. Nothing when the store kept its contract. */
  readonly broken: readonly string[];
  /** How many changes won, and how many lost against a faster one. Where none lost, they did not contend. */
  readonly changes: { readonly won: number; readonly lost: number };
  /**
   * How many leases were given, and how many of them while another one had it. The contract allows that to a store that cannot keep leases
   * apart; it costs requests and nothing else.
   */
  readonly leases: { readonly given: number; readonly shared: number };
}

type Read = Extract<ContentionStep, { type: "read" }>;
type Change = Exclude<ContentionStep, Read>;

/**
 * Judges a contention by what all contenders did and by what stands in the store at its end.
 *
 * @throws Error when what a contender did is missing, since then nothing can be said.
 *
 * @example
 * ```ts
 * const { broken } = await judge(myStore(address), { contentions });
 * ```
 */
export async function judge(store: ConnectionStore, options: JudgeOptions): Promise<Judgement> {
  const { contentions, oneClock = true } = options;
  const key = checkComplete(contentions);
  const { count, door } = contendedKeys(key);
  const steps = contentions.flatMap((contention) => contention.steps);
  const changes = steps.filter((step): step is Change => step.type !== "read");
  const won = changes.filter((step) => step.won !== null);
  const at = (name: string) => ({
    reads: steps.filter((step) => step.type === "read").filter((step) => step.key === name),
    won: won.filter((step) => step.key === name),
  });
  const counting = at(count);
  const { value } = await store.read(count);
  const broken = [
    ...contentions.flatMap((contention) => contention.broken),
    ...lostCounts(counting.won, value),
    ...[counting, at(door)].flatMap((place) => [
      ...givenTwice(place.won),
      ...wonTwice(place.won),
      ...createdTooOften(place.won),
      ...strangeReadings(place.reads, place.won),
    ]),
    ...contentions.flatMap((contention) => backwards(contention, count)),
    ...(oneClock ? stale(counting.reads, counting.won) : []),
  ];
  const sum = (of: "given" | "shared"): number =>
    contentions.reduce((all, { leases }) => all + leases[of], 0);
  return {
    broken,
    changes: { won: won.length, lost: changes.length - won.length },
    leases: { given: sum("given"), shared: sum("shared") },
  };
}

function checkComplete(contentions: readonly Contention[]): string {
  const [first] = contentions;
  const names = new Set(contentions.map(({ contender }) => contender));
  const keys = new Set(contentions.map(({ key }) => key));
  if (first === undefined || names.size !== first.contenders || keys.size !== 1)
    throw new Error(
      `What ${names.size} contenders at ${keys.size} keys did cannot be judged: it takes that of all ${first?.contenders ?? ""} at one key. Give what each of them returned, once.`,
    );
  return first.key;
}

function lostCounts(won: readonly Change[], value: string | undefined): string[] {
  const count = Number(value);
  return count === won.length
    ? []
    : [`compareAndSwap: a change that won is not lost. ${won.length} counted, and the count is ${count}.`];
}

function givenTwice(won: readonly Change[]): string[] {
  const writes = won.filter(({ type }) => type === "write");
  return repeated(writes.map((write) => write.won)).map(
    ([generation, times]) =>
      `generations: a number never comes back for its key. ${String(generation)} was given ${times} times.`,
  );
}

function wonTwice(won: readonly Change[]): string[] {
  // Where nothing is, a store may be at 0 again and again.
  const over = won.filter(({ overText }) => overText);
  return repeated(over.map(({ expected }) => expected)).map(
    ([generation, times]) =>
      `compareAndSwap and delete: of all that try with one generation, one wins. With ${generation}, ${times} did.`,
  );
}

function createdTooOften(won: readonly Change[]): string[] {
  const created = won.filter(({ type, overText }) => type === "write" && !overText).length;
  const deleted = won.filter(({ type }) => type === "delete").length;
  return created <= deleted + 1
    ? []
    : [
        `compareAndSwap: of all that try with one generation, one wins. ${created} created a text that was deleted ${deleted} times.`,
      ];
}

function strangeReadings(reads: readonly Read[], won: readonly Change[]): string[] {
  const written = new Map(won.flatMap((write) => (write.type === "write" ? [[write.won, write.text]] : [])));
  const strange = reads.filter(({ generation, text }) => text !== null && written.get(generation) !== text);
  return strange.length === 0
    ? []
    : [
        `read: gives what was stored, at its generation. ${strange.length} readings of ${shown(strange[0]?.key ?? "")} had a text that nobody stored at that generation.`,
      ];
}

/** What one contender saw go back. */
function backwards({ steps, contender }: Contention, key: string): string[] {
  let highest = 0;
  for (const step of steps) {
    if (step.key !== key || (step.type === "write" && step.won === null)) continue;
    const count = Number(step.text);
    if (step.type === "read" && count < highest)
      return [
        `read: never older than the latest finished write. ${contender} knew the count ${highest}, then read ${count}.`,
      ];
    highest = Math.max(highest, count);
  }
  return [];
}

// Clocks are read in whole milliseconds, and may be put right a little meanwhile.
const clockToleranceMs = 5;

/** What somebody read though another one had finished to write more. */
function stale(reads: readonly Read[], won: readonly Change[]): string[] {
  const writes = Array.from(won).sort((a, b) => a.finishedAt - b.finishedAt);
  let next = 0;
  let finished = 0;
  let worst: string | undefined;
  let count = 0;
  for (const { startedAt, text } of Array.from(reads).sort((a, b) => a.startedAt - b.startedAt)) {
    for (
      let write = writes[next];
      write && write.finishedAt + clockToleranceMs < startedAt;
      write = writes[++next]
    )
      finished = Math.max(finished, Number(write.text));
    if (Number(text) >= finished) continue;
    count++;
    worst ??= `The count ${Number(text)} was read when ${finished} had been stored`;
  }
  return worst === undefined
    ? []
    : [
        `read: never older than what any process's latest finished write put there. ${worst}, and ${count} readings in all were too old.`,
      ];
}

function repeated<T>(values: readonly T[]): [value: T, times: number][] {
  const times = new Map<T, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return Array.from(times).filter(([, count]) => count > 1);
}
