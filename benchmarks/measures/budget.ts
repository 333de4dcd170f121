import { setTimeout as pause } from "node:timers/promises";
import { type Connection, createWithings, memoryStore } from "withings-kit";
import { measure as operations } from "withings-kit/operations";
import type { LimitedQuestions } from "../servers/limited.ts";
import { startChild } from "../support/child.ts";
import type { Finding, Measure } from "../support/figure.ts";

const perMinute = 120;
const people = 4;
// Enough that somebody always waits.
const waitingOfEach = 10;
const minutes = 2;

/** How much of Withings' limit a program uses that always has more to ask. */
export const budget: Measure = {
  name: "budget",
  title: `Under saturation: ${people} people whose calls always wait, in the free plan's ${perMinute} requests a minute`,
  run: async (): Promise<Finding> => {
    const server = startChild<LimitedQuestions>("limited.ts");
    try {
      const { url, clientID, clientSecret } = await server.ask("place", undefined);
      const withings = createWithings({
        ...{ clientID, clientSecret, store: memoryStore() },
        cloud: { accountUrl: url, apiUrl: url },
      });
      const connections: Connection[] = [];
      for (const credentials of await server.ask("credentials", people))
        connections.push(await withings.adopt(credentials));
      // Until the logins have left the minute.
      await pause(61_000);
      const answeredAt = await saturate(connections);
      const first = answeredAt[perMinute - 1] ?? Number.NaN;
      const last = answeredAt[perMinute * (1 + minutes) - 1] ?? Number.NaN;
      const most = ((last - first) / 60_000) * perMinute;
      return {
        figures: [
          {
            what: "of the budget used",
            unit: "%",
            ours: ((perMinute * minutes) / most) * 100,
            limit: { of: "ours", atLeast: 98 },
          },
          {
            what: "answers 601",
            unit: "requests",
            ours: await server.ask("refused", undefined),
            limit: { of: "ours", atMost: 0 },
          },
        ],
        how:
          `the requests that were answered in the ${minutes} minutes after the first ${perMinute}, by ${perMinute} a minute; the sandbox in a process` +
          " of its own, over TCP, with its rate limit and duplicate filter on; each call asks for something else",
      };
    } finally {
      await server.stop();
    }
  },
};

/** Calls for everybody, until as many requests were answered as are measured. @returns when each was */
async function saturate(connections: readonly Connection[]): Promise<readonly number[]> {
  const answeredAt: number[] = [];
  const wanted = perMinute * (1 + minutes);
  let asked = 0;
  const asker = async (connection: Connection): Promise<void> => {
    while (asked < wanted) {
      const lastupdate = ++asked;
      await connection.call(operations.getMeas, { lastupdate }, { maxWaitMs: 10 * 60_000 });
      answeredAt.push(performance.now());
    }
  };
  await Promise.all(
    connections.flatMap((connection) => Array.from({ length: waitingOfEach }, () => asker(connection))),
  );
  return answeredAt;
}
