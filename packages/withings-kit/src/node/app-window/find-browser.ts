import { constants } from "node:fs";
import { access, readFile, realpath, stat } from "node:fs/promises";
import { posix, win32 } from "node:path";
import type { Environment, Machine } from "../browser-command.js";

/** The browser that shows the window. */
export interface Browser {
  readonly path: string;
  /** Ubuntu's Chromium is a snap: confined, it sees its own folders only. */
  readonly isSnap: boolean;
}

// Chrome before Chromium, because on Ubuntu Chromium is a snap, and an unconfined browser is the surer one.
const commands = [
  "google-chrome",
  "google-chrome-stable",
  "chromium",
  "chromium-browser",
  "microsoft-edge",
  "microsoft-edge-stable",
  "brave-browser",
];
const macApplications = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"];
const windowsPrograms = [
  ["Google", "Chrome", "Application", "chrome.exe"],
  ["Chromium", "Application", "chrome.exe"],
  ["Microsoft", "Edge", "Application", "msedge.exe"],
  ["BraveSoftware", "Brave-Browser", "Application", "brave.exe"],
];

/** Finds Chrome, Chromium, Edge or Brave. */
export async function findBrowser(machine: Machine): Promise<Browser | undefined> {
  for (const path of places(machine)) if (await isExecutable(path)) return await browserAt(path);
  return undefined;
}

/** What kind of browser is at a path. */
export async function browserAt(path: string): Promise<Browser> {
  return { path, isSnap: await isSnap(path) };
}

/** Where a browser can be, the one to be preferred first. */
function places({ environment, platform }: Machine): string[] {
  switch (platform) {
    case "darwin": {
      const roots = ["/Applications", posix.join(environment["HOME"] ?? "/", "Applications")];
      return macApplications.flatMap((name) =>
        roots.map((root) => posix.join(root, `${name}.app`, "Contents", "MacOS", name)),
      );
    }
    case "win32": {
      const roots = ["PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
        .map((name) => windowsVariable(environment, name))
        .filter((root) => root !== undefined);
      return windowsPrograms.flatMap((parts) => roots.map((root) => win32.join(root, ...parts)));
    }
    default: {
      const folders = (environment["PATH"] ?? "").split(":").filter((folder) => posix.isAbsolute(folder));
      return commands.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
    }
  }
}

// Names of variables have no case on Windows, but a copy of process.env has lost that.
function windowsVariable(environment: Environment, name: string): string | undefined {
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function isSnap(path: string): Promise<boolean> {
  try {
    if ([path, await realpath(path)].some((known) => /^\/snap\/|\/bin\/snap$/.test(known))) return true;
    // Ubuntu's /usr/bin/chromium-browser is a script that starts the snap.
    return (await stat(path)).size < 10_000 && (await readFile(path, "latin1")).includes("/snap/bin/");
  } catch {
    // Whether it can be started at all is told when it is.
    return false;
  }
}
