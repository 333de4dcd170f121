// One of those that read: this library, the peer, or what only fetches and parses. Each is a process of its own, as a program is, so that
// nobody cleans up what another left.
import { createWithings, memoryStore } from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { WithingsClient } from "withings-node-oauth2";
import { answerQuestions } from "../support/child.ts";
import { madeUpClient, madeUpCredentials } from "../support/made-up.ts";

/** What is read. */
export type Job = "groups" | "nights" | "moments" | "ecg";

/** Who reads. */
export type ReaderName = "ours" | "peer" | "bare";

/** Reads all; `turn` is another one each time, so that nothing is asked for twice. @returns how much it was */
type Reader = Readonly<Record<Job, (turn: number) => Promise<number>>>;

interface Body {
  readonly [name: string]: unknown;
  readonly more?: number;
  readonly offset?: number;
}

const dayMs = 24 * 60 * 60_000;
const since = new Date("2026-10-05T00:00:00Z");
const until = new Date(since.getTime() + dayMs);
const credentials = madeUpCredentials("12345678");
const { clientID, clientSecret } = madeUpClient;

const readers: Readonly<Record<ReaderName, (url: string) => Promise<Reader>>> = {
  ours: async (url) => {
    const withings = createWithings({
      ...{ clientID, clientSecret, store: memoryStore() },
      cloud: { accountUrl: url, apiUrl: url },
      budget: requestBudget({ perMinute: 1_000_000 }),
    });
    const connection = await withings.adopt(credentials);
    return {
      groups: async (turn) => {
        const groups = await connection.measures.list({ modifiedSince: new Date(turn) }).toArray();
        // Each value is looked at: what is decoded only then counts too.
        let sum = 0;
        for (const { measures } of groups) for (const { value } of measures) sum += value;
        if (!(sum > 0)) throw new Error("There were no values.");
        return groups.length;
      },
      nights: async (turn) =>
        (await connection.sleep.nights({ modifiedSince: new Date(turn) }).toArray()).length,
      moments: async (turn) => {
        const end = new Date(until.getTime() - turn);
        const all = connection.activity.intraday({ since: new Date(end.getTime() - dayMs), until: end });
        return (await all.toArray()).length;
      },
      ecg: async (turn) => Number((await connection.heart.ecg(turn / 1000)).microvolts.length > 1_000),
    };
  },

  peer: (url) => {
    const peer = new WithingsClient({
      ...{ clientId: clientID, clientSecret, callbackURL: "http://localhost:8765/callback" },
      tokens: {
        accessToken: credentials.withingsAccessToken,
        refreshToken: credentials.withingsRefreshToken,
        expiresAt: Date.now() + 10_800_000,
      },
      // It knows only Withings' own address.
      fetch: (input, init) =>
        fetch(url + new URL(input instanceof Request ? input.url : input).pathname, init),
    });
    return Promise.resolve({
      groups: () => counted(peer.measures.paginate({ lastUpdate: new Date(0) })),
      nights: () => counted(peer.sleep.paginate({ lastUpdate: new Date(0) })),
      moments: async () =>
        rows([{ ...(await peer.activity.intraday({ from: since, to: until })) }], "series"),
      ecg: async () => Number((await peer.heart.get({ signalId: 1 })).signal.length > 1_000),
    });
  },

  bare: (url) => {
    const read = async (path: string, form: Readonly<Record<string, string>>): Promise<readonly Body[]> => {
      const bodies: Body[] = [];
      for (let offset: number | undefined, more = true; more;) {
        const response = await fetch(url + path, {
          method: "POST",
          headers: { authorization: `Bearer ${credentials.withingsAccessToken}` },
          body: new URLSearchParams({ ...form, ...(offset !== undefined && { offset: String(offset) }) }),
        });
        const { body } = JSON.parse(await response.text()) as { readonly body: Body };
        bodies.push(body);
        ({ offset } = body);
        more = Boolean(body.more);
      }
      return bodies;
    };
    return Promise.resolve({
      groups: async () => rows(await read("/measure", { action: "getmeas" }), "measuregrps"),
      nights: async () => rows(await read("/v2/sleep", { action: "getsummary" }), "series"),
      moments: async () => rows(await read("/v2/measure", { action: "getintradayactivity" }), "series"),
      ecg: async () =>
        Number(rows(await read("/v2/heart", { action: "get", signalid: "1" }), "signal") > 1_000),
    });
  },
};

async function counted(items: AsyncIterable<unknown>): Promise<number> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all.length;
}

const rows = (bodies: readonly Body[], name: string): number =>
  bodies.reduce((sum, body) => sum + Object.keys(body[name] ?? {}).length, 0);

let reader: Reader | undefined;
let turn = 0;

const questions = {
  /** Becomes one of them, who reads from an origin. */
  be: async ({ name, url }: { readonly name: ReaderName; readonly url: string }): Promise<void> => {
    reader = await readers[name](url);
  },
  /** Reads once. */
  read: async (job: Job): Promise<{ readonly count: number; readonly ms: number }> => {
    if (!reader) throw new Error("It is nobody yet.");
    turn += 1000;
    const startedAt = performance.now();
    const count = await reader[job](turn);
    return { count, ms: performance.now() - startedAt };
  },
};

/** What this process can be asked. */
export type ReaderQuestions = typeof questions;

answerQuestions(questions);
