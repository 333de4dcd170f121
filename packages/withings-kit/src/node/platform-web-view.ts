import type { WebView } from "../web-view/contract.js";

/** Node's usual web view for a redirect URI. Takes the place of `web-view/no-platform.ts`. */
export const platformWebView: (redirectUri: string) => WebView = () => {
  throw new Error("not built yet");
};
