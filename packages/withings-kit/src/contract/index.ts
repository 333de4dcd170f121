export * as answers from "./answers.js";
export * as device from "./device.js";
export { deviceFamilies, type DeviceFamily } from "./devices.js";
export * as dropshipment from "./dropshipment.js";
export { type Enumeration, enumerations, type EnumerationValue } from "./enumerations.js";
export type {
  ArrayField,
  Certainty,
  Field,
  FieldFacts,
  Fields,
  JsonField,
  MapField,
  Needs,
  ObjectField,
  PlainField,
  Unit,
} from "./field.js";
export * as heart from "./heart.js";
export * as measure from "./measure.js";
export * as notify from "./notify.js";
export * as nudge from "./nudge.js";
export * as nudgecampaign from "./nudgecampaign.js";
export * as oauth2 from "./oauth2.js";
export type { Choice, Operation, Paging } from "./operation.js";
export { operations, services } from "./operations.js";
export * as order from "./order.js";
export type { Parameter, Parameters } from "./parameter.js";
export * as rawdata from "./rawdata.js";
export { type ScopeDescription, scopes } from "./scopes.js";
export * as signature from "./signature.js";
export * as sleep from "./sleep.js";
export * as stetho from "./stetho.js";
export * as survey from "./survey.js";
export * as user from "./user.js";
export { notificationCategories, type NotificationCategory } from "../model/notification-category.js";
