export type { Cloud, CloudAddresses } from "./cloud.js";
export {
  WithingsAuthorizationError,
  WithingsConfigurationError,
  WithingsDecodingError,
  WithingsError,
  type WithingsErrorCode,
  type WithingsErrorFields,
  type OldRefreshToken,
  WithingsTokenError,
  WithingsTransportError,
} from "./errors.js";
export { type KnownScope, knownScopes, type WithingsScope } from "./model/scope.js";
export type { StatusFamily } from "./model/status.js";
export type {
  CallbackIgnoredReason,
  CallbackVerdict,
  WebView,
  WebViewRequest,
  WebViewResult,
} from "./web-view/contract.js";
