import type { WithingsCredentials } from "../credentials.js";
import { type HttpOptions, postForm } from "../http/call.js";
import type { Envelope } from "../http/envelope.js";
import { type Client, type Clock, clientParameters, tokenUrl } from "./client-authentication.js";
import { explainRefreshFailure } from "./refresh-failure.js";
import { readTokenAnswer } from "./token-answer.js";
import { rejectsRefreshToken, tokenRefusal } from "./token-refusal.js";

/** What every request to the token endpoint needs. */
export interface TokenCall {
  readonly client: Client;
  readonly http: HttpOptions;
  readonly clock: Clock;
}

/**
 * Exchanges an authorization code. Sent once, never again: a code is good once.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 */
export async function exchangeCode(
  grant: { readonly code: string; readonly redirectUri: string; readonly scope: string },
  call: TokenCall,
): Promise<WithingsCredentials> {
  const { code, redirectUri, scope } = grant;
  const { envelope, requestedAt } = await requestToken(
    { grant_type: "authorization_code", code, redirect_uri: redirectUri },
    call,
  );
  if (envelope.status !== 0)
    throw tokenRefusal(envelope, { redirectUri, secrets: [call.client.clientSecret, code] });
  return readTokenAnswer(envelope.body, { requestedAt, scope });
}

/**
 * Spends a refresh token for a new pair, or gives `null` when Withings says that this token is no longer good. Every error says what it
 * means for the token that was sent.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function exchangeRefreshToken(
  grant: { readonly refreshToken: string; readonly userID?: string | undefined },
  call: TokenCall,
): Promise<WithingsCredentials | null> {
  const { refreshToken, userID } = grant;
  let sent = false;
  try {
    const { envelope, requestedAt } = await requestToken(
      { grant_type: "refresh_token", refresh_token: refreshToken },
      { ...call, onSend: () => (sent = true) },
    );
    if (envelope.status === 0) return readTokenAnswer(envelope.body, { requestedAt, scope: "", userID });
    if (rejectsRefreshToken(envelope)) return null;
    throw tokenRefusal(envelope, { secrets: [call.client.clientSecret, refreshToken] });
  } catch (error) {
    throw explainRefreshFailure(error, sent);
  }
}

async function requestToken(
  grant: Readonly<Record<string, string>>,
  { client, http, clock, onSend }: TokenCall & { readonly onSend?: () => void },
): Promise<{ readonly envelope: Envelope; readonly requestedAt: Date }> {
  const action = "requesttoken";
  const proof = await clientParameters(client, { action, http, clock });
  const requestedAt = new Date(clock());
  onSend?.();
  const envelope = await postForm({ url: tokenUrl(client), form: { action, ...proof, ...grant } }, http);
  return { envelope, requestedAt };
}
