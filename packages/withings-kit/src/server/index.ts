export { webhook, type WebhookAddresses, type WebhookEvent, type WebhookOptions } from "./webhook/webhook.js";
export type { WebhookIgnoredReason } from "./webhook/webhook.js";
export type { WithingsNotification } from "./webhook/notification.js";
