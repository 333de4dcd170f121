import { isLoopbackHost } from "../option.js";
import type { PlatformWebView } from "../web-view/contract.js";

/** Node's usual web view for a redirect URI. Takes the place of `web-view/no-platform.ts`. */
export const platformWebView: PlatformWebView = async (redirectUri) => {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (url?.protocol === "http:" && isLoopbackHost(url.hostname)) {
    const { systemBrowser } = await import("./system-browser.js");
    return systemBrowser();
  }
  const { appWindow } = await import("./app-window/app-window.js");
  return appWindow();
};
