import autocannon, { type Client } from "autocannon";
import type { WebhookQuestions } from "../servers/webhook.ts";
import { startChild } from "../support/child.ts";
import type { Finding, Measure } from "../support/figure.ts";
import { median, ratioByRound } from "../support/statistics.ts";

const connections = 16;
const rounds = 6;
const posts = 10_000;

interface Load {
  readonly perSecond: number;
  readonly slowestMs: number;
}

/** How fast Withings gets its answer. */
export const webhook: Measure = {
  name: "webhook",
  title: "Notifications through the webhook over TCP",
  run: async (): Promise<Finding> => {
    const server = startChild<WebhookQuestions>("webhook.ts");
    try {
      const ours = await server.ask("webhook", undefined);
      const bare = await server.ask("bare", undefined);
      const loads = { ours: [] as Load[], bare: [] as Load[] };
      await load(ours);
      await load(bare);
      for (let round = 0; round < rounds; round++) {
        if (round % 2 === 0) loads.ours.push(await load(ours));
        loads.bare.push(await load(bare));
        if (round % 2 === 1) loads.ours.push(await load(ours));
      }
      await server.ask("queue", "slow");
      await server.ask("given", undefined);
      const { slowestMs } = await load(ours);
      const given = await server.ask("given", undefined);
      if (given !== posts) throw new Error(`${given} of ${posts} notifications were handed over.`);
      const perSecond = (name: keyof typeof loads): number[] => loads[name].map((each) => each.perSecond);
      return {
        figures: [
          {
            what: "posts",
            unit: "requests/s",
            ours: median(perSecond("ours")),
            beside: { name: "a route that reads the form", value: median(perSecond("bare")) },
            ratio: ratioByRound(perSecond("ours"), perSecond("bare")),
          },
          {
            what: "the slowest of 10,000, with a queue that takes a second for each",
            unit: "ms",
            ours: slowestMs,
            limit: { of: "ours", atMost: 100 },
          },
        ],
        how:
          `autocannon with ${connections} connections, ${rounds} rounds of ${posts} posts in turn, no two alike; the route beside it is in the same` +
          " process, on the same server software, reads the form and answers 200",
      };
    } finally {
      await server.stop();
    }
  },
};

let sent = 0;

/** Posts as many notifications, each another one. */
async function load(url: string): Promise<Load> {
  // By a clock of our own: autocannon counts in whole seconds.
  const startedAt = performance.now();
  let lastAt = startedAt;
  const body = (): string => `userid=${++sent}&appli=1&startdate=1795341600&enddate=1795341601`;
  const result = await autocannon({
    ...{ url, method: "POST", body: body(), connections, amount: posts },
    headers: { "content-type": "application/x-www-form-urlencoded" },
    setupClient: (client: Client) => {
      client.setBody(body());
      client.on("response", () => {
        lastAt = performance.now();
        client.setBody(body());
      });
    },
  });
  if (result.errors + result.timeouts + result.non2xx > 0 || result["2xx"] !== posts)
    throw new Error(
      `The load failed: ${result.errors} errors, ${result.non2xx} refusals, ${result["2xx"]} answers.`,
    );
  return { perSecond: (posts * 1000) / (lastAt - startedAt), slowestMs: result.latency.max };
}
