import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { root } from "../../scripts/setup/command.js";

/** What a program is started with. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  /** Beside PATH, HOME and a TMPDIR of its own, all that it gets. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The program behind npm start, as a process without a terminal. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has printed on both streams. */
  readonly output: () => string;
  readonly errors: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Its folder for temporary files. */
  readonly folder: string;
  /** Fails if a file of it is left, or a port on which it listened is still open. */
  readonly expectNothingLeft: () => Promise<void>;
}

/** Starts the program. The test's end ends it at the latest. */
export function runProgram({ args = [], environment = {} }: ProgramOptions = {}): Program {
  // A browser puts a socket there, whose name must not be long.
  const folder = mkdtempSync("/tmp/ws-");
  const { PATH = "" } = process.env;
  // Not in that folder: what a program keeps is not what it leaves behind.
  const home = mkdtempSync("/tmp/wh-");
  const child = spawn(process.execPath, [join(root, "examples/start/main.ts"), ...args], {
    // Anywhere but in the repository: it must find its own files.
    cwd: folder,
    env: { PATH, HOME: home, TMPDIR: folder, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    errors += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => {
      resolve(signal ?? code);
    });
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    for (const made of [folder, home]) rmSync(made, { recursive: true, force: true });
  });
  return {
    child,
    output: () => output,
    errors: () => errors,
    ended,
    folder,
    expectNothingLeft: async () => {
      expect(readdirSync(folder)).toEqual([]);
      const ports = [...output.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
      for (const port of new Set(ports)) expect(await isOpen(port)).toBe(false);
    },
  };
}

/** A printed text without its line breaks, which stand where the width has them. */
export function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Whether somebody listens on a port. */
export async function isOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

/** The value of BROWSER that puts a person of test/start/person.ts in front of the login. */
export function person(...how: readonly string[]): string {
  return [process.execPath, join(root, "test/start/person.ts"), ...how]
    .map((word) => `"${word}"`)
    .concat("%s")
    .join(" ");
}
