import { isatty } from "node:tty";
import { WithingsConfigurationError } from "../errors.js";
import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import { type BrowserAbsence, browserAbsence, isSsh } from "./browser-absence.js";
import { type Environment, type Machine, readBrowser, usualCommands } from "./browser-command.js";
import { loginPrompt } from "./login-prompt.js";
import { type LoginRoutes, loginRoutes } from "./login-routes.js";
import { type LoopbackAddress, loopbackAddress } from "./loopback-address.js";
import { listenOnLoopback } from "./loopback-listener.js";
import { awaitBrowser, type BrowserOpening, type BrowserWait, openBrowser } from "./open-browser.js";
import { pasteBack, type PasteInput, type PasteOutput } from "./paste-back.js";

/** The options of {@link systemBrowser}. */
export interface SystemBrowserOptions {
  /**
   * `true` opens a browser whatever the environment says, `false` never does: the address is printed. A function opens it in its own
   * way; it gets a one-time address on this machine that leads on to Withings' login page and is safe to be seen in a process list.
   *
   * @defaultValue found out: not in CI, not over SSH or on Linux without a display, not where `BROWSER` is `none`
   */
  readonly openBrowser?: boolean | ((url: string) => Promise<void> | void) | undefined;
  /**
   * The browser's command, in the form of the environment variable `BROWSER`: alternatives separated as in `PATH`, `%s` for the address,
   * quotes around what holds together.
   *
   * @defaultValue the variable `BROWSER`, else what the system opens addresses with
   */
  readonly browser?: string | undefined;
  /** How long a browser may take to come up, in milliseconds, until the address is printed as well. @defaultValue 8,000 */
  readonly browserTimeoutMs?: number | undefined;
  /** Where a callback URL can be pasted while the address is printed. @defaultValue standard input, where it is a terminal */
  readonly input?: PasteInput | undefined;
  /** Where the address is printed. @defaultValue standard error */
  readonly output?: PasteOutput | undefined;
  /**
   * Takes a pasted authorization code without its state. Only for people who know where the code came from: without the state nothing
   * shows that it belongs to this login, and a code that somebody else sent connects the account of somebody else.
   *
   * @defaultValue false
   */
  readonly allowBareCode?: boolean | undefined;
  /** The environment variables to go by. The browser gets those of them that a desktop needs, no others. @defaultValue `process.env` */
  readonly environment?: Environment | undefined;
  /** The operating system to go by. @defaultValue `process.platform` */
  readonly platform?: NodeJS.Platform | undefined;
}

/** How long the result page may take to be fetched before the port is closed all the same. */
const resultTimeoutMs = 2_000;

/**
 * Shows the login in the person's own browser and waits for its end on a port of this machine. For loopback http redirect URIs only, such
 * as `http://localhost:8765/callback`; the port is the redirect URI's and never another.
 *
 * Where no browser can be opened or none comes up, it prints Withings' address, and takes the callback URL from the person as well, for
 * a browser on another machine.
 *
 * `open` throws {@link WithingsConfigurationError} when the redirect URI is not a loopback http address,
 * {@link WithingsAuthorizationError} `port_in_use` when the port cannot be opened, and the signal's reason when it aborts.
 *
 * @example
 * ```ts
 * const credentials = await WithingsConnector.authorize({ ...options, webView: systemBrowser({ browser: "firefox" }) });
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.3
 */
export function systemBrowser(options: SystemBrowserOptions = {}): WebView {
  return { open: (request) => open(request, options) };
}

async function open(request: WebViewRequest, options: SystemBrowserOptions): Promise<WebViewResult> {
  const address = loopbackAddress(request.redirectUri);
  checkAddresses(request);
  const { signal } = request;
  signal.throwIfAborted();

  // Ends everything that waits, on whichever way the login ends.
  const end = new AbortController();
  const ended = new Promise<void>((resolve) => {
    end.signal.addEventListener("abort", () => {
      resolve();
    });
  });
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const onAbort = (): void => {
    end.abort();
    fail(signal.reason);
  };

  const routes = loginRoutes(address, request);
  const listener = await listenOnLoopback(address, (incoming, response) => {
    routes.serve(incoming, response).catch(fail);
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    signal.throwIfAborted();
    signal.addEventListener("abort", onAbort);
    const pasted = guide({ request, options, address, routes, signal: end.signal });
    const url = await Promise.race([routes.settled, pasted.then((url) => url ?? routes.settled), failed]);
    timer = setTimeout(() => {
      end.abort();
    }, resultTimeoutMs);
    // The port stays open for the page and not longer: the next login may need it.
    if (routes.resultIsAwaited()) await Promise.race([routes.resultShown, ended]);
    return { type: "callback", url };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    end.abort();
    await listener.close();
  }
}

interface Guidance {
  readonly request: WebViewRequest;
  readonly options: SystemBrowserOptions;
  readonly address: LoopbackAddress;
  readonly routes: LoginRoutes;
  readonly signal: AbortSignal;
}

/** Gets the person to the login page. Resolves to the callback URL where the person pastes it, else to `undefined`. */
async function guide({ request, options, address, routes, signal }: Guidance): Promise<string | undefined> {
  const environment = options.environment ?? process.env;
  const machine: Machine = {
    environment: { ...environment, BROWSER: options.browser ?? environment["BROWSER"] },
    platform: options.platform ?? process.platform,
  };
  const wait: BrowserWait = {
    opened: routes.started,
    timeoutMs: options.browserTimeoutMs ?? 8_000,
    signal,
  };
  const why =
    absence(options.openBrowser, machine) ??
    (await opening({ url: routes.startUrl, openBrowser: options.openBrowser, machine, wait }));
  if (signal.aborted || (typeof why === "object" && why.type === "opened")) return undefined;

  const input = options.input ?? (isatty(0) ? process.stdin : undefined);
  const output = options.output ?? process.stderr;
  output.write(
    loginPrompt({
      loginUrl: new URL(request.url).href,
      redirectUri: request.redirectUri,
      address,
      why,
      remote: isSsh(environment),
      canPaste: input !== undefined,
      columns: output.columns,
    }),
  );
  if (input === undefined) return undefined;
  return await pasteBack({ request, input, output, allowBareCode: options.allowBareCode ?? false, signal });
}

function absence(
  openBrowser: SystemBrowserOptions["openBrowser"],
  machine: Machine,
): BrowserAbsence | undefined {
  if (openBrowser === undefined) return browserAbsence(machine);
  return openBrowser === false ? "asked" : undefined;
}

async function opening({
  url,
  openBrowser: own,
  machine: { environment, platform },
  wait,
}: {
  readonly url: string;
  readonly openBrowser: SystemBrowserOptions["openBrowser"];
  readonly machine: Machine;
  readonly wait: BrowserWait;
}): Promise<BrowserOpening> {
  if (typeof own === "function") {
    const failed = new Promise<string>((resolve) => {
      Promise.resolve(url)
        .then(own)
        .catch((error: unknown) => {
          resolve(`openBrowser: ${error instanceof Error ? error.name : "failed"}`);
        });
    });
    return await awaitBrowser(failed, wait);
  }
  const browser = environment["BROWSER"];
  const commands =
    browser === undefined || browser === "" || browser === "none"
      ? usualCommands({ environment, platform })
      : readBrowser(browser, platform);
  return await openBrowser({ url, commands, environment, ...wait });
}

function checkAddresses({ url, callbackUrlScheme }: WebViewRequest): void {
  if (callbackUrlScheme !== "http")
    throw new WithingsConfigurationError(
      "configuration_invalid",
      'The option callbackUrlScheme cannot be used: systemBrowser() gets the callback at the redirect URI itself. Pass "http".',
      { option: "callbackUrlScheme" },
    );
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "The login page's address is not an http or https URL, and no other is opened in a browser.",
      { option: "cloud" },
    );
}
