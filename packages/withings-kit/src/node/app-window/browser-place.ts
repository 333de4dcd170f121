import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { browserEnvironment, type Machine } from "../browser-command.js";
import type { Browser } from "./find-browser.js";

// Chromium puts a socket into its folder for temporary files. The address of a socket has at most 103 bytes on macOS, 107 on Linux.
const socketName = "/org.chromium.Chromium.XXXXXX/SingletonSocket";
const profileName = "/withings-window-1234567-abcdef-XXXXXX";
const longestParent = 103 - profileName.length - socketName.length;

/** The folder in which a browser's profiles are made. */
export function profileParent({ isSnap }: Browser, { environment, platform }: Machine): string {
  // A snap has a /tmp of its own and may not read hidden folders.
  if (isSnap) return join(environment["HOME"] ?? homedir(), "snap", "chromium", "common");
  if (platform === "win32")
    return (
      environment["TEMP"] ?? environment["TMP"] ?? join(environment["SystemRoot"] ?? "C:\\Windows", "Temp")
    );
  // An empty variable names no folder: resolved, it would be the one that the program runs in.
  const folder = resolve(environment["TMPDIR"] || "/tmp");
  return Buffer.byteLength(folder) <= longestParent ? folder : "/tmp";
}

const proxies = /^(?:http|https|ftp|all|no|auto)_proxy$/i;

/** The environment that the browser gets: what a desktop program needs, and the profile for everything that it leaves lying about. */
export function environmentFor(folder: string, { environment, platform }: Machine): Record<string, string> {
  const passed = browserEnvironment(environment);
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && proxies.test(name)) passed[name] = value;
  if (platform === "win32") Object.assign(passed, { TEMP: folder, TMP: folder });
  // A snap's folder can be too long for it, and the snap has a /tmp of its own.
  else if (Buffer.byteLength(folder + socketName) <= 103)
    Object.assign(passed, { TMPDIR: folder, MAC_CHROMIUM_TMPDIR: folder });
  return {
    ...passed,
    BREAKPAD_DUMP_LOCATION: join(folder, "Crashes"),
    // A Chromium that was built without Google's keys tells the person so in a bar across the page, except when it is told that this
    // is meant to be.
    GOOGLE_API_KEY: "no",
    GOOGLE_DEFAULT_CLIENT_ID: "no",
    GOOGLE_DEFAULT_CLIENT_SECRET: "no",
  };
}
