import type { WithingsErrorCode } from "../errors.js";
import type { ConnectionStatus } from "./status.js";

/** What `createWithings` tells of connections. No event holds a token. */
export type ConnectionEvent =
  /** A person logged in, or their credentials were adopted. */
  | { readonly type: "connected"; readonly connection: ConnectionStatus }
  /** New credentials are stored. */
  | { readonly type: "refreshed"; readonly connection: ConnectionStatus }
  /** A refresh did not come to its end: `retryInMs` says when the next is tried, at the earliest. The connection is not lost. */
  | {
      readonly type: "refreshDelayed";
      readonly connection: ConnectionStatus;
      readonly code: WithingsErrorCode;
      readonly retryInMs: number;
    }
  /** Withings takes the refresh token no longer: the person must log in again. */
  | { readonly type: "reauthorizationRequired"; readonly connection: ConnectionStatus }
  /** The person's connection was deleted here. */
  | { readonly type: "disconnected"; readonly connection: Pick<ConnectionStatus, "userID"> };
