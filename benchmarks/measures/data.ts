import type { DataQuestions } from "../servers/data.ts";
import type { Job, ReaderName, ReaderQuestions } from "../servers/reader.ts";
import { type Child, startChild } from "../support/child.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { median, ratioByRound } from "../support/statistics.ts";

const rounds = 60;
const warmUps = 30;

/** What is read, in words, and how much there is: whoever reads another amount has not done the job. */
const jobs: Readonly<Record<Job, { readonly what: string; readonly amount: number }>> = {
  groups: { what: "2,000 measure groups in 11 pages", amount: 2_000 },
  nights: { what: "300 nights in 2 pages", amount: 300 },
  moments: { what: "1,440 intraday points", amount: 1_440 },
  ecg: { what: "one ECG", amount: 1 },
};

/** Fetching and decoding what a person's devices measured. */
export const data: Measure = {
  name: "data",
  title: "Reading data: fetched, decoded and exact, beside what only fetches and parses",
  run: async (): Promise<Finding> => {
    const server = startChild<DataQuestions>("data.ts");
    const readers = {
      ours: startChild<ReaderQuestions>("reader.ts"),
      peer: startChild<ReaderQuestions>("reader.ts"),
      bare: startChild<ReaderQuestions>("reader.ts"),
    };
    try {
      const url = await server.ask("listen", undefined);
      for (const name of Object.keys(readers) as ReaderName[]) await readers[name].ask("be", { name, url });
      const figures: Figure[] = [];
      for (const job of Object.keys(jobs) as Job[]) figures.push(...(await measure(job, readers)));
      return {
        figures,
        how:
          `${rounds} rounds in turn after ${warmUps} to warm up, from the first request until all rows are there, median; each reads in a` +
          " process of its own, whose connection to the server is kept alive, and asks for something else each time; answers come from a" +
          " server of its own that gives what the sandbox made; ours are decoded and every value of a group is read, the others' are as they" +
          " came",
      };
    } finally {
      await Promise.all([server, ...Object.values(readers)].map((child) => child.stop()));
    }
  },
};

type Readers = Readonly<Record<ReaderName, Child<ReaderQuestions>>>;

async function measure(job: Job, readers: Readers): Promise<readonly Figure[]> {
  const { what, amount } = jobs[job];
  const timed = (name: ReaderName) => async (): Promise<number> => {
    const { count, ms } = await readers[name].ask("read", job);
    if (count !== amount) throw new Error(`${what}: ${count} were read, not ${amount}.`);
    return ms;
  };
  const timesOf = await inTurn(
    { ours: timed("ours"), peer: timed("peer"), bare: timed("bare") },
    { rounds, warmUps },
  );
  const figure = (name: "peer" | "bare", words: string, atMost: number): Figure => ({
    what,
    unit: "ms",
    ours: median(timesOf("ours")),
    beside: { name: words, value: median(timesOf(name)) },
    ratio: ratioByRound(timesOf("ours"), timesOf(name)),
    limit: { of: "ratio", atMost },
  });
  return [figure("bare", "fetch and JSON.parse", 1.3), figure("peer", "withings-node-oauth2, raw", 1)];
}
