import { WithingsConfigurationError } from "../errors.js";
import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import { checkDeepLink } from "../web-view/deep-link.js";
import { linkLogin } from "../web-view/link-login.js";

/** What takes a listener away again. */
export interface CapacitorListener {
  remove(): Promise<void>;
}

/** How the page looks: see `@capacitor/browser`. */
export interface CapacitorBrowserLook {
  readonly toolbarColor?: string;
  readonly presentationStyle?: "fullscreen" | "popover";
  readonly width?: number;
  readonly height?: number;
}

/** What is needed of `Browser` of `@capacitor/browser`. */
export interface CapacitorBrowser {
  open(options: { url: string } & CapacitorBrowserLook): Promise<void>;
  close(): Promise<void>;
  addListener(event: "browserFinished", listener: () => void): Promise<CapacitorListener>;
}

/** What is needed of `App` of `@capacitor/app`. */
export interface CapacitorApp {
  addListener(
    event: "appUrlOpen",
    listener: (event: { readonly url: string }) => void,
  ): Promise<CapacitorListener>;
  getLaunchUrl(): Promise<{ readonly url: string } | undefined>;
}

/** The options of {@link capacitorWebView}. */
export interface CapacitorWebViewOptions {
  /** `Browser` of `@capacitor/browser`. */
  readonly Browser: CapacitorBrowser;
  /** `App` of `@capacitor/app`. */
  readonly App: CapacitorApp;
  /** How the page looks. */
  readonly look?: CapacitorBrowserLook | undefined;
  /** How long a callback may arrive after the page has gone, in milliseconds. @defaultValue 500 */
  readonly graceMs?: number | undefined;
}

const failure = {
  what: "@capacitor/browser",
  next: "See that the plugins are installed (npx cap sync) and that the phone has a browser",
};

/**
 * Shows the login in an SFSafariViewController on iOS and in a Custom Tab on Android, and waits for the link that leads back to the app.
 *
 * On iOS that is no authentication session: where the person is logged in and has allowed everything before, Withings leads on without a
 * tap, and Safari may not follow a link of an app then. Where that happens, let a bridge page at the redirect URI show a link to tap.
 *
 * `open` throws {@link WithingsAuthorizationError} `browser_failed` when the page cannot be shown, and
 * {@link WithingsConfigurationError} for a scheme that does not lead to the app, and on the web, where `popup()` of withings-kit/browser
 * does this.
 *
 * @example
 * ```ts
 * import { App } from "@capacitor/app";
 * import { Browser } from "@capacitor/browser";
 *
 * const webView = capacitorWebView({ App, Browser });
 * ```
 * @see https://capacitorjs.com/docs/apis/browser and https://capacitorjs.com/docs/apis/app
 */
export function capacitorWebView(options: CapacitorWebViewOptions): WebView {
  return { open: (request) => open(request, options) };
}

async function open(
  request: WebViewRequest,
  { Browser, App, look, graceMs }: CapacitorWebViewOptions,
): Promise<WebViewResult> {
  checkDeepLink(request, { name: "capacitorWebView()", https: true });
  let isShown = false;
  return linkLogin(request, {
    failure,
    graceMs,
    listen: async (login) => {
      if ((await App.getLaunchUrl())?.url === "") throw onTheWeb();
      login.atEnd(() => (isShown ? Browser.close() : undefined));
      const links = await App.addListener("appUrlOpen", ({ url }) => {
        login.onLink(url);
      });
      login.atEnd(() => links.remove());
      const finished = await Browser.addListener("browserFinished", () => {
        isShown = false;
        login.onGone();
      });
      login.atEnd(() => finished.remove());
    },
    launchLinks: async () => [(await App.getLaunchUrl())?.url],
    show: async () => {
      isShown = true;
      await Browser.open({ ...look, url: request.url });
    },
  });
}

// There, @capacitor/app knows no links at all, and gives this in their place.
function onTheWeb(): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    "The option webView cannot be used: capacitorWebView() waits for a link to an app, and this is a web page. Use popup() of withings-kit/browser there.",
    { option: "webView" },
  );
}
