import { oauth2Path, signaturePath } from "../contract/paths.js";
import type { WithingsCredentials } from "../credentials.js";
import { WithingsTokenError } from "../errors.js";
import { type HttpOptions, postForm } from "../http/call.js";
import type { Envelope } from "../http/envelope.js";
import { readTokenAnswer } from "./token-answer.js";

/** How the application proves itself: the secret in the request's body, or a nonce and a signature, so that the secret never travels. */
export type ClientAuthentication = "secret" | "signature";

/** Now, in milliseconds since 1970. */
export type Clock = () => number;

/** Who calls the token endpoint, and how. */
export interface TokenCall extends HttpOptions {
  readonly apiUrl: string;
  readonly clientID: string;
  readonly clientSecret: string;
  readonly clientAuthentication: ClientAuthentication;
  readonly clock: Clock;
}

/** What is exchanged for tokens, in Withings' names. */
export type Grant =
  | { readonly grant_type: "authorization_code"; readonly code: string; readonly redirect_uri: string }
  | { readonly grant_type: "refresh_token"; readonly refresh_token: string };

/** What is known of the answer before it arrives. */
export interface Expected {
  /** The scopes to assume where the answer names none: those asked for (RFC 6749 section 5.1). */
  readonly scope: string;
  /** Whose tokens they are where the answer does not say, if that is known. */
  readonly userID?: string | undefined;
  /** Called when the grant goes out, and so may be spent. */
  readonly onSend?: () => void;
}

/**
 * Exchanges a code or a refresh token. Sent once, never again: a code is good once, and whether a refresh may be repeated is for the
 * caller to know.
 *
 * @throws {@link WithingsTokenError} when Withings refuses.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3 and section 6
 */
export async function requestToken(
  grant: Grant,
  call: TokenCall,
  expected: Expected,
): Promise<WithingsCredentials> {
  const action = "requesttoken";
  const { clientID, clientSecret, clientAuthentication, clock } = call;
  const client =
    clientAuthentication === "secret"
      ? { client_id: clientID, client_secret: clientSecret }
      : await signed(action, call);
  const obtainedAt = new Date(clock()).toISOString();
  expected.onSend?.();
  const body = await post({ path: oauth2Path, form: { action, ...client, ...grant } }, call);
  return readTokenAnswer(body, { ...expected, obtainedAt });
}

/** The parameters that prove the application for an action in place of its secret. */
export async function signed(
  action: string,
  call: TokenCall,
): Promise<Record<"client_id" | "nonce" | "signature", string>> {
  // What few programs ever need is loaded when they do. Those modules import nothing from here, so a bundle stays in one piece.
  const { signedClient } = await import("./signed-client.js");
  return signedClient(action, { ...call, nonce: (form) => post({ path: signaturePath, form }, call) });
}

/**
 * Posts to a service that the application proves itself to, and gives the body of the answer.
 *
 * @throws {@link WithingsTokenError} when Withings refuses.
 */
export async function post(
  { path, form }: { readonly path: string; readonly form: Readonly<Record<string, string>> },
  call: TokenCall,
): Promise<Envelope["body"]> {
  const envelope = await postForm({ url: call.apiUrl + path, form }, call);
  if (envelope.status === 0) return envelope.body;
  const { explainRefusal } = await import("./token-refusal.js");
  throw new WithingsTokenError(...explainRefusal(envelope, form));
}
