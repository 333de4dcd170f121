import type { WebhookEvent } from "./webhook/webhook.js";
import type { LoginOutcome } from "./outcome.js";

/** What `onEvent` of the handlers is told: for logs and alarms. None holds a token, a secret, a code, a state, a ticket or a verifier. */
export type ServerEvent =
  /** A user was linked to a Withings account. */
  | { readonly type: "linked"; readonly user: string; readonly userID: string }
  /** A user's link was ended. */
  | { readonly type: "unlinked"; readonly user: string; readonly userID: string }
  /** A user's login ended otherwise than with a connection; `error` where something failed. */
  | {
      readonly type: "loginEnded";
      readonly user: string | undefined;
      readonly outcome: Exclude<LoginOutcome, "connected">;
      readonly error?: unknown;
    }
  /** A callback that is nobody's login here, or not that of the user whose browser brought it. Many of them may be an attack. */
  | { readonly type: "callbackIgnored"; readonly reason: CallbackRefusal }
  /** A ticket with which nothing could be had. Many of them may be an attack. */
  | { readonly type: "ticketRefused"; readonly reason: TicketRefusal }
  /** The connection behind a ticket that no app redeemed, which was ended. */
  | { readonly type: "ticketUnused"; readonly userID: string }
  /** A request from a page of another origin, which was refused. */
  | { readonly type: "originRefused"; readonly route: string }
  /** Something failed that is none of the above, such as `identify`, `links`, or a listener such as `onConnected`. */
  | { readonly type: "failed"; readonly route: string; readonly error: unknown }
  | WebhookEvent;

/** Why a callback was refused before anything was asked of Withings. */
export type CallbackRefusal =
  /** Without one state; or without the cookie of its login, and of no app's login that is open. */
  | "no_login"
  /** The cookie was changed, or not signed here. */
  | "cookie_invalid"
  /** Nobody is signed in. If that is so with each login: the session's cookie must be `SameSite=Lax`, not `Strict`. */
  | "signed_out"
  /** Another user is signed in than the one who began the login. */
  | "another_user";

/** Why a ticket was refused. */
export type TicketRefusal =
  /** It never was one, was redeemed already, or is too old. */
  | "unknown"
  /** The verifier is not that of the attempt. */
  | "wrong_verifier"
  /** Another user is signed in than the one who began the login. */
  | "another_user";
