import type { PlatformWebView } from "./contract.js";

/** There is no usual web view on this platform. package.json's `imports` puts the platform's own module in the place of this one. */
export const platformWebView: PlatformWebView | undefined = undefined;
