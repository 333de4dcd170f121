import { WithingsConfigurationError } from "../errors.js";
import type { WebView } from "./contract.js";

/**
 * The web view of a platform for which there is none built in. package.json's `imports` puts the platform's own in its place.
 *
 * @throws {@link WithingsConfigurationError} always, with `web_view_missing`.
 */
export const platformWebView: (redirectUri: string) => WebView = () => {
  throw new WithingsConfigurationError(
    "web_view_missing",
    "There is no built-in web view for this platform. Pass one as the option webView: an object with open(request).",
    { option: "webView" },
  );
};
