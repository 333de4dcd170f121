export { tauriDeepLink, type TauriDeepLinkOptions } from "./tauri-deep-link.js";
export { tauriLoopback, type TauriLoopbackOptions } from "./tauri-loopback.js";
