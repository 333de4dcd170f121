import { type ConnectionStore, type StoredCredentials, WithingsError } from "withings-kit";
import type { Contestant } from "./contestant.ts";
import type { Write } from "./journal.ts";
import { library } from "./library.ts";
import type { Answer, Order, Setup, Terms } from "./orders.ts";
import { pointsOf } from "./points.ts";
import { lockFile } from "./strategies/lock-file.ts";
import { Lost, ordinary } from "./strategies/ordinary.ts";
import { saveThenUse } from "./strategies/save-then-use.ts";
import { useThenSave } from "./strategies/use-then-save.ts";
import { calledFor, watchedFetch } from "./watched-fetch.ts";
import { type Watch, watchedStore } from "./watched-store.ts";

/** One contestant of a process, with what watches it in the round that is on. */
export interface Instance {
  /** The round's plan: from now on its points count from 0. */
  begin(order: Order): void;
  keep(credentials: StoredCredentials): Promise<void>;
  call(person: string): Promise<Answer>;
}

/** What an instance is made from. */
export interface InstanceParts {
  readonly setup: Setup;
  readonly terms: Terms;
  /** Its number in the process. */
  readonly index: number;
  readonly write: Write;
  /** The store of the process, which its instances share. */
  readonly store: ConnectionStore;
}

/** Makes one. */
export function createInstance({ setup, terms, index, write, store }: InstanceParts): Instance {
  const by = terms.instances === 1 ? setup.name : `${setup.name}#${index}`;
  const callers = new Map<string, AbortController>();
  let clockAheadMs = 0;
  const quiet = pointsOf({ deeds: [], by, write, abort: () => undefined });
  let watch: Watch = { by, write, points: quiet, aheadMs: 0 };
  const contestant = contestantOf(
    { setup, terms, store },
    { watch: () => watch, aheadMs: () => clockAheadMs },
  );

  return {
    begin: ({ deeds, aheadMs }) => {
      clockAheadMs = aheadMs.process;
      const points = pointsOf({
        deeds: deeds.filter(({ instance = 0 }) => instance === index),
        by,
        write,
        abort: (person) => callers.get(person)?.abort(),
      });
      watch = { by, write, points, aheadMs: aheadMs.store };
    },
    keep: (credentials) => calledFor.run(credentials.userID, () => contestant.keep(credentials)),
    call: async (person) => {
      const caller = new AbortController();
      callers.set(person, caller);
      try {
        const status = await calledFor.run(person, () => contestant.call(person, caller.signal));
        return { person, by, status };
      } catch (error) {
        return { person, by, error: wordsFor(error) };
      }
    },
  };
}

interface Watching {
  readonly watch: () => Watch;
  readonly aheadMs: () => number;
}

function contestantOf(
  { setup, terms, store }: Pick<InstanceParts, "setup" | "terms" | "store">,
  { watch, aheadMs }: Watching,
): Contestant {
  const { strategy, place, client, url } = setup;
  const { timeoutMs, waitMs, clientAuthentication } = terms;
  const fetch = watchedFetch(watch);
  const surroundings = { client, url, timeoutMs, fetch, clock: () => Date.now() + aheadMs() };
  const simple = {
    ...surroundings,
    folder: place.address,
    reach: (person: string, point: string) => watch().points.reach(person, point),
  };
  switch (strategy) {
    case "withings-kit":
      return library({ ...surroundings, store: watchedStore(store, watch), waitMs, clientAuthentication });
    case "use-then-save":
      return ordinary(useThenSave, simple);
    case "save-then-use":
      return ordinary(saveThenUse, simple);
    case "lock-file":
      return ordinary(lockFile, simple);
  }
}

/** The code of an error of the library's; everything else is nothing that a call may throw. */
function wordsFor(error: unknown): string {
  if (error instanceof Lost) return "reauthorization_required";
  if (WithingsError.isInstance(error)) return error.code;
  return `unexpected ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
