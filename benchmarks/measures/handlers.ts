import type { AppLogin, HandlersQuestions } from "../servers/handlers.ts";
import type { TokenEndpointQuestions } from "../servers/token-endpoint.ts";
import { type Child, startChild } from "../support/child.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { inTurn } from "../support/in-turn.ts";
import { type Sent, sendAll } from "../support/load.ts";
import { median, quantile, ratioByRound } from "../support/statistics.ts";
import { verifier } from "../support/verifier.ts";

const loadRounds = 6;
const callbacks = 1_500;
const rounds = 200;
const warmUps = 50;
const besideName = "a route that only asks for the token";

interface Ground {
  readonly server: Child<HandlersQuestions>;
  readonly origin: string;
}

/** What the handlers of `withings-kit/server` add to a callback. */
export const handlers: Measure = {
  name: "handlers",
  title: "Logins through the handlers of withings-kit/server, against a route that only asks for the token",
  run: async (): Promise<Finding> => {
    const server = startChild<HandlersQuestions>("handlers.ts");
    const tokens = startChild<TokenEndpointQuestions>("token-endpoint.ts");
    try {
      const ground = { server, origin: await server.ask("listen", await tokens.ask("listen", undefined)) };
      return {
        figures: [...(await underLoad(ground)), ...(await oneByOne(ground))],
        how:
          `callbacks over TCP, with a token endpoint in a process of its own that both ask; under load 16 connections, ${loadRounds} rounds of ${callbacks}` +
          ` in turn; one at a time ${rounds} rounds in turn, medians; what is added is the difference in the same round`,
      };
    } finally {
      await Promise.all([server.stop(), tokens.stop()]);
    }
  },
};

/** The same callback of nobody's login, for the route beside. */
const bareCallback: Sent = { method: "GET", path: "/bare?code=1&state=none", headers: {} };
/** What is not there is refused, and ends the measure. */
const none: Sent = { method: "GET", path: "/withings/none", headers: {} };

async function underLoad({ server, origin }: Ground): Promise<Figure[]> {
  const cpu = { browsers: [] as number[], apps: [] as number[], bare: [] as number[] };
  const load = async (name: keyof typeof cpu, requests: readonly Sent[]) => {
    const before = await server.ask("cpuSeconds", undefined);
    const result = await sendAll(origin, requests);
    cpu[name].push((((await server.ask("cpuSeconds", undefined)) - before) * 1e6) / requests.length);
    return result;
  };
  const tickets: number[] = [];
  const of = await inTurn(
    {
      browsers: async () => {
        const { perSecond } = await load("browsers", await server.ask("browserCallbacks", callbacks));
        await mustBeLinked(server);
        return perSecond;
      },
      apps: async () => {
        const logins = await server.ask("appLogins", callbacks);
        const { perSecond, locations } = await load(
          "apps",
          logins.map(({ callback }) => callback),
        );
        const redeemed = await sendAll(origin, redeeming(locations, logins));
        await mustBeLinked(server);
        tickets.push(redeemed.perSecond);
        return perSecond;
      },
      bare: async () => (await load("bare", Array<Sent>(callbacks).fill(bareCallback))).perSecond,
    },
    { rounds: loadRounds, warmUps: 1 },
  );
  // Of the warm-up there is a value, too.
  for (const values of [...Object.values(cpu), tickets]) values.shift();
  const figure = (what: string, name: "browsers" | "apps"): Figure[] => [
    {
      what,
      unit: "requests/s",
      ours: median(of(name)),
      beside: { name: besideName, value: median(of("bare")) },
      ratio: ratioByRound(of(name), of("bare")),
    },
    {
      what: `${what}, processor time of each`,
      unit: "µs",
      ours: median(cpu[name]),
      beside: { name: besideName, value: median(cpu.bare) },
      ratio: ratioByRound(cpu[name], cpu.bare),
    },
  ];
  return [
    ...figure("callbacks of browsers with cookies", "browsers"),
    ...figure("callbacks of apps", "apps"),
    { what: "tickets redeemed", unit: "requests/s", ours: median(tickets) },
  ];
}

async function oneByOne({ server, origin }: Ground): Promise<Figure[]> {
  const send = async ({ path, ...request }: Sent): Promise<Response> => {
    const response = await fetch(origin + path, { ...request, redirect: "manual" });
    if (response.status >= 400) throw new Error(`${path} was answered with HTTP ${response.status}.`);
    return response;
  };
  const of = await inTurn(
    {
      browser: async () => {
        const [callback = none] = await server.ask("browserCallbacks", 1);
        return timed(() => send(callback));
      },
      app: async () => {
        const logins = await server.ask("appLogins", 1);
        return timed(async () => {
          const { headers } = await send(logins[0]?.callback ?? none);
          const [ticket = none] = redeeming([headers.get("location") ?? ""], logins);
          await (await send(ticket)).text();
        });
      },
      bare: () => timed(() => send(bareCallback)),
    },
    { rounds, warmUps },
  );
  const figure = (what: string, name: "browser" | "app"): Figure[] => {
    const added = of(name).map((value, round) => value - (of("bare")[round] ?? Number.NaN));
    return [
      {
        what,
        unit: "ms",
        ours: median(of(name)),
        beside: { name: besideName, value: median(of("bare")) },
        ratio: ratioByRound(of(name), of("bare")),
      },
      {
        what: `of which ours adds (half of them ${quantile(added, 0.25).toFixed(2)} to ${quantile(added, 0.75).toFixed(2)} ms)`,
        unit: "ms",
        ours: median(added),
      },
    ];
  };
  return [
    ...figure("one at a time: a browser's callback", "browser"),
    ...figure("one at a time: an app's callback, and its ticket", "app"),
  ];
}

/** What apps send when they were called by their addresses. */
function redeeming(locations: readonly string[], logins: readonly AppLogin[]): Sent[] {
  const headersOf = new Map(logins.map(({ attempt, headers }) => [attempt, headers]));
  return locations.map((location) => {
    const { searchParams } = new URL(location);
    const ticket = searchParams.get("ticket");
    const headers = headersOf.get(searchParams.get("attempt") ?? "");
    if (ticket === null || !headers) throw new Error("An app was sent no ticket.");
    return {
      method: "POST",
      path: "/withings/tickets",
      headers,
      body: JSON.stringify({ ticket, verifier }),
    };
  });
}

async function mustBeLinked(server: Child<HandlersQuestions>): Promise<void> {
  const linked = await server.ask("linked", undefined);
  if (linked !== callbacks) throw new Error(`${linked} of ${callbacks} people were linked.`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
