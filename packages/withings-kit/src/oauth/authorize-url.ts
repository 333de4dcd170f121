import { authorizePath } from "../contract/paths.js";
import { encodeForm } from "../http/encode-form.js";

/** What the authorize page is asked, in Withings' names. */
export interface AuthorizeQuery {
  readonly state: string;
  /** Comma-separated. */
  readonly scope: string;
  readonly redirect_uri: string;
  readonly mode: "demo" | undefined;
}

/**
 * The address of Withings' authorize page. The client secret has no place in it.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-authorization-url/
 */
export function authorizeUrl(
  { accountUrl, clientID }: { readonly accountUrl: string; readonly clientID: string },
  query: AuthorizeQuery,
): string {
  return `${accountUrl}${authorizePath}?${encodeForm({ response_type: "code", client_id: clientID, ...query })}`;
}
