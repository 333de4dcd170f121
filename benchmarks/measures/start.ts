import { spawnSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publishLibrary } from "../../test/packed/published.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { median, ratioByRound } from "../support/statistics.ts";

const rounds = 31;
const bare = "empty";
const ours = "withings-kit";
const peers = ["withings-node-oauth2", "arctic"];

/** How long a program takes to start. */
export const start: Measure = {
  name: "start",
  title: "Start of a program that imports WithingsConnector",
  run: async (): Promise<Finding> => {
    const published = await publishLibrary();
    try {
      await cp(programFile(ours), join(published.folder, "program.mjs"));
      return measure(join(published.folder, "program.mjs"));
    } finally {
      await published.remove();
    }
  },
};

function measure(program: string): Finding {
  const fileOf = (name: string): string => (name === ours ? program : programFile(name));
  const programs = [bare, ours, ...peers];
  const times = new Map(programs.map((name) => [name, [] as number[]]));
  // The first of each fills the caches of the file system.
  for (const name of programs) startOnce(fileOf(name));
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first in a round is another one each time.
    for (const [place] of programs.entries()) {
      const name = programs[(round + place) % programs.length] ?? bare;
      times.get(name)?.push(startOnce(fileOf(name)));
    }
  }
  const of = (name: string): number[] => times.get(name) ?? [];
  const figure = (name: string, what: string): Figure => ({
    what,
    unit: "ms",
    ours: median(of(ours)),
    beside: { name: label(name), value: median(of(name)) },
    ratio: ratioByRound(of(ours), of(name)),
  });
  return {
    figures: [
      { ...figure(bare, "against bare Node"), limit: { of: "ratio", atMost: 1.3 } },
      ...peers.map((name) => figure(name, "against a program that imports a peer")),
    ],
    how: `Node ${process.versions.node} from its start to its end, ${rounds} rounds in turn, median of each; ratio: median of the rounds' ratios; ours as it is published`,
  };
}

function programFile(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
}

const label = (name: string): string => (name === bare ? "an empty module" : name);

/** Starts a program and waits for its end; gives the milliseconds. */
function startOnce(file: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file], { stdio: ["ignore", "ignore", "pipe"] });
  const took = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${file} ended with ${status ?? "a signal"}: ${String(stderr)}`);
  return took;
}
