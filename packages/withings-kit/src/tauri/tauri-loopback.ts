import { WithingsAuthorizationError, WithingsConfigurationError } from "../errors.js";
import { isLoopbackHost } from "../option.js";
import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import { linkLogin, type LinkLogin } from "../web-view/link-login.js";

/** The options of {@link tauriLoopback}. */
export interface TauriLoopbackOptions {
  /** Of `@tauri-apps/plugin-opener`. */
  readonly openUrl: (url: string) => Promise<void>;
  /** Of `@fabianlars/tauri-plugin-oauth`. */
  readonly start: (config: { ports?: number[]; response?: string }) => Promise<number>;
  /** Of `@fabianlars/tauri-plugin-oauth`. */
  readonly cancel: (port: number) => Promise<void>;
  /** Of `@fabianlars/tauri-plugin-oauth`. */
  readonly onUrl: (callback: (url: string) => void) => Promise<() => void>;
  /** The page at the end, as HTML with a `<head>`. It is shown before anybody knows how the login ended. */
  readonly response?: string | undefined;
}

const failure = {
  what: "The system's browser",
  next: "See that the plugins opener and oauth are initialised in Rust and allowed in the capabilities (opener:default, oauth:allow-start, oauth:allow-cancel)",
};

/** How often the port is opened again after a foreign address came there. */
const reopened = 50;
/** How often that is tried: the plugin tells of a call a moment before it closes the port. */
const triesAgain = 10;
const betweenTriesMs = 50;

const usualResponse =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Withings</title><meta name="viewport" content="width=device-width">' +
  "<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:20vh auto;padding:0 1.5rem;text-align:center}</style></head>" +
  "<body><h1>Back to the app</h1><p>You can close this window: the app goes on.</p></body></html>";

/**
 * Shows the login in the person's own browser and waits for its end on a port of this machine: the redirect URI's, such as
 * `http://localhost:8765/callback`, and never another. Nobody hears when the person closes that page: then the login ends at its deadline,
 * so offer a way to give it up and pass `signal`.
 *
 * Any program of the machine can call that port. What is not this login's callback is ignored, and the plugin, which closes the port after
 * the first call, is started again.
 *
 * `open` throws {@link WithingsConfigurationError} when the redirect URI is not loopback http with a port,
 * {@link WithingsAuthorizationError} `port_in_use` when the port cannot be opened, and `browser_failed` when a plugin fails.
 *
 * @example
 * ```ts
 * import { cancel, onUrl, start } from "@fabianlars/tauri-plugin-oauth";
 * import { openUrl } from "@tauri-apps/plugin-opener";
 *
 * const webView = tauriLoopback({ openUrl, start, cancel, onUrl });
 * ```
 * @see https://github.com/FabianLars/tauri-plugin-oauth
 */
export function tauriLoopback(options: TauriLoopbackOptions): WebView {
  return { open: (request) => open(request, options) };
}

async function open(
  request: WebViewRequest,
  { openUrl, start, cancel, onUrl, response = usualResponse }: TauriLoopbackOptions,
): Promise<WebViewResult> {
  const port = portOf(request);
  let left = reopened;
  let hasEnded = false;
  let isOpened = false;
  const openPort = async (login: LinkLogin, tries: number): Promise<void> => {
    try {
      await start({ ports: [port], response });
    } catch {
      if (tries <= 1) throw portInUse(port);
      await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
      if (!hasEnded) await openPort(login, tries - 1);
      return;
    }
    // Not before: the port may be another program's.
    if (!isOpened) login.atEnd(() => cancel(port));
    isOpened = true;
    // At the end, but too late to be told.
    if (hasEnded) await cancel(port).catch(() => undefined);
  };
  return linkLogin(request, {
    failure,
    listen: async (login) => {
      login.atEnd(() => {
        hasEnded = true;
      });
      const unlisten = await onUrl((address) => {
        login.onLink(address);
        if (hasEnded || !request.whyIgnored(address)) return;
        if (left-- > 0) openPort(login, triesAgain).catch(login.onFailure);
        else login.onFailure(flooded(port));
      });
      login.atEnd(unlisten);
      await openPort(login, 1);
    },
    show: () => openUrl(request.url),
  });
}

function portOf({ redirectUri, callbackUrlScheme }: WebViewRequest): number {
  const { hostname, port } = new URL(redirectUri);
  // The plugin listens at 127.0.0.1 alone.
  if (callbackUrlScheme === "http" && isLoopbackHost(hostname) && hostname !== "[::1]" && port)
    return Number(port);
  throw new WithingsConfigurationError(
    "configuration_invalid",
    "The option redirectUri cannot be used: tauriLoopback() waits at a port of this machine. Register one such as http://localhost:8765/callback at Withings and give that, with the callbackUrlScheme http.",
    { option: "redirectUri" },
  );
}

function portInUse(port: number): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "port_in_use",
    `Port ${port} of 127.0.0.1 cannot be opened, so the login could not end there: most likely another program uses it. End that program, ` +
      "or register another redirect URI at Withings and pass it; or use tauriDeepLink(), which needs no port.",
    { port },
  );
}

function flooded(port: number): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    `A program of this machine has called port ${port} more than ${reopened} times with what is not this login's callback. Find and end it, and start the login again.`,
  );
}
