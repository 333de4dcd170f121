import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { ConnectionStore } from "withings-kit";
import { fileStore } from "withings-kit/node";

/** Whether this process may mount file systems and be another user. */
export const isRoot = process.geteuid?.() === 0;

/** A key as the library makes them. */
export const key = "https%3A%2F%2Fwbsapi.withings.net/client/36312345";

/** What nobody may ever be shown. */
export const secret = '{"refreshToken":"canaryrefresh33canaryrefresh33"}';

/** A folder for one test. The store's own, in it, is not there yet. */
export function newDirectory(parent: string = tmpdir()): string {
  const folder = mkdtempSync(join(realpathSync(parent), "wk-files-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, "store");
}

/** A store that says nothing about where its folder is. */
export function openStore(directory: string): ConnectionStore {
  return fileStore({ directory, onWarning: () => undefined });
}

/** Stores something under {@link key}, so that there is a connection of so many generations. */
export async function storeSome(directory: string, generations = 1): Promise<ConnectionStore> {
  const store = openStore(directory);
  for (let expected = 0; expected < generations; expected++)
    await store.compareAndSwap(key, { expected, value: `${secret} ${expected + 1}` });
  return store;
}

/** The keys that a store lists, sorted. */
export async function keysIn(store: ConnectionStore, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const entry of store.list(prefix)) keys.push(entry.key);
  return keys.sort();
}

/** The folder of the one connection in a directory. */
export function recordFolder(directory: string): string {
  const names = readdirSync(directory);
  if (names.length !== 1) throw new Error(`There are ${names.length} connections in the directory.`);
  return join(directory, names[0] ?? "");
}

/** All that is in a folder, as paths from it. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
}

/** Runs a program of the system to its end. @throws when there is no such program, or it fails. */
export function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
}

/** A small file system in memory, mounted for one test. For root only. */
export function mountMemory(size: string): {
  readonly path: string;
  readonly remount: (how: string) => void;
} {
  const path = join(newDirectory(), "..", "mounted");
  mkdirSync(path);
  run("mount", "-t", "tmpfs", "-o", `size=${size},mode=0700`, "withings-kit-test", path);
  onTestFinished(() => {
    run("umount", path);
  });
  return {
    path: realpathSync(path),
    remount: (how) => {
      run("mount", "-o", `remount,${how}`, path);
    },
  };
}

/** A program with a store in a process of its own. */
export interface StoreProcess {
  readonly pid: number;
  /** Resolves to the next line that it prints; rejects when it ends before. */
  readonly line: () => Promise<string>;
  /** Lets it go on. */
  readonly proceed: () => void;
  /** Kills it at once, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** All lines that it printed, when it has ended by itself. */
  readonly ended: Promise<readonly string[]>;
}

/** How a {@link StoreProcess} is run. */
export interface ProcessOptions {
  readonly umask?: string;
  /** System calls that fail or wait: see `file-store-faults.ts`. */
  readonly faults?: readonly string[];
  /** Who it is as soon as it has started. For root only, unless it is who it is anyway. */
  readonly user?: number;
  /** The command that runs Node, such as one that gives it a process namespace of its own. */
  readonly wrapper?: readonly string[];
}

/** Runs `file-store-process.ts`. */
export function storeProcess(
  args: readonly (number | string)[],
  { umask, faults = [], user, wrapper = [] }: ProcessOptions = {},
): StoreProcess {
  const command = [
    ...wrapper,
    ...(umask === undefined ? [] : ["/bin/sh", "-c", `umask ${umask}; exec "$@"`, "sh"]),
    process.execPath,
    ...(faults.length === 0
      ? []
      : ["--import", fileURLToPath(new URL("./file-store-faults.ts", import.meta.url))]),
    fileURLToPath(new URL("./file-store-process.ts", import.meta.url)),
    ...args.map(String),
  ];
  const child = spawn(command[0] ?? "", command.slice(1), {
    env: {
      ...process.env,
      FAULTS: faults.join(" "),
      ...(user !== undefined && { STORE_USER: String(user) }),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  const printed: string[] = [];
  let read = 0;
  let wake: () => void = () => undefined;
  createInterface(child.stdout).on("line", (line) => {
    printed.push(line);
    wake();
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await closed;
  };
  onTestFinished(kill);
  return {
    pid: child.pid ?? 0,
    line: async () => {
      while (printed.length <= read) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error("The process has ended.");
        await Promise.race([closed, new Promise<void>((resolve) => (wake = resolve))]);
      }
      return printed[read++] ?? "";
    },
    proceed: () => {
      child.stdin.write("\n");
    },
    kill,
    ended: closed.then(() => printed),
  };
}
