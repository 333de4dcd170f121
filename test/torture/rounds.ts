import { setTimeout as pause } from "node:timers/promises";
import { createJudge } from "./judge.ts";
import type { Answer, Order } from "./orders.ts";
import type { Plan, Setting } from "./plan.ts";
import type { Stand } from "./stand.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** Runs rounds on a stand, in whatever settings. */
export interface Runner {
  /** One round for each person of the stand, side by side. */
  run(setting: Setting, plan: Plan): Promise<Outcome>;
}

// Longer than an access token lives.
const lifeMs = 10_801_000;
const hungMs = 120_000;
// What failed a few times is tried again after half a minute; a connection that takes longer is one that nobody can use.
const patienceMs = 60_000;

/** A runner. Before the first rounds, everybody logs in. */
export function createRunner(stand: Stand): Runner {
  const { sandbox, gate, crew, persons } = stand;
  const judge = createJudge();
  let aheadMs = 0;
  let runs = 0;

  const give = (slot: number, plan: Plan, order: Partial<Order>): Promise<readonly Answer[]> =>
    unlessHung(
      crew.order(slot, {
        ...{ terms: plan.terms, fresh: false, persons: [], keep: [], deeds: [] },
        aheadMs: { process: aheadMs + (slot % 2) * plan.clocksApartMs, store: aheadMs },
        ...order,
      }),
    );
  const logIn = async (plan: Plan, whom: readonly string[]): Promise<void> => {
    const keep = await Promise.all(whom.map((person) => stand.logIn(person, Date.now() + aheadMs)));
    await give(0, plan, { keep });
  };

  /** Everybody calls, while everything goes wrong as planned. */
  const torment = async (plan: Plan, setting: Setting): Promise<readonly Answer[]> => {
    gate.expect(plan.troubles.map((trouble) => ({ ...trouble, person: persons[trouble.person] ?? "" })));
    const timers = plan.kills.map(({ slot, afterMs }) =>
      setTimeout(() => {
        crew.kill(slot);
      }, afterMs),
    );
    const answers = await Promise.all(
      slotsOf(setting, persons).map((theirs, slot) => {
        const deeds = plan.deeds
          .filter((deed) => deed.slot === slot)
          .map((deed) => ({ ...deed, person: persons[deed.person] ?? "" }));
        return give(slot, plan, { persons: theirs, deeds });
      }),
    );
    for (const timer of timers) clearTimeout(timer);
    gate.expect([]);
    await crew.heal();
    return answers.flat();
  };

  /** Those who are left call until it works, then one that has just begun. @returns its answers. */
  const survive = async (plan: Plan, setting: Setting): Promise<readonly Answer[]> => {
    const call = async (
      slot: number,
      whom: readonly string[],
      fresh: boolean,
    ): Promise<readonly Answer[]> => {
      const answers = await give(slot, plan, { persons: whom, fresh });
      const last = new Map(answers.map((answer) => [`${answer.by} ${answer.person}`, answer]));
      const latest = Date.now() + patienceMs;
      for (;;) {
        const failed = [...last.values()].filter(({ status, error }) => status !== 0 && error !== lostError);
        if (failed.length === 0 || Date.now() > latest) break;
        await pause(200);
        const theirs = [...new Set(failed.map(({ person }) => person))];
        for (const answer of await give(slot, plan, { persons: theirs }))
          last.set(`${answer.by} ${answer.person}`, answer);
      }
      return [...last.values()];
    };
    const slots = slotsOf(setting, persons);
    // Ordinary strategies would only go on losing connections to each other.
    if (setting.strategy === "withings-kit")
      await Promise.all(slots.map((theirs, slot) => call(slot, theirs, false)));
    return call(runs % slots.length, persons, true);
  };

  return {
    run: async (setting, plan) => {
      await crew.heal();
      if (runs++ === 0) await logIn(plan, persons);
      judge.examine(stand.takeLines(), { storeAheadMs: aheadMs });

      const killedBefore = crew.killed;
      sandbox.configure(plan.behaviour);
      sandbox.clock.advance(lifeMs);
      if (plan.expiry === "clock") aheadMs += lifeMs;
      judge.expire();
      // Whoever stopped wakes up when the others have gone on. It is done again and again, since some stop late.
      const waking = setInterval(() => {
        crew.wake();
      }, 4 * plan.terms.timeoutMs);
      let during: readonly Answer[] = [];
      let after: readonly Answer[] = [];
      let hung = "";
      try {
        during = await torment(plan, setting);
        after = await survive(plan, setting);
      } catch (error) {
        if (!(error instanceof Hung)) throw error;
        hung = error.message;
        await crew.restart();
      } finally {
        clearInterval(waking);
      }
      const lines = stand.takeLines();
      const offences =
        setting.strategy === "withings-kit" ? judge.examine(lines, { storeAheadMs: aheadMs }) : [];
      const kills = crew.killed - killedBefore;
      const outcome = outcomeOf({ plan, setting, persons, during, after, lines, offences, kills, hung });
      if (outcome.lost.length > 0) await logIn(plan, outcome.lost);
      return outcome;
    },
  };
}

/** What a program is told when its person must log in again. */
const lostError = "reauthorization_required";

/** Whose connections each slot uses. */
function slotsOf({ store, processes }: Setting, persons: readonly string[]): readonly (readonly string[])[] {
  if (store === "memory") return [persons];
  if (processes === 1) return persons.map((person) => [person]);
  return Array.from({ length: processes }, () => persons);
}

/** Some process does not answer any more. */
class Hung extends Error {
  override readonly name: string = "Hung";
}

async function unlessHung(work: Promise<readonly Answer[] | undefined>): Promise<readonly Answer[]> {
  const over = new AbortController();
  const hung = pause(hungMs, undefined, { signal: over.signal }).then(() => {
    throw new Hung(`A process gave no answer for ${hungMs / 1000} seconds.`);
  });
  hung.catch(() => undefined);
  try {
    return (await Promise.race([work, hung])) ?? [];
  } finally {
    over.abort();
  }
}
