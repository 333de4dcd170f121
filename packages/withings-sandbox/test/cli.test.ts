import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { createSandbox, defaultBehaviour } from "withings-sandbox";
import { expect, onTestFinished, test } from "vitest";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

interface Run {
  /** Resolves with the output once it matches. */
  until(pattern: RegExp): Promise<string>;
  stop(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const waiting: (() => void)[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const check of waiting) check();
  });
  return {
    until: (pattern) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (pattern.test(stdout)) resolve(stdout);
        };
        waiting.push(check);
        check();
      }),
    stop: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.on("close", (code, signal) => {
        resolve({ code, signal, stdout, stderr });
      });
    }),
  };
}

test("the command starts a cloud, prints what is needed to use it, and ends cleanly on Ctrl-C and SIGTERM", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const command = run(
      "--port",
      "0",
      "--seed",
      "5",
      "--fork-policy",
      "strict",
      "--rate-limit-per-minute",
      "off",
      "--content-type",
      "123",
    );
    const output = await command.until(/Ctrl-C ends it/);
    const url = /apiUrl: "([^"]+)"/.exec(output)?.[1] ?? "";
    const state = (await (await fetch(`${url}/_sandbox`)).json()) as {
      application: { clientID: string; clientSecret: string; redirectUris: string[] };
      logins: { email: string; password: string }[];
      options: Record<string, unknown>;
    };
    const { clientID, clientSecret, redirectUris } = state.application;
    for (const shown of [clientID, clientSecret, ...redirectUris]) expect(output).toContain(shown);
    for (const { email, password } of state.logins) expect(output).toContain(`${email}  ${password}`);
    expect(output).toContain(`    ${url}/oauth2_user/authorize2\n`);
    expect(output).toContain(`    ${url}/v2/oauth2\n`);
    expect(output).toMatch(/the demo person, who has no login.*\n {4}Demo User \(1000\)\n/);
    // One host name, and nothing that a narrow terminal breaks.
    expect(new URL(url).hostname).toBe("localhost");
    expect(output).not.toContain("127.0.0.1");
    expect(Math.max(...output.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const secret of [clientID, clientSecret]) expect(output).toContain(`\n    ${secret}\n`);
    expect(state.options).toMatchObject({
      forkPolicy: "strict",
      rateLimitPerMinute: "off",
      contentType: "123",
    });
    // The same seed invents the same cloud, in another process too.
    const { application, people } = createSandbox({ seed: 5 });
    expect([state.application, state.logins]).toEqual([application, people.logins()]);
    command.stop(signal);
    expect(await command.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  }
});

test("whoever ends it as soon as it says where it listens ends it cleanly", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const command = run("--port", "0");
    await command.until(/listens on/);
    command.stop(signal);
    expect(await command.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  }
});

test("a taken port is one line, and exit code 1", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen({ host: "127.0.0.1", port: 0 }, resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  expect(await run("--port", String(port)).ended).toEqual({
    code: 1,
    signal: null,
    stdout: "",
    stderr: `withings-sandbox: Port ${port} cannot be used: another program listens on it. Stop that program, or choose another port.\n`,
  });
});

test("--help shows what each option is about, what it takes, its default, and an example", async () => {
  const { code, stdout } = await run("--help").ended;
  expect(code).toBe(0);
  const text = stdout.replace(/\s+/g, " ");
  expect(text).toContain(
    '--second-authorization <value> what a person\'s second authorization does to the tokens of the first: "coexists" or "replaces" (default: "coexists")',
  );
  for (const name of Object.keys(defaultBehaviour))
    expect(text).toContain(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <value>`);
  for (const shown of ["--port <number>", "8787", "--fork-policy", "both-live", "Example:", "/_sandbox"])
    expect(stdout).toContain(shown);
});

test("an option that makes no sense is told, and nothing is started", async () => {
  for (const args of [
    ["--port", "70000"],
    ["--fork-policy", "maybe"],
    ["--csrf-token", "1"],
    ["--content-type", ""],
    ["--content-type", "a\nb"],
    ["--nothing"],
  ]) {
    const { code, stdout, stderr } = await run(...args).ended;
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(args[0]);
    expect(stderr).not.toContain("    at ");
  }
});
