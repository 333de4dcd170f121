export { appWindow, type AppWindowOptions } from "./app-window/app-window.js";
export { systemBrowser, type SystemBrowserOptions } from "./system-browser.js";
export type { Environment } from "./browser-command.js";
export type { PasteInput, PasteOutput } from "./paste-back.js";
