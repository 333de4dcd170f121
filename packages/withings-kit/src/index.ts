export type { AuthorizationEvent, AuthorizeOptions } from "./authorize.js";
export type { ClientOptions } from "./client-options.js";
export type { Cloud, CloudAddresses } from "./cloud.js";
export * as WithingsConnector from "./connector.js";
export { type StoredCredentials, WithingsCredentials } from "./credentials.js";
export type { Connection, WaitOptions } from "./connection/connection.js";
export type { Disconnection } from "./connection/disconnect.js";
export type { ConnectionEvent } from "./connection/event.js";
export type { UnreadableConnection } from "./connection/list.js";
export {
  encrypted,
  type EncryptedStore,
  type EncryptionOptions,
} from "./connection/encrypted/encrypted-store.js";
export type {
  EncryptionKey,
  EncryptionKeyInput,
  EncryptionKeyRequest,
  EncryptionKeys,
  EncryptionKeySource,
} from "./connection/encrypted/key.js";
export type { Reencryption, ReencryptOptions } from "./connection/encrypted/reencrypt.js";
export { memoryStore } from "./connection/memory-store.js";
export type {
  ConnectionStore,
  Lease,
  LeaseOptions,
  StoreChange,
  StoreEntry,
  StoreReading,
} from "./connection/store.js";
export type { ConnectionStatus } from "./connection/status.js";
export {
  type OldRefreshToken,
  ReauthorizationRequired,
  type ReauthorizationReason,
  WithingsApiError,
  WithingsAuthorizationError,
  WithingsConfigurationError,
  WithingsConnectionError,
  WithingsDecodingError,
  WithingsError,
  type WithingsErrorCode,
  type WithingsErrorFields,
  WithingsStoreError,
  WithingsTokenError,
  WithingsTransportError,
} from "./errors.js";
export { type Page, pages } from "./http/pages.js";
export { decimal } from "./model/decimal.js";
export { keyedSeries } from "./model/keyed-series.js";
export { type KnownScope, knownScopes, type WithingsScope } from "./model/scope.js";
export type { StatusFamily } from "./model/status.js";
export type { CallbackIgnoredReason } from "./oauth/callback.js";
export type { ClientAuthentication, Clock } from "./oauth/token-request.js";
export type { RefreshTokenOptions } from "./refresh-token.js";
export type { CallbackVerdict, WebView, WebViewRequest, WebViewResult } from "./web-view/contract.js";
export {
  type ConnectOptions,
  createWithings,
  type Withings,
  type WithingsEvent,
  type WithingsOptions,
} from "./withings.js";
