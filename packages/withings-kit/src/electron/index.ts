export type {
  ElectronApp,
  ElectronBrowserWindow,
  ElectronBrowserWindowClass,
  ElectronContents,
  ElectronNavigation,
  ElectronRedirect,
  ElectronSession,
  ElectronSessions,
  ElectronShell,
  ElectronWindowLook,
} from "./electron.js";
export {
  electronBrowser,
  type ElectronBrowserOptions,
  type ElectronProcess,
  linkAmong,
} from "./electron-browser.js";
export { electronWindow, type ElectronWindowOptions } from "./electron-window.js";
