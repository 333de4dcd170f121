export {
  type ExpoLinking,
  type ExpoWebBrowser,
  expoWebView,
  type ExpoWebViewOptions,
} from "./expo-web-view.js";
