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
  let obtainedAt = "";
  const body = await postProven({ action: "requesttoken", ...grant }, call, () => {
    obtainedAt = new Date(call.clock()).toISOString();
    expected.onSend?.();
  });
  return readTokenAnswer(body, { ...expected, obtainedAt });
}

/**
 * Posts an action of the OAuth service together with what proves the application.
 *
 * @param onSend - called when the request itself goes out: a signed one asks for a nonce before.
 * @throws {@link WithingsTokenError} when Withings refuses.
 */
export async function postProven(
  { action, ...parameters }: Readonly<Record<string, string>> & { readonly action: string },
  call: TokenCall,
  onSend?: () => void,
): Promise<Envelope["body"]> {
  const { clientID, clientSecret, clientAuthentication, apiUrl } = call;
  const post = async (path: string, form: Readonly<Record<string, string>>): Promise<Envelope["body"]> => {
    const envelope = await postForm({ url: apiUrl + path, form }, call);
    if (envelope.status === 0) return envelope.body;
    const { explainRefusal } = await import("./token-refusal.js");
    throw new WithingsTokenError(...explainRefusal(envelope, form));
  };
  // What few programs ever need is loaded when they do. Those modules import nothing from here, so a bundle stays in one piece.
  const client =
    clientAuthentication === "secret"
      ? { client_id: clientID, client_secret: clientSecret }
      : await (
          await import("./signed-client.js")
        ).signedClient(action, { ...call, nonce: (form) => post(signaturePath, form) });
  onSend?.();
  return post(oauth2Path, { action, ...client, ...parameters });
}
