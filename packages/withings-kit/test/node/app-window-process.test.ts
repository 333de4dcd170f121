import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WithingsConnector } from "withings-kit";
import { appWindow } from "withings-kit/node";
import { type Display, startDisplay } from "../support/display.js";
import { pretendWithings, type PretendWithings, userID, ways } from "../support/pretend-withings.js";
import {
  browserOptions,
  expectNothingLeft,
  processesWith,
  windowEnvironment,
} from "../support/test-window.js";

/** Longer than a browser takes on a busy machine. */
const patiently = { timeout: 10_000 };
const program = join(import.meta.dirname, "../support/window-program.ts");

let display: Display;
beforeAll(async () => {
  display = await startDisplay();
});
afterAll(async () => {
  await display.stop();
});

interface Running {
  readonly folder: string;
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** Resolves when it has ended: how, what it said, and the files that were left at that moment. */
  readonly ended: Promise<{ how: string | number | null; said: string; files: string[] }>;
}

/** Runs a program that opens the window. */
function run(withings: PretendWithings, mode: string): Running {
  const { folder, environment } = windowEnvironment(display);
  const child = spawn(process.execPath, [program], {
    env: { ...environment, MODE: mode, ORIGIN: withings.origin },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  const files = once(child, "exit").then(() => readdirSync(folder));
  const ended = once(child, "close").then(async ([code, signal]) => ({
    how: (signal ?? code) as string | number | null,
    said,
    files: await files,
  }));
  return { folder, child, ended };
}

async function shown(withings: PretendWithings): Promise<void> {
  await expect.poll(() => withings.requests, patiently).toContain("GET /oauth2_user/authorize2");
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends the program as ever, and leaves nothing",
  async (signal) => {
    const withings = await pretendWithings();
    const { child, ended, folder } = run(withings, "waits");
    await shown(withings);
    child.kill(signal);
    expect(await ended).toEqual({ how: signal, said: "", files: [] });
    await expectNothingLeft(folder);
  },
);

test("a program that listens for SIGINT itself goes on, and its login has ended", async () => {
  const withings = await pretendWithings();
  const { child, ended, folder } = run(withings, "listens");
  await shown(withings);
  child.kill("SIGINT");
  expect(await ended).toEqual({ how: 0, said: "heard SIGINT\nauthorization_aborted\n", files: [] });
  await expectNothingLeft(folder);
});

test.each([
  ["process.exit", "exits", 3],
  ["an exception that nobody caught", "throws", 1],
])("%s in the middle of a login leaves nothing", async (_name, mode, how) => {
  const withings = await pretendWithings();
  const { child, ended, folder } = run(withings, mode);
  await shown(withings);
  child.kill("SIGUSR2");
  expect(await ended).toEqual({ how, said: "", files: [] });
  await expectNothingLeft(folder);
});

test("a program that is done ends by itself, and one that exits right after the login leaves nothing", async () => {
  const withings = await pretendWithings();
  withings.answer = ways["a 302 at once"] ?? withings.answer;
  const done = run(withings, "waits");
  expect(await done.ended).toEqual({ how: 0, said: `${userID}\n`, files: [] });
  await expectNothingLeft(done.folder);
  const exiting = run(withings, "exits at once");
  expect(await exiting.ended).toEqual({ how: 4, said: `${userID}\n`, files: [] });
  await expectNothingLeft(exiting.folder);
});

test("a program that is killed takes its browser with it, and the next login sweeps up its profile and no other", async () => {
  const withings = await pretendWithings();
  const { child, ended, folder } = run(withings, "waits");
  await shown(withings);
  child.kill("SIGKILL");
  const { files } = await ended;
  expect(files).toEqual([expect.stringMatching(/^withings-window-\d+-/)]);
  await expect.poll(() => processesWith(folder), patiently).toEqual([]);

  const [left = ""] = files;
  const kept = [
    "my-withings-window-1-aaaaaa-x",
    // Another machine's or container's, where the process ID means another process.
    left.replace(/-[0-9a-f]{6}-/, "-000000-"),
    // A process that lives.
    left.replace(/-\d+-/, `-${process.pid}-`),
  ];
  for (const name of kept) mkdirSync(join(folder, name));
  withings.answer = ways["a 302 at once"] ?? withings.answer;
  await WithingsConnector.authorize({
    clientID: "client",
    clientSecret: "secret",
    scope: "user.metrics",
    cloud: withings.cloud,
    redirectUri: "example://withings/auth",
    callbackUrlScheme: "example",
    webView: appWindow({
      ...browserOptions(),
      environment: { ...process.env, DISPLAY: display.name, TMPDIR: folder },
    }),
  });
  await expect.poll(() => readdirSync(folder).sort(), patiently).toEqual([...kept].sort());
});
