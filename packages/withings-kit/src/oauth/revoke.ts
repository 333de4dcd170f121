import { oauth2Path } from "../contract/paths.js";
import { post, signed, type TokenCall } from "./token-request.js";

/**
 * Ends a person's link to the application: their tokens and notifications. Always signed, however the application proves itself otherwise.
 *
 * @throws {@link WithingsTokenError} when Withings refuses.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-revoke
 */
export async function revoke(userID: string, call: TokenCall): Promise<void> {
  const action = "revoke";
  const form = { action, ...(await signed(action, call)), userid: userID };
  await post({ path: oauth2Path, form }, call);
}
