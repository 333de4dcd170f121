import type { HandlersQuestions } from "../servers/handlers.ts";
import type { TokenEndpointQuestions } from "../servers/token-endpoint.ts";
import { startChild } from "../support/child.ts";
import type { Finding, Measure } from "../support/figure.ts";
import { sendAll } from "../support/load.ts";

const open = 10_000;
/** Those that make room for the others: the server has compiled everything by then, and its heap is as large as serving makes it. */
const before = 10_000;

/** What open logins of apps take of the memory. */
export const attempts: Measure = {
  name: "attempts",
  title: `Memory with ${open.toLocaleString("en")} open logins of apps`,
  run: async (): Promise<Finding> => {
    const server = startChild<HandlersQuestions>("handlers.ts", ["--expose-gc"]);
    const tokens = startChild<TokenEndpointQuestions>("token-endpoint.ts");
    try {
      const origin = await server.ask("listen", await tokens.ask("listen", undefined));
      await sendAll(origin, await server.ask("attempts", before));
      await server.ask("forget", undefined);
      const idle = await server.ask("memory", undefined);
      const [first] = await server.ask("appLogins", 1);
      await sendAll(origin, await server.ask("attempts", open - 1));
      const full = await server.ask("memory", undefined);
      // All of them are open: the first one's callback still finds its login.
      const { locations } = await sendAll(origin, first ? [first.callback] : []);
      if (!locations[0]?.includes("ticket=")) throw new Error("The first login was not open any more.");
      return {
        figures: [
          {
            what: "held above idle",
            unit: "MB",
            ours: (full.held - idle.held) / 1e6,
            limit: { of: "ours", atMost: 20 },
          },
          { what: "resident above idle", unit: "MB", ours: (full.resident - idle.resident) / 1e6 },
        ],
        how:
          `a process of its own, through POST /attempts over TCP, each of another user; idle: the same process when ${before} such were over; held: what` +
          " is in the heap and beside it after a collection; resident: what the process has of the machine, of which V8 keeps some in reserve",
      };
    } finally {
      await Promise.all([server.stop(), tokens.stop()]);
    }
  },
};
