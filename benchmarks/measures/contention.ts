import { createWithings, type StoredCredentials } from "withings-kit";
import type { ContenderQuestions } from "../servers/contender.ts";
import type { SandboxQuestions } from "../servers/sandbox.ts";
import { type Child, startChild } from "../support/child.ts";
import { expire } from "../support/expire.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { median, ratioByRound } from "../support/statistics.ts";
import { onStores } from "../support/store-ground.ts";
import { openStore, type StorePlace } from "../support/store-place.ts";

const rounds = 7;
const warmUps = 1;
const crowds = [8, 32];
/** What a token request takes over the internet, about. */
const requestMs = 100;

interface Client {
  readonly url: string;
  readonly clientID: string;
  readonly clientSecret: string;
}

/** How long processes that meet on one expired token wait for the new one. */
export const contention: Measure = {
  name: "contention",
  title: "Processes that ask at once, on one expired token, until all of them have the new one",
  run: async (): Promise<Finding> => {
    const sandbox = startChild<SandboxQuestions>("sandbox.ts");
    const contenders = Array.from({ length: Math.max(...crowds) }, () =>
      startChild<ContenderQuestions>("contender.ts"),
    );
    try {
      await sandbox.ask("slowDown", requestMs);
      const client = await sandbox.ask("place", undefined);
      return await onStores(async ({ places: { file, SQLite, Postgres } }) => {
        const figures: Figure[] = [];
        for (const place of [file, SQLite, Postgres])
          for (const crowd of crowds)
            figures.push(
              ...(await contend(place, { sandbox, client, contenders: contenders.slice(0, crowd) })),
            );
        return {
          figures,
          how:
            `processes that have started before, told together to call credentials(), until the last has the token; ${rounds} rounds; a token` +
            ` request takes ${requestMs} ms here, as over the internet, beside the sandbox's own time`,
        };
      });
    } finally {
      await Promise.all([sandbox, ...contenders].map((child) => child.stop()));
    }
  },
};

interface Crowd {
  readonly sandbox: Child<SandboxQuestions>;
  readonly client: Client;
  readonly contenders: readonly Child<ContenderQuestions>[];
}

async function contend(place: StorePlace, { sandbox, client, contenders }: Crowd): Promise<Figure[]> {
  const [ours, other] = await sandbox.ask("credentials", 2);
  if (!ours || !other) throw new Error("The sandbox gave no credentials.");
  const { store, close } = openStore(place);
  const { url, ...application } = client;
  const withings = createWithings({ ...application, cloud: { accountUrl: url, apiUrl: url }, store });
  const { userID } = await withings.adopt(ours);
  await Promise.all(contenders.map((contender) => contender.ask("open", { place, userID, client })));

  const requests: number[] = [];
  const timesOf = await inTurn(
    {
      crowd: async () => {
        await expire(store);
        await sandbox.ask("refreshes", undefined);
        const took = await untilAllHaveIt(contenders);
        requests.push(await sandbox.ask("refreshes", undefined));
        return took;
      },
      request: bareRequest(client, other),
    },
    { rounds, warmUps },
  );
  await Promise.all(contenders.map((contender) => contender.ask("close", undefined)));
  // Of the next crowd nobody's token is to be made older but its own.
  await withings.disconnect(userID);
  await close();
  const what = `${contenders.length} processes, ${place.name} store`;
  return [
    {
      what: `${what}, until the last has it`,
      unit: "ms",
      ours: median(timesOf("crowd")),
      beside: { name: "one token request", value: median(timesOf("request")) },
      ratio: ratioByRound(timesOf("crowd"), timesOf("request")),
    },
    {
      what: `${what}, token requests in the worst round`,
      unit: "requests",
      ours: Math.max(...requests),
      limit: { of: "ours", atMost: 1 },
    },
  ];
}

/** Lets all ask at once; gives the milliseconds until the last has the token. */
async function untilAllHaveIt(contenders: readonly Child<ContenderQuestions>[]): Promise<number> {
  const startedAt = performance.timeOrigin + performance.now();
  const answers = await Promise.all(contenders.map((contender) => contender.ask("token", undefined)));
  if (new Set(answers.map(({ token }) => token)).size !== 1)
    throw new Error("The processes do not have the same access token.");
  return Math.max(...answers.map(({ at }) => at)) - startedAt;
}

/** One refresh, as little as any program does for it. */
function bareRequest({ url, clientID, clientSecret }: Client, { withingsRefreshToken }: StoredCredentials) {
  let refreshToken = withingsRefreshToken;
  return async (): Promise<number> => {
    const startedAt = performance.now();
    const response = await fetch(`${url}/v2/oauth2`, {
      method: "POST",
      body: new URLSearchParams({
        action: "requesttoken",
        grant_type: "refresh_token",
        client_id: clientID,
        client_secret: clientSecret,
        refresh_token: refreshToken,
      }),
    });
    const { body } = (await response.json()) as { body: { refresh_token?: string } };
    const took = performance.now() - startedAt;
    if (body.refresh_token === undefined) throw new Error("The bare refresh was refused.");
    refreshToken = body.refresh_token;
    return took;
  };
}
