import { WithingsAuthorizationError } from "../../errors.js";
import type { BrowserExit } from "./browser-process.js";

interface Known {
  readonly words: RegExp;
  readonly what: string;
  readonly next: string;
  readonly option?: string;
}

// What Chromium writes to standard error before it gives up.
const known: readonly Known[] = [
  {
    words: /without --no-sandbox is not supported/,
    what: "it does not run as root with its sandbox, which keeps web pages from the rest of the machine",
    next: "Run the program as another user. Only in a container that holds nothing else, pass appWindow({ sandbox: false })",
    option: "sandbox",
  },
  {
    words: /No usable sandbox|setuid sandbox|SUID sandbox/i,
    what: "this system does not let it have its sandbox, which keeps web pages from the rest of the machine",
    next: "Install the browser from the system's own packages. Only in a container that holds nothing else, pass appWindow({ sandbox: false })",
    option: "sandbox",
  },
  {
    words: /Missing X server|cannot open display|Unable to open X display|Failed to connect to Wayland/i,
    what: "the display named by DISPLAY or WAYLAND_DISPLAY cannot be opened",
    next: "Run the program in a desktop session",
  },
  {
    words: /pipe file descriptors are not open/,
    what: "what was started does not hand the file descriptors 3 and 4 on to the browser",
    next: "Pass the browser itself as the option executablePath, not a program that starts it in a container",
    option: "executablePath",
  },
  {
    words: /ProcessSingleton|SingletonLock|Cannot create directory/i,
    what: "it cannot write into its profile folder",
    next: "See that the folder for temporary files (TMPDIR) is writable and that the browser is not confined, as a snap or a flatpak is",
  },
];

/** There is no browser to show a window. */
export function noBrowser(platform: NodeJS.Platform): WithingsAuthorizationError {
  const where = platform === "darwin" || platform === "win32" ? "in their usual places" : "on the PATH";
  return new WithingsAuthorizationError(
    "browser_not_found",
    `The login needs a window, and neither Chrome, Chromium, Edge nor Brave is ${where}. Install one of them, pass its path as appWindow({ executablePath }), or use a redirect URI on http://localhost, for which any browser is enough.`,
  );
}

/** What is to be started is not there, or cannot be started. */
export function notExecutable(error: unknown): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_not_found",
    "The browser for the login cannot be started: there is nothing at its path that can be executed. Correct the option executablePath, or leave it out to have a browser found.",
    { option: "executablePath", ...systemCode(error) },
  );
}

/** There is nothing on which a window could be shown. */
export function noDisplay(): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    "The login needs a window, and there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. Run the program in a desktop session, or use a redirect URI on http://localhost, for which a browser elsewhere is enough.",
  );
}

/** The profile's folder cannot be made. */
export function noProfile(error: unknown): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    "The window for the login could not be opened: no folder for its profile can be made. See that the folder for temporary files (TMPDIR) exists, is writable and has space.",
    systemCode(error),
  );
}

/** The browser ended before it showed anything. */
export function startFailure({ code, signal }: BrowserExit, lastWords: string): WithingsAuthorizationError {
  const { what, next, option } = known.find(({ words }) => words.test(lastWords)) ?? {
    what: `it ended at once (${signal ?? `exit code ${code ?? "unknown"}`})`,
    next: "Start it by hand to see why, or pass another one as the option executablePath",
  };
  return new WithingsAuthorizationError(
    "browser_failed",
    `The window for the login could not be opened: ${what}. ${next}.`,
    option === undefined ? {} : { option },
  );
}

/** The browser runs but shows nothing. */
export function tooSlow(startTimeoutMs: number): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    `The window for the login did not open within ${startTimeoutMs} ms. Try again, raise appWindow({ startTimeoutMs }), or pass another browser as executablePath.`,
  );
}

/** The browser does not do what it is asked to. */
export function notObeying(): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    "The window for the login had to be closed: the browser refused to tell where its pages go. Update it, or pass another one as appWindow({ executablePath }).",
  );
}

/** The browser ended while the person was logging in. */
export function crash({ code, signal }: BrowserExit): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    `The browser ended during the login (${signal ?? `exit code ${code ?? "unknown"}`}). Start the login again; if it stays so, update the browser or pass another one as appWindow({ executablePath }).`,
  );
}

/** The process got a signal to end. */
export function interruption(signal: NodeJS.Signals): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "authorization_aborted",
    `The login was given up because the program received ${signal}. Start it again when the person wants to log in.`,
  );
}

function systemCode(error: unknown): { systemCode?: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? { systemCode: code } : {};
}
