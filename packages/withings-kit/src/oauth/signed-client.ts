/** What is needed to sign. */
export interface Signer {
  readonly clientID: string;
  readonly clientSecret: string;
  readonly clock: () => number;
  /** Posts the request for a nonce and gives the answer's body. */
  readonly nonce: (form: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * The parameters that prove the application for one action: its id, a nonce, and the signature over both.
 *
 * @see https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/sign-your-requests/
 */
export async function signedClient(
  action: string,
  signer: Signer,
): Promise<Record<"client_id" | "nonce" | "signature", string>> {
  const { clientID: client_id, clientSecret } = signer;
  const answer = await signer.nonce(await nonceRequest(signer));
  // An answer without a nonce gives a signature that Withings refuses with words of its own.
  const nonce = typeof answer["nonce"] === "string" ? answer["nonce"] : "";
  return { client_id, nonce, signature: await sign({ action, client_id, nonce }, clientSecret) };
}

/** The signed request for a nonce. */
export async function nonceRequest({
  clientID: client_id,
  clientSecret,
  clock,
}: Signer): Promise<Record<"action" | "client_id" | "timestamp" | "signature", string>> {
  const request = { action: "getnonce", client_id, timestamp: String(Math.floor(clock() / 1000)) };
  return { ...request, signature: await sign(request, clientSecret) };
}

// The values in the alphabetical order of their names, joined by commas, under HMAC-SHA256 with the client secret, in lower-case hex.
async function sign(parameters: Readonly<Record<string, string>>, clientSecret: string): Promise<string> {
  const utf8 = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8.encode(clientSecret), algorithm, false, ["sign"]);
  const values = Object.keys(parameters)
    .sort()
    .map((name) => parameters[name]);
  const mac = await crypto.subtle.sign("HMAC", key, utf8.encode(values.join(",")));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
