import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** A browser that runs. */
export interface BrowserProcess {
  /** Where commands are written. */
  readonly input: Writable;
  /** Where answers and events are read. */
  readonly output: Readable;
  readonly exited: Promise<BrowserExit>;
  /** The end of what it wrote to standard error before it exited. */
  readonly lastWords: () => Promise<string>;
}

/** How a browser ended. */
export interface BrowserExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A browser that is being started. */
export interface StartingBrowser {
  /** @throws the operating system's error when it cannot be executed */
  readonly started: Promise<BrowserProcess>;
  /** Ends it and everything that it started, before the next line runs. */
  readonly kill: () => void;
  /** Ends it likewise. Resolves when it is gone, and its windows with it. */
  readonly end: () => Promise<void>;
}

const lastWordsLength = 8_000;
/** What was written is read soon after the exit; its end is not, while something that the browser started lives on. */
const lastWordsMs = 200;
/** A killed process is gone at once, except where the operating system itself is stuck in it. */
const goneMs = 2_000;

/**
 * Starts a browser with a pipe on its file descriptors 3 and 4.
 *
 * On Windows the two reach it in the way that C programs inherit file descriptors, which Node's `spawn` offers and Chromium reads.
 * (Known from others who do the same; the tests here run on Linux.)
 */
export function startBrowser({
  path,
  args,
  environment,
}: {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}): StartingBrowser {
  const isWindows = process.platform === "win32";
  const child = spawn(path, args, {
    env: environment,
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    // A process group of its own can be ended as a whole, and a Ctrl-C in the terminal does not reach it before it reaches us.
    detached: !isWindows,
  });
  let over = false;
  /** Its ID can be another program's by now. */
  let gone = false;
  const exited = new Promise<BrowserExit>((resolve) => {
    child.once("exit", (code, signal) => {
      over = true;
      resolve({ code, signal });
    });
  });

  // Killed and not asked to close: asked, it takes twice as long, and a page may object. The profile is thrown away anyway.
  const kill = (): void => {
    const { pid } = child;
    if (pid === undefined || gone) return;
    if (isWindows) {
      if (!over)
        spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
      return;
    }
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nothing is left of the group.
    }
  };

  const streams = async (): Promise<BrowserProcess> => {
    await once(child, "spawn");
    const [, , words, input, output] = child.stdio as unknown as [null, null, Readable, Writable, Readable];
    let text = "";
    words.setEncoding("utf8");
    words.on("data", (more: string) => {
      text = (text + more).slice(-lastWordsLength);
    });
    const read = once(words, "close");
    return {
      input,
      output,
      exited,
      lastWords: async () => {
        await Promise.race([read, delay(lastWordsMs, undefined, { ref: false })]);
        return text;
      },
    };
  };

  return {
    started: streams(),
    kill,
    end: async () => {
      kill();
      if (child.pid !== undefined) await Promise.race([exited, delay(goneMs, undefined, { ref: false })]);
      gone = true;
      // Where the program has no file descriptors left, Node makes no streams at all.
      const { stdio } = child as Partial<typeof child>;
      for (const stream of stdio ?? []) stream?.destroy();
    },
  };
}
