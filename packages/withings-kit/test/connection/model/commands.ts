import fc from "fast-check";
import { expect } from "vitest";
import { type Connection, memoryStore, type StoredCredentials, type WithingsError } from "withings-kit";
import { visitor } from "withings-sandbox";
import { breath, elapse, passing } from "../support/time.js";
import type { Envelope } from "../support/wire.js";
import { devices, peopleOf, scope, type StoredRecord } from "../support/world.js";
import type { Ground } from "./ground.js";
import { type Mishap, type Process, startProcess } from "./process.js";

/** All that the commands must know of what happened before. */
export interface Model {
  /** Credentials that were stored at some time, oldest first. */
  readonly history: StoredCredentials[];
}

type Command = fc.AsyncCommand<Model, Ground>;

/** What came of a call: the envelope's status, an error's code, or nothing, since the program died. */
type Outcome = number | string;

async function outcomeOf(process: Process, work: () => Promise<unknown>): Promise<Outcome> {
  const came = work().then(
    (value) => (typeof value === "number" ? value : 0),
    (error: unknown) => {
      const { name, code } = error as WithingsError;
      if (!/^Withings/.test(name)) throw error;
      return code;
    },
  );
  const outcome = await passing(Promise.race([came, process.died]));
  // What goes on in the background.
  await breath(12);
  return outcome;
}

const currentOf = (text: string | undefined): StoredCredentials =>
  (JSON.parse(text ?? "{}") as StoredRecord).current;

const call = async (connection: Connection): Promise<number> => {
  const { status } = (await (await devices(connection)).json()) as Envelope;
  return status ?? -1;
};

async function afterwards(model: Model, { truth, text }: Ground): Promise<void> {
  const stored = await text();
  truth.check(stored);
  // What was deleted leaves no trace, so what was there before it cannot be known to be older.
  if (stored === undefined) model.history.length = 0;
  else if (model.history.at(-1)?.withingsAccessToken !== currentOf(stored).withingsAccessToken)
    model.history.push(currentOf(stored));
}

/** A command that does something with a program, which may meet a mishap on the way. */
function command(name: string, run: (model: Model, ground: Ground) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, ground) => {
      await run(model, ground);
      for (const [index, process] of ground.processes.entries()) {
        process.plan();
        if (process.dead()) ground.restart(index);
      }
      await afterwards(model, ground);
    },
    toString: () => name,
  };
}

const processAt = ({ processes }: Ground, index: number): Process =>
  processes[index % processes.length] ?? startUp();
function startUp(): never {
  throw new Error("A ground has programs.");
}

const mishap: fc.Arbitrary<Mishap> = fc.record({
  at: fc.integer({ min: 1, max: 12 }),
  what: fc.constantFrom("dies", "fails"),
  when: fc.constantFrom("before", "after"),
});
const program = fc.nat(2);
const print = ({ at, what, when }: Mishap): string => `${what} ${when} operation ${String(at)}`;

const use = async (ground: Ground, process: Process, how: "call" | "credentials"): Promise<Outcome> =>
  outcomeOf(process, async () => {
    const connection = await process.withings.connection(ground.userID);
    return how === "call" ? call(connection) : connection.credentials();
  });

/** A call without any mishap, after everybody has waited: it must succeed where a token is alive. */
export async function mustWork(ground: Ground, process: Process): Promise<void> {
  await elapse(61_000);
  const stored = await ground.text();
  const alive = ground.truth.alive(stored);
  const outcome = await use(ground, process, "call");
  if (alive) expect(outcome).toBe(0);
  else if (stored === undefined) expect(outcome).toBe("not_connected");
  else expect(["reauthorization_required", 0]).toContain(outcome);
}

const usage = fc
  .tuple(program, fc.constantFrom("call" as const, "credentials" as const), fc.option(mishap, { freq: 3 }))
  .map(([index, how, accident]) =>
    command(
      `program ${String(index)}: ${how}${accident ? `, ${print(accident)}` : ""}`,
      async (_model, ground) => {
        const process = processAt(ground, index);
        process.plan(accident ?? undefined);
        await use(ground, process, how);
      },
    ),
  );

const soundCall = program.map((index) =>
  command(`program ${String(index)}: a call that must work`, (_model, ground) =>
    mustWork(ground, processAt(ground, index)),
  ),
);

const refusal = fc.tuple(program, fc.option(mishap, { freq: 1 })).map(([index, accident]) =>
  command(
    `program ${String(index)}: a call whose token is refused${accident ? `, ${print(accident)}` : ""}`,
    async (_model, ground) => {
      ground.refuseNext();
      const process = processAt(ground, index);
      process.plan(accident ?? undefined);
      await use(ground, process, "call");
    },
  ),
);

const time = fc
  .constantFrom(
    ...([1, 8, 45, 61].map((seconds) => ({ seconds })) as { readonly seconds: number }[]),
    ...([4, 56, 120, 175, 179, 240, 300, 420, 500].map((minutes) => ({ minutes })) as {
      readonly minutes: number;
    }[]),
    { days: 10 } as const,
  )
  .map((by) =>
    command(`${JSON.stringify(by)} pass`, async (_model, { sandbox }) => {
      if ("seconds" in by) await elapse(by.seconds * 1000);
      else sandbox.clock.advance(by);
    }),
  );

const overrun = fc
  .record({
    sleeper: program,
    other: program,
    at: fc.integer({ min: 1, max: 12 }),
    when: fc.constantFrom("before" as const, "after" as const),
    othersCalls: fc.array(fc.constantFrom("call" as const, "credentials" as const), {
      minLength: 1,
      maxLength: 3,
    }),
    refused: fc.boolean(),
    expired: fc.boolean(),
  })
  .filter(({ sleeper, other }) => sleeper !== other)
  .map(({ sleeper, other, at, when, othersCalls, refused, expired }) =>
    command(
      `program ${String(sleeper)} sleeps ${when} operation ${String(at)} and loses its lease, program ${String(other)} does ${othersCalls.join(", ")}${refused ? ", and its token is refused" : ""}${expired ? ", all with expired tokens" : ""}`,
      async (_model, ground) => {
        const asleep = processAt(ground, sleeper);
        asleep.plan({ at, when, what: "stands still" });
        if (refused) ground.refuseNext();
        if (expired) ground.sandbox.clock.advance({ hours: 4 });
        const sleeping = outcomeOf(asleep, async () => call(await asleep.withings.connection(ground.userID)));
        await Promise.race([asleep.standing(), sleeping]);
        for (const how of othersCalls) {
          ground.endLeases();
          await use(ground, processAt(ground, other), how);
        }
        asleep.goOn();
        await sleeping;
      },
    ),
  );

const login = fc
  .tuple(program, fc.constantFrom(scope, "user.info"), fc.option(mishap, { freq: 1 }))
  .map(([index, wanted, accident]) =>
    command(
      `program ${String(index)}: the person logs in for ${wanted}${accident ? `, ${print(accident)}` : ""}`,
      async (_model, ground) => {
        const process = processAt(ground, index);
        process.plan(accident ?? undefined);
        await outcomeOf(process, () =>
          process.withings.connect({ scope: wanted, webView: visitor({ fetch: ground.sandbox.fetch }) }),
        );
      },
    ),
  );

const wrongLogin = fc.tuple(program, fc.constantFrom(scope, "user.info")).map(([index, wanted]) =>
  command(
    `program ${String(index)}: the person logs in for ${wanted} where somebody else was expected`,
    async (_model, ground) => {
      const process = processAt(ground, index);
      const webView = visitor({ fetch: ground.sandbox.fetch });
      const expectUserID = peopleOf(ground.sandbox)[1] ?? "";
      const outcome = await outcomeOf(process, () =>
        process.withings.connect({ scope: wanted, webView, expectUserID }),
      );
      expect(outcome).toBe("another_person");
    },
  ),
);

const staleAdoption = fc.tuple(program, fc.nat()).map(([index, which]) =>
  command(`program ${String(index)}: earlier credentials are adopted`, async ({ history }, ground) => {
    const old = history[which % Math.max(history.length, 1)];
    if (!old) return;
    const process = processAt(ground, index);
    const before = await ground.text();
    const lived = ground.truth.alive(before);
    await outcomeOf(process, () => process.withings.adopt(old));
    const after = await ground.text();
    if (lived) expect(currentOf(after)).toEqual(currentOf(before));
    // Where nobody was connected, or what was there was dead, they are taken as they are.
    else if (!ground.truth.alive(after)) ground.truth.giveUp();
  }),
);

const disconnection = fc.tuple(program, fc.option(mishap, { freq: 1 })).map(([index, accident]) =>
  command(
    `program ${String(index)}: the person is disconnected${accident ? `, ${print(accident)}` : ""}`,
    async (_model, ground) => {
      const process = processAt(ground, index);
      process.plan(accident ?? undefined);
      const outcome = await outcomeOf(process, () => process.withings.disconnect(ground.userID));
      if (outcome === 0) expect(await ground.text()).toBeUndefined();
      ground.truth.giveUp();
    },
  ),
);

const revocation = fc.constant(
  command("the person ends the link at Withings", async (_model, ground) => {
    const elsewhere = startProcess({ ...ground, store: memoryStore() });
    await outcomeOf(elsewhere, () => elsewhere.withings.disconnect(ground.userID));
    ground.truth.giveUp();
  }),
);

const restart = program.map((index) =>
  command(`program ${String(index)} starts anew`, (_model, ground) => {
    ground.restart(index % ground.processes.length);
    return Promise.resolve();
  }),
);

const clockTurn = fc
  .tuple(program, fc.constantFrom(-86_400_000, -240_000, 0, 240_000, 86_400_000))
  .map(([index, byMs]) =>
    command(
      `the clock of program ${String(index)} is turned by ${String(byMs / 1000)} s`,
      (_model, ground) => {
        processAt(ground, index).turn(byMs);
        return Promise.resolve();
      },
    ),
  );

const leases = fc.boolean().map((all) =>
  command(all ? "everybody gets a lease" : "one at a time gets a lease", (_model, ground) => {
    ground.leaseToAll(all);
    return Promise.resolve();
  }),
);

/** Everything that can happen, the usual more often. */
export const commands: fc.Arbitrary<Command>[] = [
  ...[usage, usage, usage, usage],
  ...[time, time, time],
  ...[overrun, overrun],
  ...[soundCall, refusal, login, restart],
  ...[wrongLogin, staleAdoption, disconnection, revocation, clockTurn, leases],
];
