import { spawn } from "node:child_process";
import { browserEnvironment, type Command, type CommandFor, type Environment } from "./browser-command.js";

/**
 * How opening a browser went. `failed`: nothing could be run, or all of it ended with an error; `reasons` says so of each. `silent`:
 * something ran, or still runs, but no browser has come; it may yet.
 */
export type BrowserOpening =
  | { readonly type: "opened" }
  | { readonly type: "silent" }
  | { readonly type: "failed"; readonly reasons: readonly string[] };

/** Until when a browser is waited for. */
export interface BrowserWait {
  /** Resolves when the browser has asked for the address: the only sure sign that there is one. */
  readonly opened: Promise<void>;
  /** Milliseconds that it has for that. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a browser is opened with. */
export interface OpenBrowserOptions extends BrowserWait {
  /** The address to open; http or https. Everybody on the machine can read it while a command runs. */
  readonly url: string;
  /** Tried in order until one does not fail. */
  readonly commands: readonly CommandFor[];
  readonly environment: Environment;
}

/**
 * Opens an address in the person's browser, and waits until the browser has come for it. What was started is never ended by us: it may
 * be the person's browser, with all of their windows.
 */
export async function openBrowser(options: OpenBrowserOptions): Promise<BrowserOpening> {
  const { url, commands, environment } = options;
  if (!/^https?:\/\//.test(url))
    throw new TypeError("Only http and https addresses are opened in a browser.");
  const reasons: string[] = [];
  for (const commandFor of commands) {
    const command = commandFor(url);
    const opening = await awaitBrowser(failure(command, environment), options);
    if (opening.type !== "failed") return opening;
    reasons.push(...opening.reasons.map((reason) => `${command[0]}: ${reason}`));
  }
  return { type: "failed", reasons };
}

/** Waits for the browser, or the news that it will not come, or the end of patience or of the login. */
export async function awaitBrowser(
  failed: Promise<string>,
  { opened, timeoutMs, signal }: BrowserWait,
): Promise<BrowserOpening> {
  let giveUp: () => void = () => undefined;
  const silent = new Promise<BrowserOpening>((resolve) => {
    giveUp = () => {
      resolve({ type: "silent" });
    };
  });
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener("abort", giveUp);
  try {
    return await Promise.race([
      opened.then((): BrowserOpening => ({ type: "opened" })),
      failed.then((reason): BrowserOpening => ({ type: "failed", reasons: [reason] })),
      silent,
    ]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

// Resolves with the reason when the command fails, and never when it does not: most browsers run on, and some commands end at once.
async function failure([program, ...args]: Command, environment: Environment): Promise<string> {
  return await new Promise<string>((resolve) => {
    const failed = ({ code, name }: NodeJS.ErrnoException): void => {
      resolve(code ?? name);
    };
    try {
      // Detached, or Ctrl-C in this terminal would close a browser that we started; unref'ed, or this program would wait for its end.
      // A shell would interpret the address.
      const child = spawn(program, args, {
        detached: true,
        env: browserEnvironment(environment),
        shell: false,
        stdio: "ignore",
        windowsHide: true,
      });
      child.on("error", failed);
      child.on("exit", (code, killedBy) => {
        if (code !== 0) resolve(code === null ? (killedBy ?? "killed") : `exit code ${code}`);
      });
      child.unref();
    } catch (error) {
      failed(error as NodeJS.ErrnoException);
    }
  });
}
