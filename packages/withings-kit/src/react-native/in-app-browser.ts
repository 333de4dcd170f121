import { WithingsAuthorizationError } from "../errors.js";
import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import { checkDeepLink, returnLink } from "../web-view/deep-link.js";
import { linkLogin } from "../web-view/link-login.js";
import { checkRegistered, hearLinks, type PhoneLinking } from "../web-view/phone-links.js";
import { checkRandomSource } from "../web-view/random-source.js";

/** What is needed of `InAppBrowser` of `react-native-inappbrowser-reborn`. */
export interface ReactNativeInAppBrowser {
  isAvailable(): Promise<boolean>;
  openAuth(
    url: string,
    redirectUrl: string,
    options?: { ephemeralWebSession?: boolean },
  ): Promise<{ readonly type: string; readonly url?: string }>;
  closeAuth(): void;
}

/** What is needed of React Native's `Linking`. */
export interface ReactNativeLinking extends PhoneLinking {
  openURL(url: string): Promise<unknown>;
}

/** The options of {@link inAppBrowser}. */
export interface InAppBrowserOptions {
  /** `InAppBrowser` of `react-native-inappbrowser-reborn`. */
  readonly InAppBrowser: ReactNativeInAppBrowser;
  /** `Linking` of React Native. */
  readonly Linking: ReactNativeLinking;
  /**
   * `Platform` of React Native. With it, an app whose scheme Android does not know is told so before the login is shown; without it, such
   * a login ends as if the person had closed it.
   */
  readonly Platform?: { readonly OS: string } | undefined;
  /**
   * Whether iOS keeps the login apart from Safari, so that nobody is logged in there yet and the person is not asked whether the app may
   * use withings.com. @defaultValue `false`
   */
  readonly ephemeralWebSession?: boolean | undefined;
  /** How long a callback may arrive after the page has gone, in milliseconds. @defaultValue 500 */
  readonly graceMs?: number | undefined;
}

const failure = {
  what: "react-native-inappbrowser-reborn",
  next: "See that the phone has a browser and that no other login is open, and start it again",
};

/**
 * Shows the login in an authentication session on iOS and in a Custom Tab on Android; where the phone has neither, in its browser, of
 * which nobody hears when it is closed: then the login ends at its deadline.
 *
 * `open` throws {@link WithingsAuthorizationError} `browser_failed` when the page cannot be shown, and
 * {@link WithingsConfigurationError} for a scheme that does not lead to the app.
 *
 * @throws {@link WithingsConfigurationError} when the app has no `crypto.getRandomValues`.
 *
 * @example
 * ```ts
 * import "react-native-get-random-values";
 * import { Linking, Platform } from "react-native";
 * import { InAppBrowser } from "react-native-inappbrowser-reborn";
 *
 * const webView = inAppBrowser({ InAppBrowser, Linking, Platform });
 * ```
 * @see https://github.com/proyecto26/react-native-inappbrowser
 */
export function inAppBrowser(options: InAppBrowserOptions): WebView {
  checkRandomSource(
    'Install react-native-get-random-values and put import "react-native-get-random-values" at the beginning of index.js',
  );
  return { open: (request) => open(request, options) };
}

async function open(
  request: WebViewRequest,
  { InAppBrowser, Linking, Platform, ephemeralWebSession = false, graceMs }: InAppBrowserOptions,
): Promise<WebViewResult> {
  const { url, callbackUrlScheme } = request;
  checkDeepLink(request, { name: "inAppBrowser()", https: Platform?.OS === "android" });
  const link = returnLink(request);
  await checkRegistered(request, {
    Linking,
    Platform,
    next: `Add an intent-filter with android:scheme="${callbackUrlScheme}" to the activity in AndroidManifest.xml and build the app again`,
  });

  let isShown = false;
  return linkLogin(request, {
    failure,
    graceMs,
    listen: (login) => {
      hearLinks(Linking, login);
      login.atEnd(() => {
        if (isShown) InAppBrowser.closeAuth();
      });
    },
    launchLinks: async () => [await Linking.getInitialURL()],
    show: async (login) => {
      if (!(await InAppBrowser.isAvailable())) {
        await Linking.openURL(url);
        return;
      }
      isShown = true;
      const result = await InAppBrowser.openAuth(url, link, { ephemeralWebSession });
      isShown = false;
      if (result.type === "success" && result.url) login.onReturn(result.url);
      else if (isFailure(result)) login.onFailure(sessionFailed());
      else login.onGone();
    },
  });
}

// iOS tells whatever ended the session as a cancel; only what was not the person's has words beside it.
function isFailure(result: object): boolean {
  return "description" in result || "message" in result;
}

function sessionFailed(): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    "iOS ended the login by itself. Start it when the app is in the foreground; the device's log for ASWebAuthenticationSession says more.",
  );
}
