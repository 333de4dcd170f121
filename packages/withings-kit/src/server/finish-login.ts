import type { Connection } from "../api/connection.js";
import { WithingsConnectionError, WithingsError } from "../errors.js";
import type { LoginAttempt } from "../two-step-login.js";
import type { Withings } from "../withings.js";
import type { ServerContext } from "./context.js";
import type { LoginOutcome } from "./outcome.js";

/** A login that has come back. */
export interface ReturnedLogin {
  readonly attempt: LoginAttempt;
  /** What the browser brought: the query of the callback. */
  readonly search: string;
  /** Who began it; `undefined` for anonymous apps. */
  readonly user: string | undefined;
}

/** What became of it. Nobody is linked yet. */
export type FinishedLogin =
  | {
      readonly outcome: "connected";
      readonly connection: Connection;
      /** Whether nothing was stored of this Withings account before. */
      readonly isNew: boolean;
    }
  | { readonly outcome: Exclude<LoginOutcome, "connected"> };

/** Exchanges the code, and keeps the connection if it may be this user's. */
export async function finishLogin(
  { attempt, search, user }: ReturnedLogin,
  { withings, links, redirectUri, tell }: ServerContext,
): Promise<FinishedLogin> {
  let whyNot: "already_linked" | "another_person" | undefined;
  let isNew = false;

  const accept = async (userID: string): Promise<boolean> => {
    const [owner, before] = await Promise.all([links.userOf(userID), user && links.userIDOf(user)]);
    if (owner !== undefined && owner !== user) whyNot = "already_linked";
    else if (user && before && before !== userID) {
      if (await isConnected(withings, before)) whyNot = "another_person";
      // Of a connection that ended elsewhere, nothing but the link is left.
      else await links.unlink(user);
    }
    isNew = !(await isConnected(withings, userID));
    return whyNot === undefined;
  };

  try {
    // The address as it was registered, whatever stands between the browser and us made of it.
    const [address = ""] = redirectUri.split("?", 1);
    const connection = await withings.finishLogin(attempt, address + search, { accept });
    if (connection) return { outcome: "connected", connection, isNew };
    tell({ type: "loginEnded", user, outcome: "refused" });
    return { outcome: "refused" };
  } catch (error) {
    const isLate = WithingsError.isInstance(error) && error.code === "authorization_timed_out";
    const outcome = whyNot ?? (isLate ? "expired" : "failed");
    tell({ type: "loginEnded", user, outcome, ...(whyNot === undefined && { error }) });
    return { outcome };
  }
}

/** Whether anything is stored of a Withings account. */
export async function isConnected(withings: Withings, userID: string): Promise<boolean> {
  try {
    await withings.connection(userID);
    return true;
  } catch (error) {
    if (WithingsConnectionError.isInstance(error) && error.code === "not_connected") return false;
    throw error;
  }
}
