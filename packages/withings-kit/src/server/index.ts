export type { CallbackRefusal, ServerEvent, TicketRefusal } from "./event.js";
export { withingsHandlers } from "./handlers.js";
export { type Links, storeLinks } from "./links.js";
export {
  memoryOneTimeStore,
  type MemoryOneTimeStoreOptions,
  type OneTimeEntry,
  type OneTimeStore,
} from "./one-time-store.js";
export type {
  AppsOptions,
  ConnectedUser,
  DataOptions,
  DisconnectedUser,
  WithingsHandlersOptions,
} from "./options.js";
export type { LoginOutcome } from "./outcome.js";
export type { SigningSecret } from "./signed-text.js";
export { webhook, type WebhookAddresses, type WebhookEvent, type WebhookOptions } from "./webhook/webhook.js";
export type { WebhookIgnoredReason } from "./webhook/webhook.js";
export type { WithingsNotification } from "./webhook/notification.js";
