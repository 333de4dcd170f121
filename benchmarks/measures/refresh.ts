import { createWithings } from "withings-kit";
import type { SandboxQuestions } from "../servers/sandbox.ts";
import { type Child, startChild } from "../support/child.ts";
import { bareMedia, type Medium } from "../support/bare-media.ts";
import { expire } from "../support/expire.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { median, quantile, ratioByRound } from "../support/statistics.ts";
import { onStores } from "../support/store-ground.ts";
import { openStore, type StorePlace } from "../support/store-place.ts";

const rounds = 60;
const warmUps = 10;
const limitsMs: Readonly<Record<Medium, number>> = { file: 10, SQLite: 5, Postgres: 10 };

/** What a refresh costs beside the token request. */
export const refresh: Measure = {
  name: "refresh",
  title:
    "A refresh, from the call until fresh credentials are stored and there, beyond the token request's own time",
  run: async (): Promise<Finding> => {
    const sandbox = startChild<SandboxQuestions>("sandbox.ts");
    try {
      return await onStores(async (ground) => {
        const { places } = ground;
        const [memory, file, SQLite, Postgres] = await Promise.all(
          [places.memory, places.file, places.SQLite, places.Postgres].map((place) =>
            openConnection(place, sandbox),
          ),
        );
        if (!memory || !file || !SQLite || !Postgres) throw new Error("A store is missing.");
        const { write, close } = await bareMedia(ground);
        const twice = (medium: Medium) => () =>
          timed(async () => {
            await write[medium]();
            await write[medium]();
          });
        const timesOf = await inTurn(
          {
            memory: memory.refresh,
            file: file.refresh,
            SQLite: SQLite.refresh,
            Postgres: Postgres.refresh,
            bareFile: twice("file"),
            bareSQLite: twice("SQLite"),
            barePostgres: twice("Postgres"),
          },
          { rounds, warmUps },
        );
        for (const opened of [memory, file, SQLite, Postgres]) await opened.close();
        await close();

        const figure = (
          name: Medium,
          bare: "bareFile" | "bareSQLite" | "barePostgres",
          beside: string,
        ): Figure => ({
          what: `${name} store`,
          unit: "ms",
          ours: median(timesOf(name)),
          beside: { name: beside, value: median(timesOf(bare)) },
          ratio: ratioByRound(timesOf(name), timesOf(bare)),
          limit: { of: "ours", atMost: limitsMs[name] },
        });
        return {
          figures: [
            { what: "memory store", unit: "ms", ours: median(timesOf("memory")) },
            figure("file", "bareFile", "writing two files, with fsync"),
            figure("SQLite", "bareSQLite", "two durable commits"),
            figure("Postgres", "barePostgres", "two durable commits"),
          ],
          how:
            `credentials() with an access token that has expired, less the time that it spent in fetch; the sandbox over TCP, ${rounds} rounds in` +
            ` turn, median (95 of 100 within ${[memory, file, SQLite, Postgres]
              .map(({ name }) => quantile(timesOf(name), 0.95).toFixed(1))
              .join(
                ", ",
              )} ms); with the stores' defaults, so every commit waits for the disk, and Postgres' own`,
        };
      });
    } finally {
      await sandbox.stop();
    }
  },
};

async function openConnection(place: StorePlace, sandbox: Child<SandboxQuestions>) {
  const { store, close } = openStore(place);
  const { url, clientID, clientSecret } = await sandbox.ask("place", undefined);
  const [credentials] = await sandbox.ask("credentials", 1);
  if (credentials === undefined) throw new Error("The sandbox gave no credentials.");
  let inFetchMs = 0;
  const withings = createWithings({
    clientID,
    clientSecret,
    store,
    cloud: { accountUrl: url, apiUrl: url },
    fetch: async (input, init) => {
      const startedAt = performance.now();
      try {
        return await fetch(input, init);
      } finally {
        inFetchMs += performance.now() - startedAt;
      }
    },
  });
  const connection = await withings.adopt(credentials);
  let token = credentials.withingsAccessToken;
  return {
    name: place.name,
    close,
    refresh: async (): Promise<number> => {
      await expire(store);
      inFetchMs = 0;
      const took = await timed(async () => {
        const { withingsAccessToken } = await connection.credentials();
        if (withingsAccessToken === token) throw new Error("There was no refresh.");
        token = withingsAccessToken;
      });
      return took - inFetchMs;
    },
  };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
