// Keeps one Postgres server, as a process of its own: however the process ends that wanted the server, its channel to this one closes, and
// the server is stopped and its folder deleted.
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { shelf } from "../../scripts/setup/postgres.js";
import { ordinaryUser, type User } from "./ordinary-user.ts";

/** What the keeper is asked for. The answer to `start` is the server's URL. */
export type KeeperRequest =
  | { readonly type: "start"; readonly bin: string; readonly durable: boolean }
  | { readonly type: "restart"; readonly abruptly: boolean }
  | { readonly type: "stop" };

/** What the keeper answers, in the order in which it was asked. */
export type KeeperAnswer = { readonly value: string } | { readonly error: string };

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
  readonly start: (port: number) => Promise<ChildProcess>;
}

const execute = promisify(execFile);

// Postgres' own variables would change what its programs do, and its messages are read in English.
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PG"))),
  LC_ALL: "C",
};

/** Without waiting for the disk, for tests: nothing is lost but in a loss of power. */
const hasty = ["fsync=off", "full_page_writes=off"];

let folder: string | undefined;
let server: Server | undefined;

async function start({ bin, durable }: { readonly bin: string; readonly durable: boolean }): Promise<string> {
  const user = ordinaryUser();
  folder = await mkdtemp(join(tmpdir(), "withings-kit-postgres-"));
  const programs = await reachable(bin, user);
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  const password = randomBytes(16).toString("hex");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) for (const path of [folder, passwordFile]) await chown(path, user.uid, user.gid);
  await execute(
    join(programs, "initdb"),
    [
      ...["--pgdata", data, "--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--encoding=UTF8", "--locale=C", "--no-sync"],
    ],
    { ...user, cwd: folder, env },
  );

  const settings = [
    ...["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC"],
    ...(durable ? [] : hasty),
  ];
  const startAt = (port: number): Promise<ChildProcess> => {
    const args = ["-D", data, ...[...settings, `port=${port}`].flatMap((setting) => ["-c", setting])];
    return ready(
      spawn(join(programs, "postgres"), args, {
        ...user,
        cwd: data,
        env,
        stdio: ["ignore", "ignore", "pipe"],
      }),
    );
  };
  server = await startSomewhere(startAt);
  return `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`;
}

/** Tries a few ports: between finding a free one and listening on it, somebody else may take it. */
async function startSomewhere(startAt: Server["start"], attempts = 3): Promise<Server> {
  const port = await freePort();
  try {
    return { child: await startAt(port), port, start: startAt };
  } catch (error) {
    if (attempts === 1) throw error;
    return startSomewhere(startAt, attempts - 1);
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}

/** Resolves when the server takes connections. */
function ready(child: ChildProcess): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
    }, 60_000);
    const failed = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`Postgres did not start: ${reason}.\n${said}`));
    };
    child.on("error", ({ message }) => {
      failed(message);
    });
    child.on("exit", (code, signal) => {
      failed(`it ended with ${code ?? signal ?? "nothing"}`);
    });
    // Read to the end, also when nobody wants it any more: a full pipe would hold the server up.
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
      if (!said.includes("database system is ready to accept connections")) return;
      clearTimeout(timer);
      resolve(child);
    });
  });
}

/** The programs' folder, or a copy of what we fetched where the server's user cannot go to it: a checkout in root's home, say. */
async function reachable(bin: string, user: User | undefined): Promise<string> {
  if (user === undefined || folder === undefined) return bin;
  try {
    execFileSync(join(bin, "postgres"), ["--version"], { ...user, cwd: "/", env, stdio: "ignore" });
    return bin;
  } catch (error) {
    if (!bin.startsWith(shelf)) throw error;
    const copy = join(folder, "programs");
    await cp(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
    return join(copy, "bin");
  }
}

async function end(signal: NodeJS.Signals): Promise<void> {
  if (server === undefined || server.child.exitCode !== null || server.child.signalCode !== null) return;
  const exited = once(server.child, "exit");
  server.child.kill(signal);
  await exited;
}

async function restart(abruptly: boolean): Promise<string> {
  if (server === undefined) throw new Error("Postgres was not started yet.");
  // Postgres' words: SIGINT is a fast shutdown, SIGQUIT an immediate one, without goodbye to its clients.
  await end(abruptly ? "SIGQUIT" : "SIGINT");
  server = { ...server, child: await server.start(server.port) };
  return "";
}

async function stop(): Promise<string> {
  await end("SIGQUIT");
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  return "";
}

function answer(request: KeeperRequest): Promise<string> {
  switch (request.type) {
    case "start":
      return start(request);
    case "restart":
      return restart(request.abruptly);
    case "stop":
      return stop();
  }
}

let last: Promise<void> = Promise.resolve();

process.on("message", (request: KeeperRequest) => {
  last = last.then(async () => {
    const given: KeeperAnswer = await answer(request).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    if (process.connected) process.send?.(given);
  });
});

const finish = (): void => {
  void last.then(stop).finally(() => {
    process.exit();
  });
};
process.on("disconnect", finish);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, finish);
