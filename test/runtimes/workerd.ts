import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { bundle } from "../packed/bundle.ts";
import type { Ground } from "../packed/ground.ts";
import type { Project } from "../packed/project.ts";
import { surroundings, timeLimitMs } from "./surroundings.ts";

const worker = `
  import * as library from "withings-kit";
  import { exercise } from "./exercise.js";
  export default {
    async fetch(request) {
      try {
        return Response.json(await exercise({ ...(await request.json()), library }));
      } catch (error) {
        return new Response(String(error?.stack ?? error), { status: 500 });
      }
    },
  };`;

// A worker may by itself reach the public internet only; the sandbox is on this machine.
const configuration = `
  using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "main", worker = (
        modules = [(name = "worker.js", esModule = embed "worker.js")],
        compatibilityDate = "2026-11-01",
        globalOutbound = "this-machine",
      )),
      (name = "this-machine", network = (allow = ["local"], deny = [])),
    ],
    sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
  );`;

/** Runs the exercise in a worker; gives what held. */
export async function exerciseInWorkerd({
  program,
  ground,
  project,
}: {
  readonly program: string;
  readonly ground: Ground;
  readonly project: Project;
}): Promise<readonly string[]> {
  const { code } = await bundle(worker, { folder: project.folder, conditions: ["workerd", "worker"] });
  const folder = await mkdtemp(join(project.folder, "workerd-"));
  await writeFile(join(folder, "worker.js"), code);
  await writeFile(join(folder, "config.capnp"), configuration);

  const child = spawn(program, ["serve", "config.capnp", "--control-fd=3"], {
    cwd: folder,
    env: surroundings(folder),
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  try {
    const port = await Promise.race([
      listeningPort(child.stdio[3] as Readable),
      ended.then(() => Promise.reject(new Error(`workerd ended before it listened: ${said}`))),
    ]);
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body: JSON.stringify(ground),
      signal: AbortSignal.timeout(timeLimitMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${text}\n${said}`);
    return JSON.parse(text) as readonly string[];
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** The port that workerd announces on its control pipe, a line of JSON for each socket. */
async function listeningPort(control: Readable): Promise<number> {
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line) as { event: string; port?: number };
    if (event === "listen" && port !== undefined) return port;
  }
  throw new Error("workerd closed its control pipe before it listened.");
}
