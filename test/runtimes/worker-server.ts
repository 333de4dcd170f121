import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "../packed/bundle.ts";
import type { Project } from "../packed/project.ts";
import type { RunningServer, ServerOrder } from "../servers/site.ts";
import { startProcess } from "../servers/start-process.ts";

/** What examples/servers/wrangler.jsonc says, in workerd's own words; and that the Worker may reach this machine. */
const configuration = ({ port, environment }: Pick<ServerOrder, "port" | "environment">): string => `
  using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "main", worker = .worker),
      (name = "disk", disk = (path = "disk", writable = true)),
      (name = "this-machine", network = (allow = ["local"], deny = [])),
    ],
    sockets = [(name = "http", address = "localhost:${port}", http = (), service = "main")],
  );
  const worker :Workerd.Worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "2026-11-01",
    bindings = [
      (name = "APPLICATION", durableObjectNamespace = "Application"),
      ${Object.entries(environment)
        .map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)}),`)
        .join("\n      ")}
    ],
    durableObjectNamespaces = [(className = "Application", uniqueKey = "morning-weights", enableSql = true)],
    durableObjectStorage = (localDisk = "disk"),
    globalOutbound = "this-machine",
  );`;

/** A Worker's program, and the folder in which it is bundled and run. */
export interface WorkerPlace {
  /** workerd's. */
  readonly program: string;
  readonly project: Project;
  /** Its source, as a module of the project's folder. */
  readonly source: string;
}

/** Starts a Worker with a Durable Object whose disk outlives it. @returns what starts it, once and again */
export async function workerOf({
  program,
  project,
  source,
}: WorkerPlace): Promise<(order: ServerOrder) => Promise<RunningServer>> {
  const { code } = await bundle(source, {
    folder: project.folder,
    conditions: ["workerd", "worker"],
    external: ["cloudflare:workers"],
  });
  const folder = await mkdtemp(join(project.folder, "worker-"));
  await mkdir(join(folder, "disk"));
  await writeFile(join(folder, "worker.js"), code);
  return async (order) => {
    await writeFile(join(folder, "config.capnp"), configuration(order));
    return startProcess({ program, args: ["serve", "config.capnp"], cwd: folder }, order);
  };
}
