import { WithingsConfigurationError } from "../errors.js";
import { platformFailure } from "../web-view/platform-failure.js";
import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import type {
  ElectronBrowserWindow,
  ElectronBrowserWindowClass,
  ElectronSessions,
  ElectronWindowLook,
} from "./electron.js";
import { isOwnScheme, watchPartition } from "./watch-partition.js";

/** The options of {@link electronWindow}. */
export interface ElectronWindowOptions {
  /** Electron's `BrowserWindow`. */
  readonly BrowserWindow: ElectronBrowserWindowClass;
  /** Electron's `session`. */
  readonly session: ElectronSessions;
  /** How the window looks: Electron's own options, such as `parent`, `modal`, `width` and `title`. What keeps it safe stays. */
  readonly look?: ElectronWindowLook | undefined;
}

const failure = {
  what: "The window for the login",
  next: "Check the network and the option cloud, and start the login again",
};

let windows = 0;

/**
 * Shows the login in a window of its own, which closes as soon as Withings sends it to the redirect URI. That address is never loaded: it
 * can have a scheme of the program, which need not be registered, be an https page that does not exist, or a port on which nobody listens.
 *
 * The window's session is made for it, lives in memory and goes with it: nobody is logged in there yet, and nothing of the login is left.
 * Its pages get none of Electron's or Node's powers. Call it in the main process, when the app is ready.
 *
 * `open` throws {@link WithingsAuthorizationError} `browser_failed` when the page cannot be shown.
 *
 * Written by Electron's documentation and compiled against its types; Electron itself does not run in this project's tests.
 *
 * @example
 * ```ts
 * import { BrowserWindow, session } from "electron";
 *
 * const webView = electronWindow({ BrowserWindow, session });
 * ```
 * @see https://www.electronjs.org/docs/latest/api/web-contents#navigation-events
 */
export function electronWindow(options: ElectronWindowOptions): WebView {
  return { open: (request) => open(request, options) };
}

async function open(
  request: WebViewRequest,
  { BrowserWindow, session, look }: ElectronWindowOptions,
): Promise<WebViewResult> {
  const { url, callbackUrlScheme, signal } = request;
  if (!/^https?:\/\//i.test(url))
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "The login page's address is not an http or https URL, and no other is opened in a window. Correct the option cloud.",
      { option: "cloud" },
    );
  // Without "persist:" it is kept in memory.
  const partition = `withings-login-${++windows}`;
  const shared = session.fromPartition(partition);
  let onAbort = (): void => undefined;
  let window: ElectronBrowserWindow | undefined;
  let unwatch = (): void => undefined;
  let hasEnded = false;
  try {
    return await new Promise<WebViewResult>((resolve, reject) => {
      const told = new Set<string>();
      const end = (result: WebViewResult): void => {
        hasEnded = true;
        resolve(result);
      };
      /** Whether an address is where the login ends, so that it must not be loaded. */
      const onAddress = (address: string): boolean => {
        if (hasEnded) return true;
        const reason = request.whyIgnored(address);
        if (reason === undefined) {
          // The code is valid for seconds: its exchange begins while the window goes.
          void request.offer(address);
          end({ type: "callback", url: address });
          return true;
        }
        if (reason === "not_the_redirect_uri") return isOwnScheme(callbackUrlScheme, address);
        // For the caller to hear of it, once: an address is seen several times on its way.
        if (!told.has(address)) void request.offer(address);
        told.add(address);
        return isOwnScheme(callbackUrlScheme, address);
      };
      onAbort = () => {
        end({ type: "closed" });
      };
      signal.addEventListener("abort", onAbort);
      if (signal.aborted) {
        onAbort();
        return;
      }
      unwatch = watchPartition(shared, { scheme: callbackUrlScheme, onAddress });
      window = new BrowserWindow({
        width: 480,
        height: 760,
        autoHideMenuBar: true,
        title: "Withings",
        ...look,
        webPreferences: { partition, sandbox: true, contextIsolation: true, nodeIntegration: false },
      });
      watchWindow(window, onAddress);
      window.on("closed", () => {
        end({ type: "closed" });
      });
      window.loadURL(url).catch((error: unknown) => {
        // It is also what a page ends with that leads on to the callback at once, which was kept from loading.
        if (isAborted(error)) return;
        hasEnded = true;
        reject(platformFailure(error, failure));
      });
    });
  } catch (error) {
    throw platformFailure(error, failure);
  } finally {
    signal.removeEventListener("abort", onAbort);
    unwatch();
    if (window?.isDestroyed() === false) window.destroy();
    // It goes with the program at the latest.
    await shared.clearStorageData().catch(() => undefined);
  }
}

/** Looks at every address that a window's pages go to, and those of the windows that they open. */
function watchWindow({ webContents }: ElectronBrowserWindow, onAddress: (address: string) => boolean): void {
  const onNavigation = (details: {
    readonly url: string;
    readonly isMainFrame: boolean;
    preventDefault(): void;
  }): void => {
    if (details.isMainFrame && onAddress(details.url)) details.preventDefault();
  };
  webContents.on("will-redirect", onNavigation);
  webContents.on("will-navigate", onNavigation);
  // Where Electron has no word for a scheme, a redirect to it is told as a page that could not be loaded.
  webContents.on("did-fail-load", (_event, _code, _description, address, isMainFrame) => {
    if (isMainFrame) onAddress(address);
  });
  // Windows of the login page have its web preferences, and so its session.
  webContents.setWindowOpenHandler(() => ({ action: "allow" }));
  webContents.on("did-create-window", (child) => {
    watchWindow(child, onAddress);
  });
}

function isAborted(error: unknown): boolean {
  const { code, errno } = Object(error) as { readonly code?: unknown; readonly errno?: unknown };
  return code === "ERR_ABORTED" || errno === -3;
}
