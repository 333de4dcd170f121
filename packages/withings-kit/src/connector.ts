// Exported as the namespace WithingsConnector, so that a program which only authorizes carries no refresh.
export { authorize } from "./authorize.js";
export { refreshToken } from "./refresh-token.js";
