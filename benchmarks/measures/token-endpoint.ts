import autocannon, { type Client } from "autocannon";
import type { BareQuestions } from "../servers/bare.ts";
import type { SandboxQuestions } from "../servers/sandbox.ts";
import { type Child, startChild } from "../support/child.ts";
import type { Finding, Measure } from "../support/figure.ts";
import { tokenAnswer } from "../support/token-answer.ts";
import { median, ratioByRound } from "../support/statistics.ts";

const connections = 16;
const rounds = 6;
const seconds = 2;

/** A token endpoint under load. */
interface Target {
  readonly child: Child<Pick<BareQuestions, "cpuSeconds">>;
  readonly url: string;
  /** The body of a refresh with a refresh token. */
  readonly body: (refreshToken: string) => string;
  /** The refresh token that each connection sends next. */
  readonly chains: string[];
}

interface Load {
  readonly requestsPerSecond: number;
  /** What the server's process took of a processor, for one request. */
  readonly cpuMicroseconds: number;
}

/** How fast the sandbox answers. */
export const tokenEndpoint: Measure = {
  name: "token-endpoint",
  title: "The sandbox's token endpoint over TCP",
  run: async (): Promise<Finding> => {
    const sandbox = startChild<SandboxQuestions>("sandbox.ts");
    const bare = startChild<BareQuestions>("bare.ts");
    try {
      const { url, clientID, clientSecret } = await sandbox.ask("place", undefined);
      const body = (refreshToken: string): string =>
        `action=requesttoken&grant_type=refresh_token&client_id=${clientID}&client_secret=${clientSecret}&refresh_token=${refreshToken}`;
      const chains = await sandbox.ask("refreshTokens", connections);
      return await compare(
        { child: sandbox, url: `${url}/v2/oauth2`, body, chains },
        {
          child: bare,
          url: `${await bare.ask("listen", undefined)}/v2/oauth2`,
          body,
          chains: chains.map(() => tokenAnswer.body.refresh_token),
        },
      );
    } finally {
      await Promise.all([sandbox.stop(), bare.stop()]);
    }
  },
};

async function compare(sandbox: Target, bare: Target): Promise<Finding> {
  const loads = { sandbox: [] as Load[], bare: [] as Load[] };
  await load(sandbox);
  await load(bare);
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0;
    if (first) loads.sandbox.push(await load(sandbox));
    loads.bare.push(await load(bare));
    if (!first) loads.sandbox.push(await load(sandbox));
  }
  const compared = (key: keyof Load, name: string) => {
    const [ours, others] = [loads.sandbox, loads.bare].map((each) => each.map((load) => load[key]));
    if (ours === undefined || others === undefined) throw new Error("There is nothing to compare.");
    return {
      ours: median(ours),
      beside: { name, value: median(others) },
      ratio: ratioByRound(ours, others),
    };
  };
  return {
    figures: [
      {
        what: "refreshes",
        unit: "requests/s",
        ...compared("requestsPerSecond", "a bare hono route"),
        limit: { of: "ratio", atLeast: 0.4 },
      },
      {
        what: "processor time of the server for one",
        unit: "µs",
        ...compared("cpuMicroseconds", "a bare hono route"),
      },
    ],
    how:
      `autocannon with ${connections} connections, ${rounds} rounds of ${seconds} s in turn, each server in a process of its own; every request` +
      ` refreshes with the refresh token of the answer before it; the bare route is on the same server software, reads nothing, and` +
      ` answers a token answer that never changes; rate limit and duplicate filter are off`,
  };
}

/** Loads an endpoint for a while. Every answer must be a token answer, whose refresh token its connection sends next. */
async function load({ child, url, body, chains }: Target): Promise<Load> {
  const cpuBefore = await child.ask("cpuSeconds", undefined);
  let connection = 0;
  const result = await autocannon({
    url,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: body(chains[0] ?? ""),
    connections,
    duration: seconds,
    setupClient: (client: Client) => {
      const chain = connection++;
      client.setBody(body(chains[chain] ?? ""));
      client.on("body", (bytes) => {
        const next = /"refresh_token":"(\w+)"/.exec(bytes.toString("latin1"))?.[1];
        if (next === undefined)
          throw new Error(`The token endpoint of the benchmark refused: ${bytes.toString()}`);
        chains[chain] = next;
        client.setBody(body(next));
      });
    },
  });
  const cpuSeconds = (await child.ask("cpuSeconds", undefined)) - cpuBefore;
  const answered = result["2xx"];
  if (result.errors + result.timeouts + result.non2xx > 0 || answered === 0)
    throw new Error(
      `The load failed: ${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} refusals, ${answered} answers.`,
    );
  return {
    requestsPerSecond: answered / result.duration,
    cpuMicroseconds: (cpuSeconds * 1e6) / answered,
  };
}
