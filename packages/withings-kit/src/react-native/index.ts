export {
  inAppBrowser,
  type InAppBrowserOptions,
  type ReactNativeInAppBrowser,
  type ReactNativeLinking,
} from "./in-app-browser.js";
