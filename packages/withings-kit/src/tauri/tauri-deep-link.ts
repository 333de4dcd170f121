import type { WebView, WebViewRequest, WebViewResult } from "../web-view/contract.js";
import { checkDeepLink, schemeNotRegistered } from "../web-view/deep-link.js";
import { linkLogin } from "../web-view/link-login.js";

/** The options of {@link tauriDeepLink}. */
export interface TauriDeepLinkOptions {
  /** Of `@tauri-apps/plugin-opener`. */
  readonly openUrl: (url: string) => Promise<void>;
  /** Of `@tauri-apps/plugin-deep-link`. */
  readonly onOpenUrl: (handler: (urls: string[]) => void) => Promise<() => void>;
  /** Of `@tauri-apps/plugin-deep-link`. */
  readonly getCurrent: () => Promise<string[] | null>;
  /**
   * Of `@tauri-apps/plugin-deep-link`. With it, a program whose scheme the system does not know is told so before the login is shown;
   * systems that cannot say are taken at their configuration's word.
   */
  readonly isRegistered?: ((protocol: string) => Promise<boolean>) | undefined;
  /** Of `@tauri-apps/plugin-deep-link`. With it, the scheme is registered where it is not; Windows and Linux alone can do that. */
  readonly register?: ((protocol: string) => Promise<unknown>) | undefined;
}

const failure = {
  what: "The system's browser",
  next: "See that the plugins opener and deep-link are initialised in Rust and allowed in the capabilities (opener:default, deep-link:default)",
};

/**
 * Shows the login in the person's own browser and waits for the link that leads back to the program. Nobody hears when the person closes
 * that page: then the login ends at its deadline, so offer a way to give it up and pass `signal`.
 *
 * The scheme stands in tauri.conf.json. Windows and Linux start the program a second time to hand over a link, so there the plugin
 * single-instance must be initialised too, with its feature `deep-link`.
 *
 * `open` throws {@link WithingsConfigurationError} when links of the scheme cannot lead to the program, and
 * {@link WithingsAuthorizationError} `browser_failed` when a plugin fails.
 *
 * @example
 * ```ts
 * import { getCurrent, isRegistered, onOpenUrl, register } from "@tauri-apps/plugin-deep-link";
 * import { openUrl } from "@tauri-apps/plugin-opener";
 *
 * const webView = tauriDeepLink({ openUrl, onOpenUrl, getCurrent, isRegistered, register });
 * ```
 * @see https://v2.tauri.app/plugin/deep-linking/
 */
export function tauriDeepLink(options: TauriDeepLinkOptions): WebView {
  return { open: (request) => open(request, options) };
}

async function open(
  request: WebViewRequest,
  { openUrl, onOpenUrl, getCurrent, isRegistered, register }: TauriDeepLinkOptions,
): Promise<WebViewResult> {
  const { url, callbackUrlScheme: scheme } = request;
  checkDeepLink(request, { name: "tauriDeepLink()", https: true });
  const isKnown = async (): Promise<boolean> => (await isRegistered?.(scheme).catch(() => true)) ?? true;
  return linkLogin(request, {
    failure,
    listen: async (login) => {
      if (scheme !== "https" && !(await isKnown())) {
        // What it says does not matter: whether it is known then does.
        await register?.(scheme).catch(() => undefined);
        if (!register || !(await isKnown()))
          throw schemeNotRegistered(
            scheme,
            "Name it in tauri.conf.json under plugins.deep-link and install the program; on Windows and Linux, pass register as well",
          );
      }
      login.atEnd(
        await onOpenUrl((links) => {
          for (const link of links) login.onLink(link);
        }),
      );
    },
    launchLinks: async () => (await getCurrent()) ?? [],
    show: () => openUrl(url),
  });
}
