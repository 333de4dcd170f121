import { describe, expect, test } from "vitest";
import { type ConnectionStore, memoryStore } from "withings-kit";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError } from "./support/wire.js";
import { createWorld, listed, works, type WorldOptions } from "./support/world.js";

turnableTime();

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const jumps = [
  ["a day forward", dayMs],
  ["a day back", -dayMs],
] as const;

/** A program whose clock can be turned, apart from Withings' own. */
async function turnable(options: WorldOptions = {}) {
  const world = createWorld(options);
  const turned = { byMs: 0 };
  const program = (more: Parameters<typeof world.program>[0] = {}) =>
    world.program({ clock: () => world.sandbox.clock.nowMs() + turned.byMs, ...more });
  const connection = await world.connected({ by: program() });
  return { ...world, program, connection, turned };
}

describe.each(jumps)("a clock that jumps %s", (_how, byMs) => {
  test("while the token is fresh costs a refresh at the most", async () => {
    const { connection, turned, refreshes } = await turnable();
    await works(connection);
    turned.byMs = byMs;
    await passing(works(connection));
    await passing(works(connection));
    expect(refreshes().length).toBeLessThanOrEqual(1);
    turned.byMs = 0;
    await passing(works(connection));
    expect(refreshes().length).toBeLessThanOrEqual(2);
  });

  test("while the token has expired is found out by Withings, at the latest", async () => {
    const { connection, turned, sandbox, refreshes } = await turnable();
    sandbox.clock.advance({ hours: 4 });
    turned.byMs = byMs;
    await passing(works(connection));
    expect(refreshes()).toHaveLength(1);
  });

  test.each(["sent", "answered"])("while a refresh is %s changes nothing for who waits", async (stage) => {
    const { connection, turned, sandbox, wire, refreshes } = await turnable();
    sandbox.clock.advance({ hours: 4 });
    const held = gate();
    wire.tap = async (sent, send) => {
      if (sent.kind !== "refresh") return send();
      if (stage === "sent") await held.pass();
      const response = await send();
      if (stage === "answered") await held.pass();
      return response;
    };
    const waiting = connection.credentials();
    await held.reached;
    turned.byMs = byMs;
    held.open();
    wire.tap = (_sent, send) => send();
    await passing(waiting);
    await passing(works(connection));
    await passing(works(connection));
    expect(refreshes().length).toBeLessThanOrEqual(2);
  });

  test("while a refresh fails does not make everybody wait for that day", async () => {
    const { connection, program, turned, sandbox, wire } = await turnable();
    sandbox.clock.advance({ hours: 4 });
    wire.tap = () => Promise.reject(networkError("ECONNRESET"));
    const impatient = await program({ waitMs: 0 }).connection(connection.userID);
    await failure(impatient.credentials());
    turned.byMs = byMs;
    wire.tap = (_sent, send) => send();
    const started = performance.now();
    await passing(works(connection));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("while Withings asks to wait keeps it waiting no longer than that", async () => {
    const { connection, turned, sandbox, wire } = await turnable();
    sandbox.clock.advance({ hours: 4 });
    wire.tap = (sent, send) =>
      sent.kind === "refresh" ? Promise.resolve(answer({ status: 601, body: { wait_seconds: 20 } })) : send();
    const waiting = connection.credentials();
    await elapse(1_000);
    turned.byMs = byMs;
    wire.tap = (_sent, send) => send();
    const started = performance.now();
    await passing(waiting);
    expect(performance.now() - started).toBeGreaterThanOrEqual(19_000);
    expect(performance.now() - started).toBeLessThan(21_000);
    await passing(works(connection));
  });

  test("while an answer is lost does not let Withings' 8 hours pass", async () => {
    const { connection, turned, sandbox, wire } = await turnable();
    sandbox.clock.advance({ hours: 4 });
    wire.tap = async (_sent, send) => {
      await send();
      throw networkError("ECONNRESET");
    };
    await passing(failure(connection.credentials()));
    turned.byMs = byMs;
    sandbox.clock.advance({ hours: 7 });
    wire.tap = (_sent, send) => send();
    await passing(works(connection));
  });

  test.each(["before", "after"])(
    "%s tokens are renewed does not let older ones take their place that are adopted at each start",
    async (when) => {
      const { connection, program, turned, sandbox, record } = await turnable();
      const first = await connection.credentials();
      sandbox.clock.advance({ hours: 4 });
      if (when === "before") turned.byMs = byMs;
      await passing(connection.credentials());
      if (when === "after") turned.byMs = byMs;
      const { current } = await record(connection.userID);
      expect(current.withingsRefreshToken).not.toBe(first.withingsRefreshToken);
      for (const now of [turned.byMs, 0]) {
        turned.byMs = now;
        const adopted = await program().adopt(first);
        expect((await record(connection.userID)).current).toEqual(current);
        await passing(works(adopted));
        if (now === 0) continue;
        // A token that seems to come from the future may have been renewed by the call.
        Object.assign(current, (await record(connection.userID)).current);
      }
    },
  );
});

test("a clock that was turned back by a day keeps nobody waiting for longer than Withings asked", async () => {
  const { connection, turned, sandbox, wire } = await turnable();
  sandbox.clock.advance({ hours: 4 });
  wire.tap = (sent, send) =>
    sent.kind === "refresh" ? Promise.resolve(answer({ status: 601, body: { wait_seconds: 188 } })) : send();
  expect(await passing(failure(connection.credentials()))).toMatchObject({ waitSeconds: 188 });
  turned.byMs = -dayMs;
  wire.tap = (_sent, send) => send();
  await elapse(188_000);
  await passing(works(connection));
});

test("a clock that was turned back by a few minutes makes nobody wait for longer than was meant", async () => {
  const { connection, program, turned, sandbox, wire } = await turnable();
  sandbox.clock.advance({ hours: 4 });
  wire.tap = () => Promise.reject(networkError("ECONNRESET"));
  const impatient = await program({ waitMs: 0 }).connection(connection.userID);
  await failure(impatient.credentials());
  turned.byMs = -4 * 60_000;
  wire.tap = (_sent, send) => send();
  const started = performance.now();
  await passing(works(connection));
  expect(performance.now() - started).toBeLessThan(2_000);
});

describe("a clock that stands still", () => {
  const standing = async () => {
    const world = createWorld();
    const connection = await world.connected();
    const started = world.sandbox.clock.nowMs();
    const still = await world.program({ clock: () => started }).connection(connection.userID);
    world.sandbox.clock.advance({ hours: 4 });
    return { ...world, still };
  };

  test("is found out by Withings, and the token renewed", async () => {
    const { still, refreshes } = await standing();
    await passing(works(still));
    expect(refreshes()).toHaveLength(1);
  });

  test("does not keep anybody waiting forever after a failure", async () => {
    const { still, wire, refreshes } = await standing();
    const back = performance.now() + 5_000;
    wire.tap = (sent, send) =>
      sent.kind === "refresh" && performance.now() < back
        ? Promise.reject(networkError("ECONNREFUSED"))
        : send();
    const started = performance.now();
    await passing(works(still));
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(refreshes().length).toBeLessThan(8);
  });
});

describe("a store with a clock of its own", () => {
  /** A store that says what time it is. */
  function timed(nowMs: () => number): ConnectionStore {
    const inner = memoryStore();
    return {
      ...inner,
      read: async (key) => ({ ...(await inner.read(key)), now: nowMs() }),
      async *list(prefix) {
        for await (const entry of inner.list(prefix)) yield { ...entry, now: nowMs() };
      },
    };
  }
  const minutesMs = 60_000;

  async function twoMachines() {
    let nowMs = (): number => 0;
    const world = createWorld({ store: timed(() => nowMs()) });
    nowMs = () => world.sandbox.clock.nowMs();
    const machine = (aheadMs: number) =>
      world.program({ clock: () => world.sandbox.clock.nowMs() + aheadMs });
    const [early, late] = [machine(-10 * minutesMs), machine(10 * minutesMs)];
    const { userID } = await world.connected({ by: early });
    return {
      ...world,
      machines: [early, late] as const,
      connections: [await early.connection(userID), await late.connection(userID)] as const,
    };
  }

  test("lets machines whose clocks differ by twenty minutes agree on when a token expires", async () => {
    const { connections, sandbox, refreshes } = await twoMachines();
    for (const [minutesLeft, expected] of [
      [6, 0],
      [4, 1],
    ] as const) {
      sandbox.clock.advance({ minutes: minutesLeft === 6 ? 174 : 2 });
      for (const connection of connections) await passing(works(connection));
      await elapse(1_000);
      expect(refreshes()).toHaveLength(expected);
    }
    sandbox.clock.advance({ hours: 4 });
    for (const connection of [...connections].reverse()) await passing(works(connection));
    expect(refreshes()).toHaveLength(2);
    for (const connection of connections) await passing(works(connection));
    expect(refreshes()).toHaveLength(2);
  });

  test("lets them wait together after a failure", async () => {
    const { connections, sandbox, wire, refreshes } = await twoMachines();
    sandbox.clock.advance({ hours: 4 });
    wire.tap = (sent, send) =>
      sent.kind === "refresh"
        ? Promise.resolve(answer({ status: 601, body: { wait_seconds: 100 } }))
        : send();
    const [early, late] = connections;
    expect(await passing(failure(late.credentials()))).toMatchObject({ waitSeconds: 100 });
    await elapse(40_000);
    expect(await passing(failure(early.credentials()))).toMatchObject({
      code: "refresh_delayed",
      waitSeconds: 60,
    });
    expect(refreshes()).toHaveLength(1);
  });

  test("tells each machine its times by its own clock", async () => {
    const { connections, machines, sandbox, record } = await twoMachines();
    const obtained = sandbox.clock.nowMs();
    sandbox.clock.stop();
    for (const [index, aheadMs] of [-10 * minutesMs, 10 * minutesMs].entries()) {
      const given = await connections[index]?.credentials();
      expect(Math.abs(+(given?.obtainedAt ?? 0) - obtained - aheadMs)).toBeLessThan(1_000);
      const status = await connections[index]?.status();
      expect(status?.refreshedAt).toEqual(given?.obtainedAt);
      expect(status?.connectedAt).toEqual(given?.obtainedAt);
      const [seen] = await listed(machines[index] ?? machines[0]);
      expect(seen).toEqual(status);
    }
    // What is stored is by the store's clock.
    const { current } = await record(connections[0].userID);
    expect(Math.abs(Date.parse(current.obtainedAt) - obtained)).toBeLessThan(1_000);
  });

  test.each([-24, -1, 1, 24])(
    "keeps what is stored, whatever a machine brings at each start whose clock is wrong by %i hours",
    async (hours) => {
      const { connections, program, sandbox, record } = await twoMachines();
      const [connection] = connections;
      const wrong = program({ clock: () => sandbox.clock.nowMs() + hours * hourMs });
      const first = await connection.credentials();
      await wrong.adopt(first);
      expect((await record(connection.userID)).current.withingsAccessToken).toBe(first.withingsAccessToken);
      sandbox.clock.advance({ hours: 4 });
      await works(connection);
      const { current } = await record(connection.userID);
      await wrong.adopt(first);
      expect((await record(connection.userID)).current).toEqual(current);
    },
  );
});
