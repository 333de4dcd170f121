/** How the window is to be. */
export interface WindowOptions {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly sandbox?: boolean | undefined;
  readonly headless?: boolean | undefined;
  readonly extraArguments?: readonly string[] | undefined;
}

// The login page's address carries the state, and every user of the machine can read the arguments of a program. So the window starts
// with this and gets the address over the pipe. It must be a page: with about:blank Chromium opens a window with tabs.
const startPage = "data:text/html,<title>Withings</title><meta name=color-scheme content='light%20dark'>";

/** The arguments of a browser that is one window with one page and nothing else. */
export function browserArguments(
  profileFolder: string,
  { width = 480, height = 760, sandbox = true, headless = false, extraArguments = [] }: WindowOptions,
): string[] {
  return [
    `--user-data-dir=${profileFolder}`,
    // Not a port: to a port everybody on the machine could connect.
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-search-engine-choice-screen",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
    "--disable-breakpad",
    "--metrics-recording-only",
    // A new profile would have the keyring unlocked for it.
    "--password-store=basic",
    "--use-mock-keychain",
    `--window-size=${width},${height}`,
    ...(sandbox ? [] : ["--no-sandbox"]),
    ...(headless ? ["--headless"] : []),
    ...extraArguments,
    `--app=${startPage}`,
  ];
}
