export * as notify from "./notify.js";
export type { Operation, Parameter } from "./operation.js";
export * as oauth2 from "./oauth2.js";
export * as signature from "./signature.js";
export * as user from "./user.js";
export { type ScopeDescription, scopes } from "./scopes.js";
export { notificationCategories, type NotificationCategory } from "../model/notification-category.js";
