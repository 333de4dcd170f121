// Answers that the sandbox gave once, over TCP: what a program that fetches them costs is then hardly the server's.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Connection, createWithings, memoryStore } from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { heart } from "withings-kit/operations";
import { createSandbox, visitor } from "withings-sandbox";
import { answerQuestions } from "../support/child.ts";

const groups = 2_000;
const groupPages = 11;
const nights = 300;
const nightPages = 2;
const moments = 1_440;
const dayStartsAt = Date.parse("2026-10-05T00:00:00Z") / 1000;

type Body = Readonly<Record<string, unknown>>;

/** Pages of rows, as Withings gives them: `more` and `offset` on all but the last. */
function paged(rows: readonly unknown[], name: string, pages: number): ReadonlyMap<string, Buffer> {
  const perPage = Math.ceil(rows.length / pages);
  return new Map(
    Array.from({ length: pages }, (_, page) => {
      const offset = page * perPage;
      const more = page + 1 < pages;
      const body = {
        updatetime: dayStartsAt,
        timezone: "Europe/Paris",
        [name]: rows.slice(offset, offset + perPage),
        ...(more && { more: 1, offset: offset + perPage }),
      };
      return [page === 0 ? "" : String(offset), answer(body)];
    }),
  );
}

function answer(body: Body): Buffer {
  return Buffer.from(JSON.stringify({ status: 0, body }));
}

const single = (body: Body): ReadonlyMap<string, Buffer> => new Map([["", answer(body)]]);

async function connect(): Promise<Connection> {
  const sandbox = createSandbox({
    ...({
      rateLimitPerMinute: "off",
      duplicateFilter: "off",
      measuresPerPage: 2_000,
      nightsPerPage: 1_000,
    } as const),
  });
  sandbox.clock.set(new Date("2026-11-22T10:00:00Z"));
  const withings = createWithings({
    ...sandbox.application,
    ...{ cloud: sandbox.cloud, fetch: sandbox.fetch, clock: () => sandbox.clock.now().getTime() },
    ...{ redirectUri: "http://localhost:8765/callback", store: memoryStore() },
    budget: requestBudget({ perMinute: 100_000 }),
  });
  const connection = await withings.connect({
    scope: "user.info,user.metrics,user.activity",
    webView: visitor({ fetch: sandbox.fetch }),
  });
  if (!connection) throw new Error("Nobody logged in.");
  return connection;
}

function exactly<T>(count: number, rows: readonly T[]): readonly T[] {
  if (rows.length < count) throw new Error(`The sandbox has ${rows.length} rows of ${count}.`);
  return rows.slice(0, count);
}

/** The answers, by service, action and offset. */
async function record(): Promise<ReadonlyMap<string, ReadonlyMap<string, Buffer>>> {
  const connection = await connect();
  const taken = await connection.measures.list({ raw: true }).toArray({ limit: groups });
  const slept = await connection.sleep
    .nights({ firstDay: "2025-01-01", raw: true })
    .toArray({ limit: nights });
  const moved = await connection.activity
    .intraday({ since: new Date("2026-10-05T00:00:00Z"), until: new Date("2026-10-09T00:00:00Z"), raw: true })
    .toArray();
  const rows = moved.flatMap(({ raw }) => (raw ? [raw[1]] : []));
  const [recording] = (await connection.heart.recordings().toArray()).filter(({ ecg }) => ecg);
  if (!recording?.ecg || rows.length === 0) throw new Error("The sandbox has no ECG, or no moments.");
  const signal = await connection.call(heart.get, { signalid: recording.ecg.signalId });
  // A minute each: real days have moments when something was recorded only.
  const series = Object.fromEntries(
    Array.from({ length: moments }, (_, minute) => [dayStartsAt + minute * 60, rows[minute % rows.length]]),
  );
  const raws = (items: readonly { readonly raw?: unknown }[]): readonly unknown[] =>
    items.map(({ raw }) => raw);
  return new Map([
    ["getmeas", paged(exactly(groups, raws(taken)), "measuregrps", groupPages)],
    ["getsummary", paged(exactly(nights, raws(slept)), "series", nightPages)],
    ["getintradayactivity", single({ series })],
    ["get", single({ ...signal })],
  ]);
}

async function formOf(incoming: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return new URLSearchParams(text);
}

const questions = {
  /** Listens; gives the origin. */
  listen: async (): Promise<string> => {
    const answers = await record();
    const server = createServer((incoming, outgoing) => {
      void formOf(incoming).then((form) => {
        const found = answers.get(form.get("action") ?? "")?.get(form.get("offset") ?? "");
        outgoing
          .writeHead(found ? 200 : 404, {
            "content-type": "application/json",
            "content-length": found?.length ?? 0,
          })
          .end(found);
      });
    });
    server.keepAliveTimeout = 0;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

/** What this process can be asked. */
export type DataQuestions = typeof questions;

answerQuestions(questions);
