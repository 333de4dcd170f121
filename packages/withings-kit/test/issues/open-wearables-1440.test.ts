// https://github.com/the-momentum/open-wearables/issues/1440: a lock that lets the next one in while a token request is still under way does
// not keep refreshes apart; it must last longer than the request may take.
import { expect, test } from "vitest";
import { type LeaseOptions, memoryStore } from "withings-kit";
import { passing, turnableTime } from "../connection/support/time.js";
import { createWorld, works } from "../connection/support/world.js";

turnableTime();

const slowly = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

test.each([
  ["secret", 1_000],
  ["secret", 15_000],
  ["secret", 60_000],
  ["signature", 15_000],
] as const)(
  "a lease lasts longer than a request by %s may that is given up after %i ms",
  async (clientAuthentication, timeoutMs) => {
    const inner = memoryStore();
    const asked: LeaseOptions[] = [];
    const { connected, sandbox, program } = createWorld({
      store: {
        ...inner,
        lease: (key, options) => {
          asked.push(options);
          return inner.lease(key, options);
        },
      },
    });
    const { userID } = await connected();
    sandbox.clock.advance({ hours: 5 });
    await works(await program({ clientAuthentication, timeoutMs }).connection(userID));
    const requests = clientAuthentication === "signature" ? 2 : 1;
    expect(asked).toHaveLength(1);
    expect(asked[0]?.ttlMs).toBeGreaterThan(requests * timeoutMs);
  },
);

test("a request that takes 14 seconds is sent once, however many wait for it", async () => {
  const { connected, sandbox, program, wire, refreshes } = createWorld();
  const { userID } = await connected();
  sandbox.clock.advance({ hours: 5 });
  wire.tap = async ({ kind }, send) => {
    if (kind === "refresh") await slowly(14);
    return send();
  };
  const connections = await Promise.all(Array.from({ length: 8 }, () => program().connection(userID)));
  await passing(Promise.all(connections.map(works)));
  expect(refreshes()).toHaveLength(1);
});

test.each(["both-live", "first-use-wins", "latest-wins"] as const)(
  "where a store's lock does end too soon, two requests are under way, and nothing is lost (%s)",
  async (forkPolicy) => {
    const inner = memoryStore();
    let lastsMs = 1_000;
    const store = { ...inner, lease: (key: string) => inner.lease(key, { ttlMs: lastsMs }) };
    const { connected, sandbox, program, wire, refreshes } = createWorld({ forkPolicy, store });
    const { userID } = await connected();
    for (let day = 0; day < 3; day++) {
      sandbox.clock.advance({ hours: 23 });
      lastsMs = 1_000;
      wire.tap = async ({ kind }, send) => {
        if (kind !== "refresh") return send();
        await slowly(3);
        const response = await send();
        await slowly(3);
        return response;
      };
      const before = refreshes().length;
      const connections = await Promise.all(Array.from({ length: 3 }, () => program().connection(userID)));
      await passing(Promise.all(connections.map((connection) => connection.credentials())));
      expect(refreshes().length - before).toBeGreaterThan(1);
      lastsMs = 20_000;
      wire.tap = (_sent, send) => send();
      for (const connection of connections) await passing(works(connection));
    }
  },
);
