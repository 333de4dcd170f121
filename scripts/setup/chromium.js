import { join } from "node:path";
import {
  aptInstall,
  canUseApt,
  findProgram,
  firstExecutable,
  root,
  say,
  SetupError,
  succeeds,
} from "./command.js";
import { pinnedNode } from "./dependencies.js";

/**
 * The Chromium that the tests drive: found, or installed.
 *
 * @returns {Promise<string>} its path
 */
export async function ensureChromium() {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen !== undefined && chosen !== "") {
    if (firstExecutable([chosen]) !== undefined) return chosen;
    throw new SetupError(
      `CHROMIUM_PATH is ${chosen}, which cannot be executed. Correct it, or unset it to have one found.`,
    );
  }
  const found = findChromium() ?? (await playwrightChromium());
  if (found !== undefined) return found;

  say(
    "downloading Chromium with playwright, because the browser tests need one and none was found on this machine",
  );
  const cli = join(root, "node_modules/playwright-core/cli.js");
  const download = { args: [cli, "install", "--no-shell", "chromium"], timeoutMs: 240_000, terminal: false };
  await succeeds(pinnedNode, download);
  const downloaded = await playwrightChromium();
  if (downloaded !== undefined) return downloaded;

  if (canUseApt) {
    say(
      "installing the package chromium with apt-get, because playwright's Chromium could not be downloaded or does not start here",
    );
    await aptInstall("chromium");
    const installed = findChromium();
    if (installed !== undefined && (await starts(installed))) return installed;
  }
  throw new SetupError(
    "The browser tests need a Chromium, and none was found or could be installed." +
      " Install Chromium, Chrome or Edge, or set CHROMIUM_PATH to where one is. Then run npm test again.",
  );
}

/** The Chromium, Chrome or Edge that is installed where they usually are. */
function findChromium() {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge-stable",
  ];
  return findProgram(names) ?? firstExecutable(usualPaths());
}

function usualPaths() {
  const {
    HOME = "",
    LOCALAPPDATA = "",
    PROGRAMFILES = "",
    "PROGRAMFILES(X86)": programFilesX86 = "",
  } = process.env;
  switch (process.platform) {
    case "darwin":
      return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
        ["/", HOME].map((base) => join(base, "Applications", `${name}.app`, "Contents/MacOS", name)),
      );
    case "win32":
      return [
        "Google/Chrome/Application/chrome.exe",
        "Chromium/Application/chrome.exe",
        "Microsoft/Edge/Application/msedge.exe",
      ].flatMap((path) => [PROGRAMFILES, programFilesX86, LOCALAPPDATA].map((base) => join(base, path)));
    default:
      return ["/usr/lib/chromium/chromium", "/opt/google/chrome/chrome", "/snap/bin/chromium"];
  }
}

/** The Chromium that playwright downloaded, if it starts: one that lacks libraries of the system does not. */
async function playwrightChromium() {
  // Not at the top: it is not installed before the dependencies are.
  const { chromium } = await import("playwright-core");
  const path = firstExecutable([chromium.executablePath()]);
  return path !== undefined && (await starts(path)) ? path : undefined;
}

/** @param {string} path */
function starts(path) {
  return succeeds(path, { args: ["--version"], terminal: false, timeoutMs: 30_000 });
}
