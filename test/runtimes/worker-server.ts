import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/setup/command.js";
import { bundle } from "../packed/bundle.ts";
import type { Project } from "../packed/project.ts";
import type { RunningServer, ServerOrder } from "../servers/site.ts";
import { startProcess } from "../servers/start-process.ts";

/** What examples/servers/wrangler.json says to Cloudflare. */
interface Wrangler {
  readonly compatibility_date: string;
  readonly durable_objects: { readonly bindings: [{ readonly name: string; readonly class_name: string }] };
  readonly migrations: [{ readonly new_sqlite_classes: [string] }];
}

/** The same in workerd's own words; and that the Worker may reach this machine. */
async function configuration({ port, environment }: ServerOrder): Promise<string> {
  const file = await readFile(join(root, "examples/servers/wrangler.json"), "utf8");
  const wrangler = JSON.parse(file) as Wrangler;
  const [{ name, class_name }] = wrangler.durable_objects.bindings;
  const [className] = wrangler.migrations[0].new_sqlite_classes;
  const variables = Object.entries(environment).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)}),`,
  );
  return `
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
    compatibilityDate = "${wrangler.compatibility_date}",
    bindings = [
      (name = "${name}", durableObjectNamespace = "${class_name}"),
      ${variables.join("\n      ")}
    ],
    durableObjectNamespaces = [(className = "${className}", uniqueKey = "application", enableSql = true)],
    durableObjectStorage = (localDisk = "disk"),
    globalOutbound = "this-machine",
  );`;
}

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
    await writeFile(join(folder, "config.capnp"), await configuration(order));
    return startProcess({ program, args: ["serve", "config.capnp"], cwd: folder }, order);
  };
}
