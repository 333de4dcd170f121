import { WithingsConfigurationError } from "../../errors.js";
import type { WebView, WebViewRequest, WebViewResult } from "../../web-view/contract.js";
import type { Environment, Machine } from "../browser-command.js";
import { atProcessEnd } from "./at-process-end.js";
import { browserArguments } from "./browser-arguments.js";
import { environmentFor, profileParent } from "./browser-place.js";
import { startBrowser, type StartingBrowser } from "./browser-process.js";
import { interruption, noBrowser, noDisplay, noProfile, notExecutable } from "./failures.js";
import { type Browser, browserAt, findBrowser } from "./find-browser.js";
import { createProfile, type Profile, sweepProfiles } from "./profile.js";
import { showLogin } from "./show-login.js";

/** The options of {@link appWindow}. */
export interface AppWindowOptions {
  /**
   * The browser to be used: the path of Chrome, Chromium, Edge or another browser that is built from Chromium.
   *
   * @defaultValue the first of Chrome, Chromium, Edge and Brave that is found in its usual place
   */
  readonly executablePath?: string | undefined;
  /** The window's width in pixels. @defaultValue 480 */
  readonly width?: number | undefined;
  /** The window's height in pixels. @defaultValue 760 */
  readonly height?: number | undefined;
  /**
   * Whether the browser keeps web pages from the rest of the machine. As root Chromium does not start with it.
   *
   * @defaultValue `true`. Pass `false` only in a container that holds nothing else: whatever gets the better of the page's process has
   * then what the program's user has.
   */
  readonly sandbox?: boolean | undefined;
  /** Shows no window at all, so that nobody can log in: for tests in which a program fills in the pages. @defaultValue `false` */
  readonly headless?: boolean | undefined;
  /** Arguments for the browser beyond those that it gets anyway, such as `--lang=fr` or `--proxy-server=...`. */
  readonly extraArguments?: readonly string[] | undefined;
  /** How long the browser may take to open the window, in milliseconds. @defaultValue 30,000 */
  readonly startTimeoutMs?: number | undefined;
  /**
   * The environment variables to go by. The browser gets those of them that a desktop program needs, no others.
   *
   * @defaultValue `process.env`
   */
  readonly environment?: Environment | undefined;
  /** The operating system in whose usual places a browser is looked for. @defaultValue `process.platform` */
  readonly platform?: NodeJS.Platform | undefined;
}

/**
 * Shows the login in a window of its own, which closes by itself as soon as Withings sends the browser to the redirect URI. That address
 * is never loaded: it can have the scheme of a program, be an https page that does not exist, or a port on which nobody listens.
 *
 * The window belongs to Chrome, Chromium, Edge or Brave, whichever is installed, with a profile that is made for it and removed with it:
 * nobody is logged in there yet, and nothing of the login is left on the machine. Windows that the login page opens are watched like the
 * first one.
 *
 * `open` throws {@link WithingsAuthorizationError} with `browser_not_found` where there is no such browser, with `browser_failed` where it
 * cannot show a window or ends by itself, and with `authorization_aborted` when a signal such as Ctrl-C reaches the process; and the
 * abort signal's reason when it aborts.
 *
 * Tested with Chromium on Linux. The places and ways of macOS, of Windows and of Ubuntu's snap follow their documentation.
 *
 * @example
 * ```ts
 * const credentials = await WithingsConnector.authorize({
 *   ...options,
 *   redirectUri: "example://withings/auth",
 *   callbackUrlScheme: "example",
 *   webView: appWindow({ width: 560 }),
 * });
 * ```
 */
export function appWindow(options: AppWindowOptions = {}): WebView {
  return { open: (request) => open(request, options) };
}

async function open(request: WebViewRequest, options: AppWindowOptions): Promise<WebViewResult> {
  const { signal } = request;
  const machine: Machine = {
    environment: options.environment ?? process.env,
    platform: options.platform ?? process.platform,
  };
  signal.throwIfAborted();
  checkUrl(request.url);
  const browser = await browserFor(options, machine);
  checkDisplay(options, machine);
  signal.throwIfAborted();

  const parent = profileParent(browser, machine);
  const profile = profileIn(parent);
  let starting: StartingBrowser | undefined;
  let interrupt: (reason: Error) => void = () => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = reject;
  });
  const forget = atProcessEnd((signal) => {
    starting?.kill();
    profile.removeNow();
    if (signal !== undefined) interrupt(interruption(signal));
  });
  try {
    starting = browserIn(profile, { browser, options, machine });
    const login = logIn(starting, request, options);
    sweepProfiles(parent).catch(() => {
      // Left for the next time: the login does not depend on it.
    });
    return await Promise.race([login, interrupted]);
  } finally {
    // The window is gone when this returns. The profile goes next, or at the latest when the process ends.
    await starting?.end();
    profile.remove().then(forget, () => {
      // Tried once more when the process ends.
    });
  }
}

async function logIn(
  starting: StartingBrowser,
  request: WebViewRequest,
  { startTimeoutMs = 30_000 }: AppWindowOptions,
): Promise<WebViewResult> {
  const browser = await starting.started.catch((error: unknown) => {
    throw notExecutable(error);
  });
  return await showLogin({ browser, request, startTimeoutMs });
}

async function browserFor({ executablePath }: AppWindowOptions, machine: Machine): Promise<Browser> {
  const browser = executablePath === undefined ? await findBrowser(machine) : await browserAt(executablePath);
  if (browser === undefined) throw noBrowser(machine.platform);
  return browser;
}

function browserIn(
  { folder }: Profile,
  {
    browser: { path },
    options,
    machine,
  }: { readonly browser: Browser; readonly options: AppWindowOptions; readonly machine: Machine },
): StartingBrowser {
  try {
    return startBrowser({
      path,
      args: browserArguments(folder, options),
      environment: environmentFor(folder, machine),
    });
  } catch (error) {
    // Some reasons are told at once, and others, for which see `started`, a moment later.
    throw notExecutable(error);
  }
}

function profileIn(parent: string): Profile {
  try {
    return createProfile(parent);
  } catch (error) {
    throw noProfile(error);
  }
}

function checkUrl(url: string): void {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "The login page's address is not an http or https URL, and no other is opened in a window. Correct the option cloud.",
      { option: "cloud" },
    );
}

function checkDisplay({ headless = false }: AppWindowOptions, { environment, platform }: Machine): void {
  if (headless || platform === "darwin" || platform === "win32") return;
  if (!environment["DISPLAY"] && !environment["WAYLAND_DISPLAY"]) throw noDisplay();
}
