import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { constants as os } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A step that cannot go on; its message tells the person what to do and is all that is printed. */
export class SetupError extends Error {}

/**
 * Tells what is being done and why, in one line. On stderr, so that a program's own output stays its own.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`withings-kit: ${line}\n`);
}

/**
 * Runs a program to its end, passing on the signals that ask us to end.
 *
 * @param {string} file
 * @param {{ args?: readonly string[], env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean, terminal?: boolean }} [options]
 *   `terminal: false` collects what it prints instead of giving it this terminal
 * @returns {Promise<{ code: number, interrupted: boolean, stdout: string, output: string }>} its exit code: 128 + n when signal n ended
 *   it, 127 when it did not start; what it printed: on stdout, and on both
 */
export function run(file, { args = [], env = process.env, timeoutMs, shell = false, terminal = true } = {}) {
  return new Promise((resolve) => {
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = terminal ? "inherit" : ["ignore", "pipe", "pipe"];
    /** @type {import("node:child_process").ChildProcess} */
    const child = spawn(file, args, { cwd: root, env, shell, stdio });
    let stdout = "";
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      stdout += text;
      output += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
    });

    let interrupted = false;
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = true;
      // Ctrl-C in a terminal reaches the whole process group; a second SIGINT from here would be taken for an impatient person.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    /** @type {readonly NodeJS.Signals[]} */
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    // A shell between npm and us ends without passing on the signal that npm passed on to it.
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (process.ppid !== parent) forward("SIGTERM");
    }, 250);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const settle = (/** @type {number} */ code) => {
      clearTimeout(timer);
      clearInterval(orphaned);
      for (const signal of signals) process.off(signal, forward);
      resolve({ code, interrupted, stdout, output });
    };
    child.on("error", () => {
      settle(127);
    });
    child.on("close", (code, signal) => {
      settle(signal === null ? (code ?? 1) : 128 + os.signals[signal]);
    });
  });
}

/**
 * Whether a step of the set-up succeeded. Ends this process when the person interrupted the step.
 *
 * @param {{ code: number, interrupted: boolean }} result
 */
export function stepSucceeded({ code, interrupted }) {
  if (interrupted) process.exit(code === 0 ? 130 : code);
  return code === 0;
}

/**
 * Runs one step of the set-up.
 *
 * @param {string} file
 * @param {Parameters<typeof run>[1]} [options]
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function succeeds(file, options) {
  return stepSucceeded(await run(file, options));
}

/**
 * The first program of these names in PATH.
 *
 * @param {readonly string[]} names
 * @returns {string | undefined}
 */
export function findProgram(names) {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  return firstExecutable(
    names.flatMap((name) =>
      folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix))),
    ),
  );
}

/**
 * The first of these files that exists and may be executed.
 *
 * @param {readonly string[]} paths
 * @returns {string | undefined}
 */
export function firstExecutable(paths) {
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

/** Whether packages of the operating system can be installed here without asking anybody. */
export const canUseApt = process.getuid?.() === 0 && findProgram(["apt-get"]) !== undefined;

/**
 * Installs a package of Debian or Ubuntu. Tells why when it cannot.
 *
 * @param {string} name
 */
export async function aptInstall(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", name]]) {
    const result = await run("apt-get", { args, env, timeoutMs: 300_000, terminal: false });
    if (stepSucceeded(result)) continue;
    const lastLine = result.output.trim().split("\n").at(-1) ?? "";
    say(`apt-get ${args.join(" ")} ended with ${result.code}: ${lastLine}`);
    return;
  }
}
