import { oauth2Path, signaturePath } from "../contract/paths.js";
import { WithingsDecodingError } from "../errors.js";
import { type HttpOptions, postForm } from "../http/call.js";
import { sign } from "./signature.js";
import { tokenRefusal } from "./token-refusal.js";

/** How the application proves itself: the secret in the request's body, or a nonce and a signature, so that the secret never travels. */
export type ClientAuthentication = "secret" | "signature";

/** The application as registered at Withings. */
export interface Client {
  readonly clientID: string;
  readonly clientSecret: string;
  readonly clientAuthentication: ClientAuthentication;
  readonly apiUrl: string;
}

/** When the call is made, in milliseconds since 1970. */
export type Clock = () => number;

/**
 * The parameters that prove the application for one signed or secret-bearing action.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/sign-your-requests/
 */
export async function clientParameters(
  client: Client,
  call: { readonly action: string; readonly http: HttpOptions; readonly clock: Clock },
): Promise<Readonly<Record<string, string>>> {
  const { clientID, clientSecret } = client;
  if (client.clientAuthentication === "secret") return { client_id: clientID, client_secret: clientSecret };
  const nonce = await getNonce(client, call);
  return { client_id: clientID, nonce, signature: await sign([call.action, clientID, nonce], clientSecret) };
}

async function getNonce(
  client: Client,
  call: { readonly http: HttpOptions; readonly clock: Clock },
): Promise<string> {
  const action = "getnonce";
  const timestamp = Math.floor(call.clock() / 1000);
  const envelope = await postForm(
    {
      url: client.apiUrl + signaturePath,
      form: {
        action,
        client_id: client.clientID,
        timestamp,
        signature: await sign([action, client.clientID, timestamp], client.clientSecret),
      },
    },
    call.http,
  );
  if (envelope.status !== 0) throw tokenRefusal(envelope, { secrets: [client.clientSecret] });
  const nonce = envelope.body["nonce"];
  if (typeof nonce !== "string" || nonce === "")
    throw new WithingsDecodingError(
      "answer_invalid",
      'Withings\' answer to getnonce has no nonce. Try again, or use clientAuthentication: "secret".',
      { field: "nonce" },
    );
  return nonce;
}

/** Where tokens are asked for. */
export function tokenUrl(client: Client): string {
  return client.apiUrl + oauth2Path;
}
