import { describe, expect, test } from "vitest";
import type { Connection } from "withings-kit";
import { gate } from "./support/gate.js";
import { scripted } from "./support/scripted-store.js";
import { elapse, passing, turnableTime } from "./support/time.js";
import { createWorld, type World, works } from "./support/world.js";

turnableTime();

const forkPolicies = ["both-live", "first-use-wins", "latest-wins"] as const;

/**
 * Several programs that refresh at once, since nothing keeps them apart: all send one refresh token, in their order, and none has its answer
 * before the last was sent. Then they have their answers in another order.
 */
async function collision(forkPolicy: (typeof forkPolicies)[number], answers: readonly number[]) {
  const store = scripted();
  const world = createWorld({ forkPolicy, store });
  const { userID } = await world.connected();
  const connections = await Promise.all(answers.map(() => world.program().connection(userID)));
  world.sandbox.clock.advance({ hours: 4 });
  store.script = (call, perform) =>
    call === "lease" ? Promise.resolve({ release: () => Promise.resolve() }) : perform();
  const sent = answers.map(() => gate());
  const answered = answers.map(() => gate());
  let arrived = 0;
  world.wire.tap = async ({ kind }, send) => {
    const mine = kind === "refresh" ? arrived++ : answers.length;
    await sent[mine]?.pass();
    const response = await send();
    await answered[mine]?.pass();
    return response;
  };
  const waiting = connections.map((connection) => connection.credentials());
  for (const each of sent) await each.reached;
  for (const [index, each] of sent.entries()) {
    each.open();
    await answered[index]?.reached;
  }
  for (const index of answers) {
    answered[index]?.open();
    await elapse(10);
  }
  const given = await passing(Promise.all(waiting));
  // All have the same, whose ever it was.
  expect(new Set(given.map(({ withingsAccessToken }) => withingsAccessToken)).size).toBe(1);
  store.script = (_call, perform) => perform();
  world.wire.tap = (_sent, send) => send();
  return { ...world, connections };
}

const exchanges = ({ wire }: Pick<World, "wire">): number =>
  wire.sent.filter(({ kind }) => kind === "exchange").length;

const orders: readonly (readonly number[])[] = [
  [0, 1],
  [1, 0],
  [0, 1, 2],
  [2, 1, 0],
  [1, 0, 2],
  [0, 2, 1],
];

describe.each(forkPolicies)("where Withings treats two pairs of one refresh token as %s", (forkPolicy) => {
  test.each(orders.map((order) => [order.join(", "), order] as const))(
    "programs that refreshed at once, with answers in the order %s, all go on working",
    async (_order, order) => {
      const world = await collision(forkPolicy, order);
      for (const connection of world.connections) await passing(works(connection));
      world.sandbox.clock.advance({ hours: 4 });
      for (const connection of world.connections) await passing(works(connection));
      expect(exchanges(world)).toBe(1);
    },
  );

  test.each(orders.map((order) => [order.join(", "), order] as const))(
    "and nothing is lost when nobody makes a call for days after that (%s)",
    async (_order, order) => {
      const world = await collision(forkPolicy, order);
      const [first] = world.connections as [Connection];
      world.sandbox.clock.advance({ days: 3 });
      await passing(works(first));
      world.sandbox.clock.advance({ days: 3 });
      await passing(works(first));
      expect(exchanges(world)).toBe(1);
      expect(await first.status()).toMatchObject({ status: "connected" });
    },
  );
});
