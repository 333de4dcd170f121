import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { root } from "../../scripts/setup/command.js";

/** What the tests do with a command of a document. */
export type CommandKind =
  /** It is started, must come up, and is ended. */
  | "started"
  /** It exists; what it does is run by CI, or by a test of its own. */
  | "exists";

const sandboxScript = "packages/withings-sandbox/dist/cli.js";
const packages = ["withings-kit", "withings-sandbox"];

/** Where the documents say that somebody's clone is, and what a command makes in it. */
const clone = "path/to/clone/";
const staged = ".cache/published/withings-kit";

/** The commands of a block for the shell: its lines, without comments. */
export function commands(code: string): string[] {
  return code
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/**
 * What is to be done with a command.
 *
 * @throws Error for a command that is not known here: nothing is passed over.
 */
export function commandKind(command: string): CommandKind {
  if (sandboxArguments(command) !== undefined) return "started";
  const words = withoutVariables(command)
    .split(/\s+/)
    .filter((word) => word !== "--save-dev");
  const [program = "", first = "", second = ""] = words;
  if (program === "npm" && words.length === 3 && first === "install" && second.startsWith(clone)) {
    const folder = second.slice(clone.length);
    // Made by `npm run stage`, which the packed tests run: only the others stand in every clone.
    if (folder === staged || existsSync(join(root, folder, "package.json"))) return "exists";
    throw new Error(`There is no ${folder}, which this command names: ${command}`);
  }
  const missing = words.find((word) => /^[^-@].*\//.test(word) && !existsSync(join(root, word)));
  if (missing !== undefined) throw new Error(`There is no ${missing}, which this command names: ${command}`);
  if (program === "npm" && words.length === 3 && first === "install" && packages.includes(second))
    return "exists";
  if (program === "node" && words.length === 2) return "exists";
  // test/runtimes runs them.
  if (
    /^deno run (--allow-\w+ )+examples\/servers\/deno\.ts$|^bun examples\/servers\/bun\.ts$/.test(
      words.join(" "),
    )
  )
    return "exists";
  const script = program === "npm" && (first === "run" ? second : ["start", "test"].includes(first) && first);
  if (script !== false && script !== "" && script in npmScripts()) return "exists";
  if (program === "npx" && existsSync(join(root, "node_modules/.bin", first))) return "exists";
  throw new Error(`No test knows the command: ${command}`);
}

/** The sandbox's arguments in a command that starts it, else `undefined`. */
function sandboxArguments(command: string): string[] | undefined {
  const [, args] = /^(?:npm run sandbox(?: --)?|npx withings-sandbox)((?: \S+)*)$/.exec(command) ?? [];
  return args?.split(" ").filter(Boolean);
}

function withoutVariables(command: string): string {
  return command.replace(/^(?:[A-Z_]+=\S+ )+/, "");
}

function npmScripts(): Readonly<Record<string, string>> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  return scripts;
}

/** Starts the sandbox as a document's command does, asks it what it is, and ends it. Gives its answer. */
export async function startSandbox(command: string): Promise<unknown> {
  // By npm it is the script that package.json names, as npm would run it. On any free port: somebody may try the command out just now.
  const script = command.startsWith("npm")
    ? (npmScripts()["sandbox"] ?? "").split(" ").slice(1)
    : [sandboxScript];
  const child = spawn(process.execPath, [...script, ...(sandboxArguments(command) ?? []), "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  let answer: unknown;
  try {
    answer = await (await fetch(`${await addressOf(child)}/_sandbox`)).json();
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode ?? "a signal"}.`);
  return answer;
}

/** The address that the sandbox prints when it listens. */
async function addressOf({ stdout }: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  let printed = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    const [, address] = /listens on (http:\S+)\n/.exec(printed) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`The sandbox ended before it listened: ${printed}`);
}
