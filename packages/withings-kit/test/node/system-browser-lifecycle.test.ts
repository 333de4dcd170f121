import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakePrograms } from "./support/fake-programs.js";
import { connection, freePort, request, untilClosed } from "./support/raw-http.js";
import { waitingLogin } from "./support/waiting-login.js";

const program = fileURLToPath(new URL("./support/login-process.ts", import.meta.url));
const state = "right-c3RhdGU";

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  /** What it and its terminal have shown. */
  readonly output: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  readonly callback: () => Promise<void>;
}

const run = async ({
  terminal = false,
  environment = {},
  args = [],
}: {
  terminal?: boolean;
  environment?: Record<string, string>;
  args?: readonly string[];
} = {}): Promise<Running> => {
  const port = await freePort();
  const command = [process.execPath, program, `http://localhost:${port}/callback`, state, ...args];
  // script(1) gives a program a terminal: what it reads is what is typed, and Ctrl-C is a key.
  const [file = "", ...rest] = terminal ? ["script", "-qefc", command.join(" "), "/dev/null"] : command;
  // A group of its own, as a terminal's foreground program has: Ctrl-C goes to all of it.
  const env = { PATH: process.env["PATH"], ...environment };
  const child = spawn(file, rest, { env, stdio: "pipe", detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(signal ?? code);
    });
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await expect.poll(() => output, { timeout: 10_000 }).toContain("starting");
  await expect.poll(() => listens(port), { timeout: 5_000 }).toBe(true);
  return {
    child,
    port,
    output: () => output,
    ended,
    callback: async () => {
      await request(port, { target: `/callback?code=abc&state=${state}` });
      await request(port);
    },
  };
};

const listens = async (port: number): Promise<boolean> =>
  await connection(port).then(
    (socket) => {
      socket.destroy();
      return true;
    },
    () => false,
  );

describe("the program ends when its work is done, with nothing left", () => {
  test("after a login", async () => {
    const { callback, ended, output } = await run();
    await callback();
    expect(await ended).toBe(0);
    expect(output()).toMatch(/ended: callback\s+left: {2}0 listeners/);
  });

  test("after an abort, with connections half open and a browser that hangs", async () => {
    const programs = await fakePrograms();
    await programs.add("hangs", "exec sleep 3");
    const { port, ended, output } = await run({
      args: ["600"],
      environment: { PATH: programs.path, BROWSER: "hangs" },
    });
    const socket = await connection(port);
    const closed = untilClosed(socket);
    socket.write("GET /callback HTTP/1.1\r\nhost:");
    expect(await ended).toBe(0);
    await closed;
    expect(output()).toMatch(/ended: AbortError\s+left: {2}0 listeners/);
  });

  test("after a callback that was pasted into its terminal", async () => {
    const { child, ended, output } = await run({ terminal: true });
    await expect.poll(output).toContain("press Enter:");
    child.stdin?.write(`code=abc&state=wrong\n`);
    await expect.poll(output).toContain("belongs to another login");
    child.stdin?.write(`code=abc&state=${state}\n`);
    expect(await ended).toBe(0);
    expect(output()).toMatch(/ended: callback\s+left: {2}0 listeners/);
  });

  test("after a login that its terminal was asked for in vain", async () => {
    const { callback, ended, output } = await run({ terminal: true });
    await expect.poll(output).toContain("press Enter:");
    await callback();
    expect(await ended).toBe(0);
    expect(output()).toMatch(/ended: callback\s+left: {2}0 listeners/);
  });

  test("after Ctrl-D and a login", async () => {
    const { child, callback, ended, output } = await run({ terminal: true });
    await expect.poll(output).toContain("press Enter:");
    child.stdin?.write("\x04");
    await wait(200);
    expect(child.exitCode).toBeNull();
    await callback();
    expect(await ended).toBe(0);
    expect(output()).toMatch(/ended: callback\s+left: {2}0 listeners/);
  });
});

describe("the program can be ended while it waits", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s", async (signal) => {
    const { child, ended, port, output } = await run();
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(output()).not.toContain("ended:");
    expect(await listens(port)).toBe(false);
  });

  test("by Ctrl-C in the terminal that asks for the address", async () => {
    const { child, ended, port, output } = await run({ terminal: true });
    await expect.poll(output).toContain("press Enter:");
    child.stdin?.write("\x03");
    // script(1) passes on how its program ended: 128 and the signal's number.
    expect(await ended).toBe(130);
    expect(output()).not.toContain("ended:");
    expect(await listens(port)).toBe(false);
  });

  test("and the browser that it opened stays the person's", async () => {
    const programs = await fakePrograms();
    await programs.add("stays", `sleep 0.6; echo stayed >> '${programs.folder}/log'`);
    const { child, ended } = await run({ environment: { PATH: programs.path, BROWSER: "stays" } });
    await expect.poll(programs.log).toHaveLength(1);
    process.kill(-(child.pid ?? NaN), "SIGINT");
    expect(await ended).toBe("SIGINT");
    await expect.poll(programs.log, { timeout: 3_000 }).toContain("stayed");
  });
});

test("without a terminal it says where to go and leaves standard input alone", async () => {
  const { child, output, callback, ended } = await run();
  await expect.poll(output).toContain("The browser must be on this computer");
  child.stdin?.write(`code=abc&state=${state}\n`);
  await wait(100);
  expect(output()).not.toContain("ended:");
  await callback();
  expect(await ended).toBe(0);
});

describe("an abort", () => {
  test("before the start opens nothing", async () => {
    const port = await freePort();
    const { systemBrowser } = await import("withings-kit/node");
    let opened = false;
    const login = systemBrowser({ openBrowser: () => void (opened = true) }).open({
      url: "https://account.example/authorize",
      redirectUri: `http://localhost:${port}/callback`,
      callbackUrlScheme: "http",
      signal: AbortSignal.abort(new Error("not now")),
      whyIgnored: () => "state_missing",
      offer: () => Promise.resolve({ type: "ignored", reason: "state_missing" }),
    });
    await expect(login).rejects.toThrow("not now");
    expect([opened, await listens(port)]).toEqual([false, false]);
  });

  test("while it begins to listen opens no browser", async () => {
    const port = await freePort();
    const login = await waitingLogin({ port, returnAtOnce: true });
    login.abort(new Error("changed my mind"));
    await expect(login.result).rejects.toThrow("changed my mind");
    expect(() => login.startUrl).toThrow("No browser was opened");
    expect(await listens(port)).toBe(false);
  });

  test("while it waits closes the port", async () => {
    const login = await waitingLogin();
    const socket = await connection(login.port);
    const closed = untilClosed(socket);
    login.abort(new Error("enough"));
    await expect(login.result).rejects.toThrow("enough");
    await closed;
    expect(await listens(login.port)).toBe(false);
  });

  test("during the exchange closes the browser's connection", async () => {
    const login = await waitingLogin({ exchange: () => new Promise(() => undefined) });
    const answer = request(login.port, { target: login.target });
    await expect.poll(login.exchanges).toBe(1);
    login.abort(new Error("enough"));
    await expect(login.result).rejects.toThrow("enough");
    expect((await answer).text).toBe("");
  });

  test("after the exchange does not lose its result", async () => {
    const login = await waitingLogin();
    await request(login.port, { target: login.target });
    const started = Date.now();
    login.abort();
    await expect(login.result).resolves.toMatchObject({ type: "callback" });
    expect(Date.now() - started).toBeLessThan(500);
  });
});

test("a browser that never fetches the page holds the port for two seconds", async () => {
  const login = await waitingLogin();
  await request(login.port, { target: login.target });
  const started = Date.now();
  await login.result;
  expect(Date.now() - started).toBeGreaterThan(1_800);
  expect(Date.now() - started).toBeLessThan(2_600);
  expect(await listens(login.port)).toBe(false);
});
