import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { onTestFinished, vi } from "vitest";

const run = promisify(execFile);

/** Whether this machine has a real keyring that a test can have for itself: GNOME's, on a D-Bus of its own. */
export const hasSecretService: boolean = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"].every(
  (program) =>
    (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program))),
);

// A bus that starts no services by itself, of which nobody would know when to end them.
const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** A home for keyrings, for one test. */
export function newHome(): string {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "wk-home-"));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  return home;
}

/** Lets this process' own keyring be GNOME's in a home. A locked one asks a person for the password, and finds nobody here. */
export async function startSecretService(
  home: string,
  state: "locked" | "unlocked",
): Promise<{ readonly end: () => Promise<void> }> {
  const runtime = mkdtempSync(join(home, "run-"));
  const environment = {
    PATH: process.env["PATH"],
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(home, "data"),
    XDG_CACHE_HOME: join(home, "cache"),
  };
  for (const folder of [environment.XDG_DATA_HOME, environment.XDG_CACHE_HOME])
    mkdirSync(folder, { recursive: true });
  const config = join(home, "bus.conf");
  writeFileSync(config, busConfig);
  const bus = start("dbus-daemon", [`--config-file=${config}`, "--nofork", "--print-address"], environment);
  const address = await firstLine(bus.child);
  const onBus = { ...environment, DBUS_SESSION_BUS_ADDRESS: address };
  const flags = ["--foreground", "--components=secrets", ...(state === "unlocked" ? ["--unlock"] : [])];
  const daemon = start("gnome-keyring-daemon", flags, onBus);
  daemon.child.stdin?.end("password");
  await named(onBus);
  for (const [name, value] of Object.entries(onBus)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return {
    end: async () => {
      await daemon.end();
      await bus.end();
    },
  };
}

/** Lets this process' own keyring be one that takes calls and never answers. */
export async function startHangingService(): Promise<{ readonly callers: () => number }> {
  const path = join(newHome(), "bus");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket)));
    socket.resume();
  });
  server.listen(path);
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  setBus(`unix:path=${path}`);
  return { callers: () => sockets.size };
}

/** Leaves this process with a bus that may not be there, or none. */
export function setBus(address: string | undefined): void {
  vi.stubEnv("DBUS_SESSION_BUS_ADDRESS", address);
  vi.stubEnv("XDG_RUNTIME_DIR", undefined);
  vi.stubEnv("DISPLAY", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
}

interface Started {
  readonly child: ChildProcess;
  readonly end: () => Promise<void>;
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "close");
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  onTestFinished(end);
  return { child, end };
}

/** Waits until the keyring has its name on the bus. */
async function named(env: NodeJS.ProcessEnv): Promise<void> {
  const bus = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
  const question = ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"];
  for (;;) {
    const { stdout } = await run("dbus-send", [...bus, ...question], { env });
    if (stdout.includes("true")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("It was started without a pipe.");
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error("It ended before it said anything.");
}
