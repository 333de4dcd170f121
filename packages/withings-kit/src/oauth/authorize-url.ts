import { authorizePath } from "../contract/paths.js";
import { encodeForm } from "../http/encode-form.js";

/** What the authorize page is asked. */
export interface AuthorizeRequest {
  readonly accountUrl: string;
  readonly clientID: string;
  readonly state: string;
  /** Comma-separated. */
  readonly scope: string;
  readonly redirectUri: string;
  readonly mode?: "demo" | undefined;
}

/**
 * The address of Withings' authorize page. The client secret has no place in it.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-authorization-url/
 */
export function authorizeUrl(request: AuthorizeRequest): string {
  const query = encodeForm({
    response_type: "code",
    client_id: request.clientID,
    state: request.state,
    scope: request.scope,
    redirect_uri: request.redirectUri,
    mode: request.mode,
  });
  return `${request.accountUrl}${authorizePath}?${query}`;
}
