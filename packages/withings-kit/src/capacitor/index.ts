export {
  type CapacitorApp,
  type CapacitorBrowser,
  type CapacitorBrowserLook,
  type CapacitorListener,
  capacitorWebView,
  type CapacitorWebViewOptions,
} from "./capacitor-web-view.js";
