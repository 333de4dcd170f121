export * as answers from "./answers.js";
export { dataFields } from "./data-fields.js";
export * as device from "./device.js";
export * as dropshipment from "./dropshipment.js";
export type { FieldNeeds } from "./field-needs.js";
export * as heart from "./heart.js";
export { isSigned } from "./is-signed.js";
export * as measure from "./measure.js";
export { deviceModels, needs } from "./needs.js";
export * as notify from "./notify.js";
export * as nudge from "./nudge.js";
export * as nudgecampaign from "./nudgecampaign.js";
export * as oauth2 from "./oauth2.js";
export type {
  ApplicationAuthentication,
  EmptyBody,
  JsonShape,
  NoParameters,
  PersonAuthentication,
  WireAuthentication,
  WireOperation,
  WireParameter,
  WireParameterFacts,
  WireParameterType,
} from "./operation.js";
export * as order from "./order.js";
export * as rawdata from "./rawdata.js";
export { serialize } from "./serialize.js";
export * as signature from "./signature.js";
export * as sleep from "./sleep.js";
export * as stetho from "./stetho.js";
export * as survey from "./survey.js";
export * as user from "./user.js";
