import { createWithings, type StoredCredentials } from "withings-kit";
import { WithingsClient } from "withings-node-oauth2";
import { bareMedia } from "../support/bare-media.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { madeUpClient, madeUpCredentials } from "../support/made-up.ts";
import { median, ratioByRound } from "../support/statistics.ts";
import { onStores } from "../support/store-ground.ts";
import { openStore, type StoreName, storeNames, type StorePlace } from "../support/store-place.ts";

const rounds = 30;
const warmUps = 5;
/** Calls of one round: about as many as take some milliseconds. */
const calls = { memory: 1_000, file: 50, SQLite: 300, Postgres: 50, property: 100_000, peer: 20_000 };

const besides = {
  property: "an object's property, awaited",
  peer: "withings-node-oauth2: getTokens",
  bareFile: "reading one file",
  bareSQLite: "one SELECT",
  barePostgres: "one SELECT",
};

/** What it costs to ask for credentials that are fresh. */
export const freshCredentials: Measure = {
  name: "credentials",
  title: "connection.credentials() while the access token is fresh",
  run: () =>
    onStores(async (ground): Promise<Finding> => {
      const opened = await Promise.all(storeNames.map((name) => openConnection(ground.places[name])));
      const [memory, file, SQLite, Postgres] = opened.map(({ ask, name }) => timed(ask, calls[name]));
      if (!memory || !file || !SQLite || !Postgres) throw new Error("A store is missing.");
      const { read, close: closeMedia } = await bareMedia(ground);
      const timesOf = await inTurn(
        {
          ...{ memory, file, SQLite, Postgres },
          property: timed(propertyRead(), calls.property),
          peer: timed(peerRead(), calls.peer),
          bareFile: timed(read.file, calls.file),
          bareSQLite: timed(read.SQLite, calls.SQLite),
          barePostgres: timed(read.Postgres, calls.Postgres),
        },
        { rounds, warmUps },
      );
      for (const close of [closeMedia, ...opened.map((each) => each.close)]) await close();

      const figure = (name: StoreName, beside: keyof typeof besides): Figure => ({
        what: `${name} store`,
        unit: "µs",
        ours: median(timesOf(name)),
        beside: { name: besides[beside], value: median(timesOf(beside)) },
        ratio: ratioByRound(timesOf(name), timesOf(beside)),
      });
      return {
        figures: [
          ...storeNames.flatMap((name) => [figure(name, "property"), figure(name, "peer")]),
          figure("file", "bareFile"),
          figure("SQLite", "bareSQLite"),
          figure("Postgres", "barePostgres"),
        ],
        how:
          `one call after the other, ${rounds} rounds in turn, mean of a round's calls, median of the rounds; each call reads the store, so that` +
          " what another process stored counts at once; the peer's is the only read of its memory store that it offers, which does not look" +
          " whether the token has expired",
      };
    }),
};

async function openConnection(place: StorePlace) {
  const { store, close } = openStore(place);
  const withings = createWithings({ ...madeUpClient, store });
  const connection = await withings.adopt(madeUpCredentials("12345678"));
  const ask = async (): Promise<string> => (await connection.credentials()).withingsAccessToken;
  return { name: place.name, ask, close };
}

function propertyRead(): () => Promise<string> {
  const held: { readonly credentials: StoredCredentials | Promise<StoredCredentials> } = {
    credentials: madeUpCredentials("12345678"),
  };
  return async () => (await held.credentials).withingsAccessToken;
}

function peerRead(): () => Promise<string | undefined> {
  const { clientID, clientSecret } = madeUpClient;
  const { withingsAccessToken, withingsRefreshToken } = madeUpCredentials("12345678");
  const client = new WithingsClient({
    clientId: clientID,
    clientSecret,
    callbackURL: "http://localhost:8765/callback",
    tokens: {
      accessToken: withingsAccessToken,
      refreshToken: withingsRefreshToken,
      expiresAt: Date.now() + 10_800_000,
    },
  });
  return async () => (await client.getTokens())?.accessToken;
}

/** Makes a round of calls; gives the microseconds of one. */
function timed(ask: () => Promise<unknown>, count: number): () => Promise<number> {
  return async () => {
    const startedAt = performance.now();
    for (let call = 0; call < count; call++)
      if ((await ask()) === undefined) throw new Error("There was nothing to read.");
    return ((performance.now() - startedAt) * 1000) / count;
  };
}
