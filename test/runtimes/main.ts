// `npm run test:runtimes`: the packed library on every runtime that it promises to run on, one after the other; and its web views against
// the platforms' own types, by the name `platforms`; and the server's example on Deno, Bun and workerd, and on Next.js, by the name
// `next`. Fetches them on demand.
import { openGround, type Ground } from "../packed/ground.ts";
import { createProject, type Project } from "../packed/project.ts";
import { exerciseOnCommandLine } from "./command-line.ts";
import { installRuntime } from "./install.ts";
import { exerciseNext, nextVersion } from "./next.ts";
import { compileAgainstPlatforms } from "./platform-modules.ts";
import { hasServer, tryServer } from "./servers.ts";
import { type Runtime, runtimes } from "./versions.ts";
import { exerciseInWorkerd } from "./workerd.ts";

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const chosen = runtimes.filter(
  ({ name }) => wanted.length === 0 || wanted.some((each) => name.toLowerCase().startsWith(each)),
);
const platforms = wanted.length === 0 || wanted.includes("platforms");
const next = wanted.length === 0 || wanted.includes("next");
if (chosen.length === 0 && !platforms && !next)
  throw new Error(
    `There is no such runtime; there are ${runtimes.map(({ name }) => name).join(", ")}, next and platforms.`,
  );

interface Result {
  readonly runtime: Pick<Runtime, "name" | "version">;
  readonly result: string;
  readonly failure?: unknown;
}

const results: Result[] = [];
if (chosen.length > 0) {
  const project = await createProject();
  try {
    for (const runtime of chosen) {
      results.push(await tryOn(runtime, project));
      if (hasServer(runtime)) results.push(await tryServerOn(runtime, project));
    }
  } finally {
    await project.remove();
  }
}
if (next) results.push(await tryOther({ name: "Next.js", version: nextVersion }, exerciseNext));
if (platforms) results.push(await tryOther({ name: "platforms", version: "types" }, compileAgainstPlatforms));

for (const { runtime, failure } of results)
  if (failure !== undefined)
    console.log(`${runtime.name} ${runtime.version}:\n${describe(failure).replaceAll(/^/gm, "    ")}\n`);
for (const { runtime, result } of results)
  console.log(`${runtime.name.padEnd(14)} ${runtime.version.padEnd(14)} ${result}`);
const failed = results.filter(({ failure }) => failure !== undefined).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function tryOther(runtime: Result["runtime"], use: () => Promise<string>): Promise<Result> {
  try {
    return { runtime, result: `passed (${await use()})` };
  } catch (failure) {
    return { runtime, result: "FAILED", failure };
  }
}

async function tryOn(runtime: Runtime, project: Project): Promise<Result> {
  try {
    const program = await installRuntime(runtime);
    const startedAt = performance.now();
    const held = await withGround((ground) => {
      const place = { program, ground, project };
      const { kind, version } = runtime;
      return kind === "workerd" ? exerciseInWorkerd(place) : exerciseOnCommandLine({ kind, version }, place);
    });
    const milliseconds = (performance.now() - startedAt).toFixed(0);
    return { runtime, result: `passed (${held.length} promises held, ${milliseconds} ms)` };
  } catch (failure) {
    return { runtime, result: "FAILED", failure };
  }
}

async function tryServerOn(runtime: Runtime, project: Project): Promise<Result> {
  const shown = { name: `${runtime.name} server`, version: runtime.version };
  try {
    const program = await installRuntime(runtime);
    const startedAt = performance.now();
    const held = await tryServer(runtime, { program, project });
    return {
      runtime: shown,
      result: `passed (${held}, ${(performance.now() - startedAt).toFixed(0)} ms)`,
    };
  } catch (failure) {
    return { runtime: shown, result: "FAILED", failure };
  }
}

async function withGround<T>(use: (ground: Ground) => Promise<T>): Promise<T> {
  const ground = await openGround();
  try {
    return await use(ground);
  } finally {
    await ground.close();
  }
}

/** What is known of a failure: for a program that ended badly, what it printed. */
function describe(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { stderr = "", killed = false } = failure as Error & { stderr?: string; killed?: boolean };
  if (killed) return `It took too long and was ended. ${stderr}`;
  return stderr === "" ? failure.message : stderr.trimEnd();
}
