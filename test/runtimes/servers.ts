// The servers of examples/servers on the runtimes beyond Node: each started as a reader would, with the packed library, and driven by the same
// Chromium as those on Node; and the conformance kit over the stores that they use, in the same runtime.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup/command.js";
import type { Project } from "../packed/project.ts";
import { drive } from "../servers/drive.ts";
import type { StartServer } from "../servers/site.ts";
import { freePort } from "../support/free-port.ts";
import { startProcess } from "../servers/start-process.ts";
import { bunStoreProgram, denoStoreProgram, type Found, workerStoreProgram } from "./store-programs.ts";
import { surroundings, timeLimitMs } from "./surroundings.ts";
import type { Runtime } from "./versions.ts";
import { workerOf } from "./worker-server.ts";

const exec = promisify(execFile);

/** A runtime's program, and the folder with the packed library and the examples. */
interface Place {
  readonly program: string;
  readonly project: Project;
}

/** The server of a runtime, and what keeps its connections. */
interface Example {
  readonly start: (place: Place) => StartServer | Promise<StartServer>;
  readonly examine: (place: Place) => Promise<Found>;
}

const denoRun = ["run", "--no-prompt", "--node-modules-dir=manual"];
const denoMay = ["--allow-net", "--allow-env", "--allow-read", "--allow-write"];

const examples: Readonly<Partial<Record<Runtime["kind"], Example>>> = {
  deno: {
    start: (place) => commandLine(place, [...denoRun, ...denoMay, "examples/servers/deno.ts"]),
    examine: (place) => examineStore(place, { args: [...denoRun, ...denoMay], source: denoStoreProgram }),
  },
  bun: {
    start: (place) => commandLine(place, ["run", "examples/servers/bun.ts"]),
    examine: (place) => examineStore(place, { args: ["run"], source: bunStoreProgram }),
  },
  workerd: {
    start: (place) =>
      workerOf({
        ...place,
        source: 'export { Application, default } from "./examples/servers/workers.ts";',
      }),
    examine: examineInWorkerd,
  },
};

/** Whether a runtime has a server of its own among the examples. */
export function hasServer({ kind }: Runtime): boolean {
  return examples[kind] !== undefined;
}

/** Has the runtime's server keep everything that servers promise, and its store everything that stores do; gives what was kept. */
export async function tryServer({ kind }: Runtime, place: Place): Promise<string> {
  const example = examples[kind];
  if (example === undefined) throw new Error(`There is no example of a server for ${kind}.`);
  await copyExamples(place.project);
  const [driven, examined] = await Promise.allSettled([
    drive(await example.start(place)),
    example.examine(place),
  ]);
  if (driven.status === "rejected") throw driven.reason;
  if (examined.status === "rejected") throw examined.reason;
  const { passed, failed } = examined.value;
  assert.deepEqual(failed, []);
  assert.ok(passed > 40, `The kit tried ${passed} promises.`);
  return `${driven.value} promises held in Chromium, ${passed} of its store`;
}

function commandLine({ program, project }: Place, args: readonly string[]): StartServer {
  const environment = { DENO_NO_UPDATE_CHECK: "1" };
  return (order) => startProcess({ program, args, cwd: project.folder, environment }, order);
}

async function examineStore(
  { program, project: { folder } }: Place,
  { args, source }: { readonly args: readonly string[]; readonly source: string },
): Promise<Found> {
  const name = "examine-store.js";
  await writeFile(join(folder, name), source);
  const { stdout } = await exec(program, [...args, name], {
    cwd: folder,
    env: surroundings(folder),
    timeout: timeLimitMs,
    killSignal: "SIGKILL",
  });
  return JSON.parse(stdout) as Found;
}

/** In a Durable Object. What it keeps must be there when the process was killed and another is started. */
async function examineInWorkerd(place: Place): Promise<Found> {
  const start = await workerOf({ ...place, source: workerStoreProgram });
  const port = await freePort();
  const order = { port, origin: `http://localhost:${port}`, environment: {} };
  const ask = async (question: object): Promise<unknown> => {
    const body = JSON.stringify(question);
    const signal = AbortSignal.timeout(timeLimitMs);
    const answer = await fetch(order.origin, { method: "POST", body, signal });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const oneTime = (call: "put" | "take", ...args: unknown[]) => ask({ store: "one-time", call, args });

  const first = await start(order);
  const write = async (): Promise<unknown> => {
    const entry = { value: "kept", ttlMs: 60_000, owner: "ada" };
    await oneTime("put", "over", { ...entry, ttlMs: 1 });
    await oneTime("put", "first", entry);
    for (let at = 0; at < 20; at++) await oneTime("put", `of-ada-${at}`, entry);
    const change = { expected: 0, value: "\ud800\0" };
    return ask({ store: "connections", call: "compareAndSwap", args: ["kept", change] });
  };
  const generation = await write().finally(first.stop);

  const second = await start(order);
  try {
    const read = await ask({ store: "connections", call: "read", args: ["kept"] });
    assert.deepEqual(read, { key: "kept", generation, value: "\ud800\0" });
    // Taken once; and neither what is over nor what had to make room.
    const taken = [];
    for (const key of ["of-ada-0", "of-ada-0", "over", "first"]) taken.push(await oneTime("take", key));
    assert.deepEqual(taken, ["kept", null, null, null]);
    return (await ask({ store: "examined" })) as Found;
  } finally {
    await second.stop();
  }
}

async function copyExamples({ folder }: Project): Promise<void> {
  const from = join(root, "examples/servers");
  const to = join(folder, "examples/servers");
  for (const name of await readdir(from)) await cp(join(from, name), join(to, name), { recursive: true });
}
