import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { WebView, WebViewResult } from "withings-kit";
import { appWindow, type AppWindowOptions } from "withings-kit/node";
import type { Display } from "./display.js";

/** An app window whose every trace on the machine can be found. */
export interface TestWindow {
  readonly webView: WebView;
  /** Where the profile is made. */
  readonly folder: string;
  /** When `open` settled, in milliseconds of `performance.now()`. */
  readonly goneAt: () => number;
  /** What `open` gave back. */
  readonly result: () => WebViewResult | undefined;
  /** The page in the window, as a person would use it. Only for windows that are `driven`. */
  readonly page: () => Promise<Page>;
  /** Loads the page again, also one whose process has crashed. Only for windows that are `driven`. */
  readonly reload: () => Promise<void>;
  /** The IDs of the processes that the window has. */
  readonly processes: () => number[];
}

/** The environment of the tests' browsers. The folder's name is short because Chromium puts a socket into it. */
export function windowEnvironment(display: Display): {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
} {
  const folder = mkdtempSync("/tmp/wk-");
  return { folder, environment: { ...process.env, DISPLAY: display.name, TMPDIR: folder } };
}

/** Options that every browser of the tests has: as root Chromium does not start with its sandbox. */
export function browserOptions(): AppWindowOptions {
  const { CHROMIUM_PATH: executablePath } = process.env;
  return { sandbox: false, executablePath: executablePath === "" ? undefined : executablePath };
}

/** How a test's window is to be. */
export interface TestWindowOptions extends Omit<AppWindowOptions, "environment"> {
  /** Whether the test uses the page as a person would. */
  readonly driven?: boolean;
  /** Variables that the environment has besides those of the tests. */
  readonly variables?: NodeJS.ProcessEnv;
}

/** Makes an app window. When the test is over, fails it if anything of the window is left. */
export function testWindow(
  display: Display,
  { driven = false, variables = {}, ...options }: TestWindowOptions = {},
): TestWindow {
  const { folder, environment } = windowEnvironment(display);
  const inner = appWindow({
    ...browserOptions(),
    ...options,
    environment: { ...environment, ...variables },
    extraArguments: [
      // Nothing of the tests asks a name server.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
      ...(driven ? ["--remote-debugging-port=0"] : []),
      ...(options.extraArguments ?? []),
    ],
  });
  let goneAt = Number.NaN;
  let result: WebViewResult | undefined;
  let browser: Browser | undefined;
  const testIsOver = new AbortController();
  let opened: Promise<unknown> = Promise.resolve();
  onTestFinished(async () => {
    testIsOver.abort();
    await opened;
    await browser?.close();
    await expectNothingLeft(folder);
    rmSync(folder, { recursive: true });
  });
  return {
    webView: {
      open: async (request) => {
        const signal = AbortSignal.any([request.signal, testIsOver.signal]);
        const opening = inner.open({ ...request, signal });
        opened = opening.catch(() => undefined);
        try {
          result = await opening;
          return result;
        } finally {
          goneAt = performance.now();
        }
      },
    },
    folder,
    goneAt: () => goneAt,
    result: () => result,
    page: async () => {
      browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(folder)}`);
      const page = browser.contexts()[0]?.pages()[0];
      if (page === undefined) throw new Error("The window has no page.");
      page.setDefaultTimeout(10_000);
      return page;
    },
    reload: async () => {
      const answer = await fetch(`http://127.0.0.1:${await debuggingPort(folder)}/json/list`);
      const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
      const socket = new WebSocket(target?.webSocketDebuggerUrl ?? "");
      socket.onopen = () => {
        socket.send(JSON.stringify({ id: 1, method: "Page.reload" }));
      };
      await once(socket, "message");
      socket.close();
    },
    processes: () => processesWith(folder),
  };
}

/** Waits a moment for what was killed to be gone, and fails if there is still a process or a file. */
export async function expectNothingLeft(folder: string): Promise<void> {
  await expect
    .poll(() => ({ files: readdirSync(folder), processes: processesWith(folder) }), { timeout: 3_000 })
    .toEqual({ files: [], processes: [] });
}

/** The processes that have a text in their command line. */
export function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((id) => commandLine(id).includes(text))
    .map(Number);
}

/** What everybody on the machine can read of a process: its arguments. Empty when it is gone. */
export function commandLine(id: string | number): string {
  return readProc(`/proc/${id}/cmdline`);
}

/** The environment of a process. */
export function environmentOf(id: string | number): string {
  return readProc(`/proc/${id}/environ`);
}

/** The ports on which a process listens. */
export function listeningPorts(id: string | number): string[] {
  const sockets = new Set<string>();
  for (const file of listing(`/proc/${id}/fd`)) {
    try {
      sockets.add(/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${id}/fd/${file}`))?.[1] ?? "");
    } catch {
      // Closed meanwhile.
    }
  }
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , socket]) => state === "0A" && sockets.has(socket ?? ""))
    .map(([, local]) => local ?? "");
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

async function debuggingPort(folder: string): Promise<string> {
  const file = (): string => join(folder, readdirSync(folder)[0] ?? "", "DevToolsActivePort");
  await expect
    .poll(() => (existsSync(file()) ? readFileSync(file(), "utf8") : ""), { timeout: 10_000 })
    .toMatch(/^\d+\n/);
  return readFileSync(file(), "utf8").split("\n")[0] ?? "";
}
