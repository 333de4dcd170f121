import autocannon, { type Client } from "autocannon";

/** A request as it is sent. */
export interface Sent {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of a load. */
export interface Load {
  readonly perSecond: number;
  /** Where the answers send their browsers, in whatever order. */
  readonly locations: readonly string[];
}

const connections = 16;

/** Sends requests, each once, over a few connections. All must be answered with a status of 200 to 399. */
export async function sendAll(origin: string, requests: readonly Sent[]): Promise<Load> {
  const locations: string[] = [];
  let next = 0;
  // By a clock of our own: autocannon counts in whole seconds.
  const startedAt = performance.now();
  let lastAt = startedAt;
  const result = await autocannon({
    ...{ url: origin, connections: Math.min(connections, requests.length), amount: requests.length },
    requests: [{ setupRequest: (usual) => ({ ...usual, ...requests[next++] }) }],
    setupClient: (client: Client) => {
      client.on("headers", ({ headers }) => {
        const name = headers.findIndex((each, at) => at % 2 === 0 && each.toLowerCase() === "location");
        if (name >= 0) locations.push(headers[name + 1] ?? "");
      });
      client.on("response", () => {
        lastAt = performance.now();
      });
    },
  });
  const answered = result["2xx"] + result["3xx"];
  if (result.errors + result.timeouts > 0 || answered !== requests.length)
    throw new Error(
      `The load failed: ${result.errors} errors, ${answered} of ${requests.length} good answers.`,
    );
  return { perSecond: (requests.length * 1000) / (lastAt - startedAt), locations };
}
