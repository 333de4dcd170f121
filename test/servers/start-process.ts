import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/setup/command.js";
import type { RunningServer, ServerOrder } from "./site.ts";

/** A server's program. */
export interface ServerProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** @defaultValue the repository */
  readonly cwd?: string;
  /** Beside what the order says. */
  readonly environment?: Readonly<Record<string, string>>;
}

const startLimitMs = 20_000;

/** Starts a server as a process of its own, with a folder for what it keeps. */
export async function startProcess(
  { program, args, cwd = root, environment }: ServerProgram,
  order: ServerOrder,
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "withings-kit-server-"));
  const child = spawn(program, args, {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      NO_COLOR: "1",
      WITHINGS_DIRECTORY: join(folder, "store"),
      ...order.environment,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      reachable(order.origin),
      ended.then(() => Promise.reject(new Error("The server ended."))),
    ]);
  } catch (error) {
    await stop();
    throw new Error(`The server did not start, and said: ${output}`, { cause: error });
  }
  return { output: () => output, stop };
}

/** Waits until something answers there. */
async function reachable(origin: string): Promise<void> {
  const until = Date.now() + startLimitMs;
  for (;;) {
    try {
      await fetch(`${origin}/withings/callback`, {
        method: "HEAD",
        signal: AbortSignal.timeout(startLimitMs),
      });
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
