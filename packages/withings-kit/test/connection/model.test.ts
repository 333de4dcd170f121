import fc from "fast-check";
import { describe, test } from "vitest";
import { commands, type Model, mustWork } from "./model/commands.js";
import { createGround } from "./model/ground.js";
import { turnableTime } from "./support/time.js";
import { visitor } from "withings-sandbox";
import { scope } from "./support/world.js";

turnableTime();

const forkPolicies = ["both-live", "first-use-wins", "latest-wins", "strict"] as const;
/** Runs for each policy. More of them: `MODEL_RUNS=2000 npm test -- connection/model`. */
const numRuns = Number(process.env["MODEL_RUNS"] ?? 80);

describe.each(forkPolicies)("where Withings treats two pairs of one refresh token as %s", (forkPolicy) => {
  test(
    `no sequence of accidents in several programs loses a connection that Withings' rules do not end (${String(numRuns)} runs)`,
    { timeout: 60_000 + numRuns * 2_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            secondAuthorization: fc.constantFrom("coexists" as const, "replaces" as const),
            previousAccessTokenSurvives: fc.boolean(),
            timedStore: fc.boolean(),
          }),
          fc.commands(commands, { maxCommands: 30, size: "max" }),
          async (options, run) => {
            const ground = createGround({ ...options, forkPolicy, processes: 3 });
            const [first] = ground.processes;
            if (!first) throw new Error("A ground has programs.");
            await first.withings.connect({ scope, webView: visitor({ fetch: ground.sandbox.fetch }) });
            const model: Model = { history: [] };
            await fc.asyncModelRun(() => ({ model, real: ground }), run);
            ground.leaseToAll(false);
            for (const process of ground.processes) await mustWork(ground, process);
          },
        ),
        { numRuns },
      );
    },
  );
});
