import { WithingsError } from "../errors.js";
import { revoke } from "../oauth/revoke.js";
import type { TokenCall } from "../oauth/token-request.js";
import type { Shelf } from "./shelf.js";

/** What became of a connection that was to end. */
export interface Disconnection {
  /** Whether Withings ended the link: the tokens are dead, and so are the notifications. */
  readonly revoked: boolean;
  /** Whether something was stored here and is deleted now. */
  readonly deleted: boolean;
  /** Why Withings did not end the link. The person can, in the settings of their Withings account. */
  readonly revokeError?: WithingsError;
}

/** Ends a person's link at Withings where it lets us, and deletes what is stored of it in any case. */
export async function disconnect(shelf: Shelf, call: TokenCall): Promise<Disconnection> {
  let revokeError: WithingsError | undefined;
  try {
    await revoke(shelf.userID, call);
  } catch (error) {
    if (!WithingsError.isInstance(error)) throw error;
    revokeError = error;
  }
  const deleted = await deleteWhatIsThere(shelf);
  return { revoked: !revokeError, deleted, ...(revokeError && { revokeError }) };
}

async function deleteWhatIsThere(shelf: Shelf): Promise<boolean> {
  for (;;) {
    const { text, ...moment } = await shelf.look();
    if (!text) return false;
    if (await shelf.empty(moment)) return true;
  }
}
