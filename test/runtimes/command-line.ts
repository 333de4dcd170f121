import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Ground } from "../packed/ground.ts";
import type { Project } from "../packed/project.ts";
import { surroundings, timeLimitMs } from "./surroundings.ts";
import type { Runtime } from "./versions.ts";

const exec = promisify(execFile);

// Deno is given what the library needs and no more: the network of this machine, and the program's own folder.
const flags: Readonly<Record<Exclude<Runtime["kind"], "workerd">, (project: Project) => readonly string[]>> =
  {
    node: () => [],
    deno: ({ folder }) => [
      "run",
      "--no-prompt",
      "--node-modules-dir=manual",
      "--allow-net=127.0.0.1,localhost",
      `--allow-read=${folder}`,
    ],
    bun: () => ["run"],
  };

/** Runs the exercise in a runtime that has a command line; gives what held. */
export async function exerciseOnCommandLine(
  { kind, version }: { readonly kind: keyof typeof flags; readonly version: string },
  {
    program,
    ground,
    project,
  }: { readonly program: string; readonly ground: Ground; readonly project: Project },
): Promise<readonly string[]> {
  const args = [...flags[kind](project), "run-exercise.js", JSON.stringify(ground)];
  const { stdout } = await exec(program, args, {
    cwd: project.folder,
    env: surroundings(project.folder),
    timeout: timeLimitMs,
    killSignal: "SIGKILL",
  });
  const found = JSON.parse(stdout) as { version: string; held: readonly string[] };
  if (found.version !== version) throw new Error(`The program says that it is version ${found.version}.`);
  return found.held;
}
