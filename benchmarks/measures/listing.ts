import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConnectionStore, createWithings, type Withings } from "withings-kit";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { madeUpClient, madeUpCredentials } from "../support/made-up.ts";
import { median, ratioByRound } from "../support/statistics.ts";
import { onStores } from "../support/store-ground.ts";
import { openDatabase, openPool, openStore, type StoreName, storeNames } from "../support/store-place.ts";

const connections = 10_000;
const rounds = 5;
const warmUps = 1;
/** How many are stored or read at once. */
const together = 32;

/** How long it takes to list many connections. */
export const listing: Measure = {
  name: "listing",
  title: `withings.connections(), ${connections.toLocaleString("en")} of them`,
  run: () =>
    onStores(async ({ folder, places }): Promise<Finding> => {
      const opened = storeNames.map((name) => openStore(places[name]));
      const [memory, file, SQLite, Postgres] = await Promise.all(opened.map(({ store }) => fill(store)));
      if (!memory || !file || !SQLite || !Postgres) throw new Error("A store is missing.");
      const texts = memory.texts;
      const files = await writeFiles(join(folder, "bare"), texts);
      const database = openDatabase(places.SQLite.at);
      const pool = openPool(places.Postgres.at);
      const bare: Record<StoreName, () => Promise<string[]>> = {
        memory: () => Promise.resolve(texts),
        file: () => inBatches(files, (path) => readFile(path, "utf8")),
        SQLite: () =>
          Promise.resolve(
            database.prepare<[], { value: string }>("SELECT value FROM withings_kit_connections").all(),
          ).then((rows) => rows.map(({ value }) => value)),
        Postgres: async () =>
          (await pool.query<{ value: string }>("SELECT value FROM withings_connections")).rows.map(
            ({ value }) => value,
          ),
      };
      const timesOf = await inTurn(
        {
          memory: () => timed(() => list(memory.withings)),
          file: () => timed(() => list(file.withings)),
          SQLite: () => timed(() => list(SQLite.withings)),
          Postgres: () => timed(() => list(Postgres.withings)),
          bareMemory: () => timed(() => parse(bare.memory)),
          bareFile: () => timed(() => parse(bare.file)),
          bareSQLite: () => timed(() => parse(bare.SQLite)),
          barePostgres: () => timed(() => parse(bare.Postgres)),
        },
        { rounds, warmUps },
      );
      database.close();
      await pool.end();
      for (const { close } of opened) await close();

      const figure = (
        name: StoreName,
        besides: "bareMemory" | "bareFile" | "bareSQLite" | "barePostgres",
        what: string,
      ): Figure => ({
        what: `${name} store`,
        unit: "ms",
        ours: median(timesOf(name)),
        beside: { name: what, value: median(timesOf(besides)) },
        ratio: ratioByRound(timesOf(name), timesOf(besides)),
      });
      return {
        figures: [
          figure("memory", "bareMemory", "JSON.parse of all"),
          figure("file", "bareFile", "reading as many files"),
          figure("SQLite", "bareSQLite", "one SELECT"),
          figure("Postgres", "barePostgres", "one SELECT"),
        ],
        how: `each with its status; beside it the same texts from the same medium, parsed as JSON and no more; ${rounds} rounds in turn, median`,
      };
    }),
};

interface Filled {
  readonly withings: Withings;
  readonly texts: string[];
}

/** Stores as many connections, as if as many people had logged in. */
async function fill(store: ConnectionStore): Promise<Filled> {
  const withings = createWithings({ ...madeUpClient, store });
  const { userID } = await withings.adopt(madeUpCredentials("10000000"));
  for await (const { key, value } of store.list("")) {
    const others = Array.from({ length: connections - 1 }, (_, index) => String(Number(userID) + 1 + index));
    const texts = await inBatches(others, async (other) => {
      const text = value.replaceAll(userID, other);
      await store.compareAndSwap(key.replaceAll(userID, other), { expected: 0, value: text });
      return text;
    });
    return { withings, texts: [value, ...texts] };
  }
  throw new Error("The store did not keep a connection.");
}

async function writeFiles(folder: string, texts: readonly string[]): Promise<string[]> {
  await mkdir(folder);
  const files = texts.map((text, index) => ({ text, path: join(folder, `${index}.json`) }));
  return inBatches(files, async ({ text, path }) => {
    await writeFile(path, text);
    return path;
  });
}

async function inBatches<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += together)
    results.push(...(await Promise.all(items.slice(from, from + together).map(run))));
  return results;
}

async function list(withings: Withings): Promise<number> {
  let count = 0;
  for await (const { status } of withings.connections()) if (status === "connected") count++;
  return count;
}

async function parse(read: () => Promise<string[]>): Promise<number> {
  return (await read()).filter((text) => JSON.parse(text) !== null).length;
}

/** Gives the milliseconds that something took which must have found everybody. */
async function timed(find: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const found = await find();
  const took = performance.now() - startedAt;
  if (found !== connections) throw new Error(`Of ${connections} connections ${found} were found.`);
  return took;
}
