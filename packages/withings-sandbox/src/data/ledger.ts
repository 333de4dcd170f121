import type { Group } from "./groups.js";
import type { Measure } from "./measure.js";

/** What became of a group after it was measured, by hand. */
export interface Correction {
  /** Unix seconds. */
  readonly at: number;
  readonly measures?: readonly Measure[];
  readonly deleted?: boolean;
}

/** Who a group belongs to that may be several people's. */
export interface Decision {
  /** Unix seconds. */
  readonly at: number;
  /** Who said that it is theirs. */
  readonly owner?: number;
  /** Who said that it is not. */
  readonly notOf: ReadonlySet<number>;
}

/** What was added, changed and decided by hand: all that is kept, since everything else can be had again from the seed. */
export interface Ledger {
  /** The groups that were added to a person's, oldest first. */
  readonly added: (personId: number) => readonly Group[];
  readonly add: (personId: number, group: Group) => void;
  readonly correction: (personId: number, grpid: number) => Correction | undefined;
  /** The ids of all groups of a person that were corrected. */
  readonly corrected: (personId: number) => readonly number[];
  readonly correct: (personId: number, grpid: number, correction: Correction) => void;
  readonly decision: (grpid: number) => Decision | undefined;
  /** The ids of all groups that somebody decided about. */
  readonly decided: () => readonly number[];
  readonly decide: (grpid: number, decision: Decision) => void;
  /** An id that no group has. */
  readonly freshId: () => number;
  /** How much is kept. */
  readonly size: number;
  readonly clear: () => void;
}

// Above every id that is made of a day.
const firstAdded = 900_000_000_000;

/** An empty {@link Ledger}. */
export function createLedger(): Ledger {
  const added = new Map<number, Group[]>();
  const corrections = new Map<number, Map<number, Correction>>();
  const decisions = new Map<number, Decision>();
  let count = 0;
  return {
    added: (personId) => added.get(personId) ?? [],
    add: (personId, group) => {
      const groups = added.get(personId) ?? [];
      groups.push(group);
      added.set(
        personId,
        groups.sort((one, other) => one.date - other.date),
      );
    },
    correction: (personId, grpid) => corrections.get(personId)?.get(grpid),
    corrected: (personId) => [...(corrections.get(personId)?.keys() ?? [])],
    correct: (personId, grpid, correction) => {
      const ofPerson = corrections.get(personId) ?? new Map<number, Correction>();
      corrections.set(personId, ofPerson.set(grpid, correction));
    },
    decision: (grpid) => decisions.get(grpid),
    decided: () => [...decisions.keys()],
    decide: (grpid, decision) => {
      decisions.set(grpid, decision);
    },
    freshId: () => firstAdded + count++,
    get size() {
      const sizes = [...added.values()].map(({ length }) => length);
      const corrected = [...corrections.values()].map((ofPerson) => ofPerson.size);
      return [decisions.size, ...sizes, ...corrected].reduce((sum, each) => sum + each, 0);
    },
    clear: () => {
      added.clear();
      corrections.clear();
      decisions.clear();
      count = 0;
    },
  };
}
