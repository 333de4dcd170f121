import { WithingsConfigurationError, WithingsError, WithingsStoreError } from "../errors.js";
import { revoke } from "../oauth/revoke.js";
import type { TokenCall } from "../oauth/token-request.js";
import type { Shelf } from "./shelf.js";

// How often somebody else may change the record at that moment.
const lostSwaps = 20;

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
    if (!canSign()) throw new WithingsConfigurationError("configuration_invalid", cannotSign);
    await revoke(shelf.userID, call);
  } catch (error) {
    if (!WithingsError.isInstance(error)) throw error;
    revokeError = error;
  }
  const deleted = await deleteWhatIsThere(shelf);
  return { revoked: !revokeError, deleted, ...(revokeError && { revokeError }) };
}

const cannotSign =
  "Withings was not asked to end the link: that needs a signature, and this platform has no WebCrypto (crypto.subtle), which browsers have on https pages only and React Native not at all. Call disconnect on a server, or let the person end the link in the settings of their Withings account.";

function canSign(): boolean {
  return "subtle" in Object((globalThis as { readonly crypto?: unknown }).crypto);
}

async function deleteWhatIsThere(shelf: Shelf): Promise<boolean> {
  for (let losses = 0; losses <= lostSwaps; losses++) {
    const { text, ...moment } = await shelf.look();
    if (!text) return false;
    if (await shelf.empty(moment)) return true;
  }
  throw new WithingsStoreError(
    "store_failed",
    "The connection could not be deleted: each time that it was tried, the store said that somebody else had changed it. Check the store, then try again.",
  );
}
