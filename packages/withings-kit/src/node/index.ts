export type { NodeRequest } from "./node-request.js";
export {
  type NodeHandler,
  type NodeHandlerOptions,
  type NodeResponse,
  toNodeHandler,
} from "./to-node-handler.js";
export { appWindow, type AppWindowOptions } from "./app-window/app-window.js";
export { withingsAddressBlocks, type AddressBlocksOptions } from "./address-blocks.js";
export { environmentKey, type EnvironmentKeyOptions } from "./environment-key.js";
export { keyFile, type KeyFileOptions } from "./key-file.js";
export { type KeyringFallback, keyringKey, type KeyringKeyOptions } from "./keyring/keyring-key.js";
export type { Keyring, KeyringEntry, KeyringFailureReason } from "./keyring/keyring.js";
export { fileStore, type FileStoreOptions } from "./file-store/file-store.js";
export type { FileStoreWarning } from "./file-store/place-warnings.js";
export { systemBrowser, type SystemBrowserOptions } from "./system-browser.js";
export type { Environment } from "./browser-command.js";
export type { PasteInput, PasteOutput } from "./paste-back.js";
