import { WithingsAuthorizationError } from "../errors.js";
import type { WebView, WebViewRequest } from "../web-view/contract.js";
import { checkDeepLink, returnLink } from "../web-view/deep-link.js";
import { type LinkLogin, linkLogin } from "../web-view/link-login.js";
import { checkRegistered, hearLinks, type PhoneLinking } from "../web-view/phone-links.js";
import { checkRandomSource } from "../web-view/random-source.js";
import { sessionFailure } from "./session-failure.js";

/** What is needed of `expo-web-browser`: pass the module. */
export interface ExpoWebBrowser {
  openAuthSessionAsync(
    url: string,
    redirectUrl?: string | null,
    options?: { preferEphemeralSession?: boolean; preferUniversalLinks?: boolean },
  ): Promise<{ readonly type: string; readonly url?: string; readonly error?: string | null }>;
  dismissAuthSession(): void;
}

/** What is needed of React Native's `Linking`, or of `expo-linking`. */
export type ExpoLinking = PhoneLinking;

/** The options of {@link expoWebView}. */
export interface ExpoWebViewOptions {
  /** The module `expo-web-browser`. */
  readonly WebBrowser: ExpoWebBrowser;
  /** `Linking` of React Native, or the module `expo-linking`. */
  readonly Linking: ExpoLinking;
  /**
   * `Platform` of React Native. With it, an app whose scheme Android does not know is told so before the login is shown; without it, such
   * a login ends as if the person had closed it.
   */
  readonly Platform?: { readonly OS: string } | undefined;
  /**
   * Whether iOS keeps the login apart from Safari, so that nobody is logged in there yet and the person is not asked whether the app may
   * use withings.com. @defaultValue `false`
   */
  readonly preferEphemeralSession?: boolean | undefined;
  /** How long a callback may arrive after the page has gone, in milliseconds. @defaultValue 500 */
  readonly graceMs?: number | undefined;
}

const failure = {
  what: "expo-web-browser",
  next: "See that the phone has a browser, that no other auth session is open, and that the login begins in the handler of a press",
};

/**
 * Shows the login as Expo does: in an authentication session on iOS, in a Custom Tab on Android. The callback URL scheme is that of
 * `scheme` in app.json; `https` works as a universal link or app link.
 *
 * `open` throws {@link WithingsAuthorizationError} `authorization_in_progress` when another session is open, `browser_failed` when the
 * page cannot be shown or iOS ends it for another reason than the person's, and {@link WithingsConfigurationError} for a scheme that does
 * not lead to the app.
 *
 * @throws {@link WithingsConfigurationError} when the app has no `crypto.getRandomValues`.
 *
 * @example
 * ```ts
 * import * as WebBrowser from "expo-web-browser";
 * import { Linking, Platform } from "react-native";
 *
 * const webView = expoWebView({ WebBrowser, Linking, Platform });
 * ```
 * @see https://docs.expo.dev/versions/latest/sdk/webbrowser/
 */
export function expoWebView(options: ExpoWebViewOptions): WebView {
  checkRandomSource(
    "Install expo-crypto and put this at the beginning of the app: globalThis.crypto ??= { getRandomValues } of expo-crypto",
  );
  return { open: (request) => open(request, options) };
}

async function open(
  request: WebViewRequest,
  { WebBrowser, Linking, Platform, preferEphemeralSession = false, graceMs }: ExpoWebViewOptions,
): ReturnType<WebView["open"]> {
  const { url, callbackUrlScheme } = request;
  checkDeepLink(request, { name: "expoWebView()", https: true });
  const link = returnLink(request);
  await checkRegistered(request, {
    Linking,
    Platform,
    next: `Write "scheme": "${callbackUrlScheme}" into app.json and build the app again; in Expo Go no scheme of your own works`,
  });

  let isShown = false;
  return linkLogin(request, {
    failure,
    graceMs,
    listen: (login) => {
      hearLinks(Linking, login);
      login.atEnd(() => {
        if (isShown) WebBrowser.dismissAuthSession();
      });
    },
    launchLinks: async () => [await Linking.getInitialURL()],
    show: async (login) => {
      isShown = true;
      const result = await WebBrowser.openAuthSessionAsync(url, link, {
        preferEphemeralSession,
        preferUniversalLinks: callbackUrlScheme === "https",
      });
      isShown = false;
      onResult(result, login);
    },
  });
}

function onResult(
  { type, url, error }: Awaited<ReturnType<ExpoWebBrowser["openAuthSessionAsync"]>>,
  login: LinkLogin,
): void {
  if (type === "success" && url) login.onReturn(url);
  else if (type === "locked")
    login.onFailure(
      new WithingsAuthorizationError(
        "authorization_in_progress",
        "Expo shows another auth session. Await it, or end it with WebBrowser.dismissAuthSession(), and start the login again.",
      ),
    );
  // On Android the page stays when the session could not wait for it; the link or the deadline ends the login.
  else if (type !== "opened") {
    const unforeseen = sessionFailure(error);
    if (unforeseen) login.onFailure(unforeseen);
    else login.onGone();
  }
}
