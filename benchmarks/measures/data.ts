import { type Connection, createWithings, memoryStore } from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { WithingsClient } from "withings-node-oauth2";
import type { DataQuestions } from "../servers/data.ts";
import { startChild } from "../support/child.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { madeUpClient, madeUpCredentials } from "../support/made-up.ts";
import { median, ratioByRound } from "../support/statistics.ts";

const rounds = 60;
const warmUps = 15;
const since = new Date("2026-10-05T00:00:00Z");
const until = new Date("2026-10-06T00:00:00Z");

/** Reads all; `turn` is another one each time, so that nothing is asked for twice. */
type Reader = (place: Place, turn: number) => Promise<number>;

interface Place {
  readonly connection: Connection;
  readonly peer: WithingsClient;
  /** Fetches all pages and parses them, no more. @returns the bodies */
  readonly bare: (path: string, form: Readonly<Record<string, string>>) => Promise<readonly Body[]>;
}

interface Body {
  readonly [name: string]: unknown;
  readonly more?: number;
  readonly offset?: number;
}

interface Job {
  readonly what: string;
  /** How much there is to read: whoever reads another amount has not done the job. */
  readonly amount: number;
  readonly ours: Reader;
  readonly peer: Reader;
  readonly bare: Reader;
  readonly limits?: true;
}

async function counted(items: AsyncIterable<unknown>): Promise<number> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all.length;
}

const rows = (bodies: readonly Body[], name: string): number =>
  bodies.reduce((sum, body) => sum + Object.keys(body[name] ?? {}).length, 0);

const jobs: readonly Job[] = [
  {
    what: "2,000 measure groups in 11 pages",
    amount: 2_000,
    ours: async ({ connection }, turn) => {
      const groups = await connection.measures.list({ modifiedSince: new Date(turn) }).toArray();
      // Each value is looked at: what is decoded only then counts too.
      let sum = 0;
      for (const { measures } of groups) for (const { value } of measures) sum += value;
      if (!(sum > 0)) throw new Error("There were no values.");
      return groups.length;
    },
    peer: ({ peer }) => counted(peer.measures.paginate({ lastUpdate: new Date(0) })),
    bare: async ({ bare }) => rows(await bare("/measure", { action: "getmeas" }), "measuregrps"),
    limits: true,
  },
  {
    what: "300 nights in 2 pages",
    amount: 300,
    ours: async ({ connection }, turn) =>
      (await connection.sleep.nights({ modifiedSince: new Date(turn) }).toArray()).length,
    peer: ({ peer }) => counted(peer.sleep.paginate({ lastUpdate: new Date(0) })),
    bare: async ({ bare }) => rows(await bare("/v2/sleep", { action: "getsummary" }), "series"),
  },
  {
    what: "1,440 intraday points",
    amount: 1_440,
    ours: async ({ connection }) => (await connection.activity.intraday({ since, until }).toArray()).length,
    peer: async ({ peer }) =>
      rows([{ ...(await peer.activity.intraday({ from: since, to: until })) }], "series"),
    bare: async ({ bare }) => rows(await bare("/v2/measure", { action: "getintradayactivity" }), "series"),
  },
  {
    what: "one ECG",
    amount: 1,
    ours: async ({ connection }, turn) =>
      Number((await connection.heart.ecg(turn / 1000)).microvolts.length > 1_000),
    peer: async ({ peer }) => Number((await peer.heart.get({ signalId: 1 })).signal.length > 1_000),
    bare: async ({ bare }) =>
      Number(rows(await bare("/v2/heart", { action: "get", signalid: "1" }), "signal") > 1_000),
  },
];

/** Fetching and decoding what a person's devices measured. */
export const data: Measure = {
  name: "data",
  title: "Reading data: fetched, decoded and exact, beside what only fetches and parses",
  run: async (): Promise<Finding> => {
    const server = startChild<DataQuestions>("data.ts");
    try {
      const url = await server.ask("listen", undefined);
      const figures: Figure[] = [];
      for (const job of jobs) figures.push(...(await measure(job, url)));
      return {
        figures,
        how:
          `${rounds} rounds in turn after ${warmUps} to warm up, from the first request until all rows are there, median; every round begins with` +
          " a connection that has fetched nothing yet, the connection to the server is kept alive; answers come from a server of its own that" +
          " gives what the sandbox made; ours are decoded and every value of a group is read, the others' are as they came",
      };
    } finally {
      await server.stop();
    }
  },
};

async function measure({ what, amount, limits, ...readers }: Job, url: string): Promise<readonly Figure[]> {
  const place = await openPlace(url);
  let turn = 0;
  const timed = (read: Reader) => async (): Promise<number> => {
    turn += 1000;
    const startedAt = performance.now();
    const count = await read(place, turn);
    const ms = performance.now() - startedAt;
    if (count !== amount) throw new Error(`${what}: ${count} were read, not ${amount}.`);
    return ms;
  };
  const timesOf = await inTurn(
    { ours: timed(readers.ours), peer: timed(readers.peer), bare: timed(readers.bare) },
    { rounds, warmUps },
  );
  const figure = (name: "peer" | "bare", words: string, most: number): Figure => ({
    what,
    unit: "ms",
    ours: median(timesOf("ours")),
    beside: { name: words, value: median(timesOf(name)) },
    ratio: ratioByRound(timesOf("ours"), timesOf(name)),
    ...(limits && { limit: { of: "ratio", atMost: most } }),
  });
  return [figure("bare", "fetch and JSON.parse", 1.3), figure("peer", "withings-node-oauth2, raw", 1)];
}

async function openPlace(url: string): Promise<Place> {
  const credentials = madeUpCredentials("12345678");
  const { clientID, clientSecret } = madeUpClient;
  const withings = createWithings({
    ...{ clientID, clientSecret, store: memoryStore() },
    cloud: { accountUrl: url, apiUrl: url },
    budget: requestBudget({ perMinute: 1_000_000 }),
  });
  const peer = new WithingsClient({
    ...{ clientId: clientID, clientSecret, callbackURL: "http://localhost:8765/callback" },
    tokens: {
      accessToken: credentials.withingsAccessToken,
      refreshToken: credentials.withingsRefreshToken,
      expiresAt: Date.now() + 10_800_000,
    },
    // It knows only Withings' own address.
    fetch: (input, init) => fetch(url + new URL(input instanceof Request ? input.url : input).pathname, init),
  });
  return {
    connection: await withings.adopt(credentials),
    peer,
    bare: bareFetch(url, credentials.withingsAccessToken),
  };
}

function bareFetch(url: string, accessToken: string): Place["bare"] {
  return async (path, form) => {
    const bodies: Body[] = [];
    for (let offset: number | undefined, more = true; more;) {
      const response = await fetch(url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${accessToken}` },
        body: new URLSearchParams({ ...form, ...(offset !== undefined && { offset: String(offset) }) }),
      });
      const { body } = JSON.parse(await response.text()) as { readonly body: Body };
      bodies.push(body);
      ({ offset } = body);
      more = Boolean(body.more);
    }
    return bodies;
  };
}
