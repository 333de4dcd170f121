export {
  authorizeWithBackend,
  type BackendAuthorizationEvent,
  type BackendAuthorizeOptions,
} from "./authorize-with-backend.js";
export type { BackendConnection, BackendCredentials } from "./connection.js";
export type { BackendOptions } from "./protocol.js";
