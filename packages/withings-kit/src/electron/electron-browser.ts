import { WithingsConfigurationError } from "../errors.js";
import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import { checkDeepLink, schemeNotRegistered } from "../web-view/deep-link.js";
import { linkLogin } from "../web-view/link-login.js";
import type { ElectronApp, ElectronShell } from "./electron.js";

/** What is needed of Node's `process`. */
export interface ElectronProcess {
  readonly platform: string;
  readonly execPath: string;
  readonly argv: readonly string[];
}

/** The options of {@link electronBrowser}. */
export interface ElectronBrowserOptions {
  /** Electron's `app`. */
  readonly app: ElectronApp;
  /** Electron's `shell`. */
  readonly shell: ElectronShell;
  /**
   * Whether the system is asked to open the scheme's links with this program, and the login refused where it does not.
   * @defaultValue `true`
   */
  readonly register?: boolean | undefined;
  /** @defaultValue the program's own `process` */
  readonly process?: ElectronProcess | undefined;
}

const failure = {
  what: "The system's browser",
  next: "See that the system has a browser that opens https links, and start the login again",
};

/**
 * Shows the login in the person's own browser and waits for the link that leads back to the program. Nobody hears when the person closes
 * that page: then the login ends at its deadline, so offer a way to give it up and pass `signal`.
 *
 * Windows and Linux start the program a second time to hand over a link. So the program must take `app.requestSingleInstanceLock()` at its
 * beginning and quit where it does not get it. On macOS the scheme must stand in Info.plist, and works in the packaged app only.
 *
 * `open` throws {@link WithingsConfigurationError} when links of the scheme cannot lead to the program, and
 * {@link WithingsAuthorizationError} `browser_failed` when no browser can be opened.
 *
 * @example
 * ```ts
 * import { app, shell } from "electron";
 *
 * if (!app.requestSingleInstanceLock()) app.quit();
 * const webView = electronBrowser({ app, shell });
 * ```
 * @see https://www.electronjs.org/docs/latest/tutorial/launch-app-from-url-in-another-app
 */
export function electronBrowser(options: ElectronBrowserOptions): WebView {
  return { open: (request) => open(request, options) };
}

/**
 * The link of a scheme among a program's arguments: what Windows and Linux start it with to hand over a link. Its place among them is not
 * fixed, and Chromium adds some of its own.
 */
export function linkAmong(args: readonly string[], scheme: string): string | undefined {
  return args.find((argument) => argument.toLowerCase().startsWith(`${scheme}:`));
}

async function open(
  request: WebViewRequest,
  { app, shell, register = true, process = ownProcess() }: ElectronBrowserOptions,
): Promise<WebViewResult> {
  const { url, callbackUrlScheme: scheme } = request;
  checkDeepLink(request, { name: "electronBrowser()", https: false });
  if (process.platform !== "darwin" && !app.hasSingleInstanceLock())
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "The option webView cannot be used: Windows and Linux hand over a link by starting the program a second time. At its beginning, write: " +
        "if (!app.requestSingleInstanceLock()) app.quit();",
      { option: "webView" },
    );
  if (register && !isRegistered(scheme, { app, process }))
    throw schemeNotRegistered(
      scheme,
      "Name it in your packager's protocols (Info.plist on macOS, the desktop file on Linux) and try the packaged app; or use electronWindow(), which needs no registration",
    );
  return linkLogin(request, {
    failure,
    listen: (login) => {
      const onOpenUrl = (event: { preventDefault(): void }, link: string): void => {
        event.preventDefault();
        login.onLink(link);
      };
      const onSecondInstance = (_event: unknown, argv: readonly string[]): void => {
        const link = linkAmong(argv, scheme);
        if (link !== undefined) login.onLink(link);
      };
      app.on("open-url", onOpenUrl);
      app.on("second-instance", onSecondInstance);
      login.atEnd(() => {
        app.off("open-url", onOpenUrl);
        app.off("second-instance", onSecondInstance);
      });
    },
    launchLinks: () => Promise.resolve([linkAmong(process.argv, scheme)]),
    show: () => shell.openExternal(url),
  });
}

function isRegistered(
  scheme: string,
  { app, process: { platform, execPath } }: { readonly app: ElectronApp; readonly process: ElectronProcess },
): boolean {
  // In development the program is Electron itself, with the app as its argument. Only Windows can be told so.
  if (platform === "win32" && !app.isPackaged) {
    const args = [app.getAppPath()];
    return (
      app.isDefaultProtocolClient(scheme, execPath, args) ||
      app.setAsDefaultProtocolClient(scheme, execPath, args)
    );
  }
  return app.isDefaultProtocolClient(scheme) || app.setAsDefaultProtocolClient(scheme);
}

function ownProcess(): ElectronProcess {
  return (globalThis as unknown as { readonly process: ElectronProcess }).process;
}
