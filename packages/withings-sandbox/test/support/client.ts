import { createHmac } from "node:crypto";
import { createSandbox, type Sandbox, type SandboxOptions } from "withings-sandbox";

/** Withings' envelope, loosely typed: what is in it is what the tests are about. */
export interface Envelope {
  readonly status: number;
  readonly error?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Tokens as a program reads them. */
export interface Tokens {
  readonly userid?: string | number;
  readonly access_token: string;
  readonly refresh_token: string;
}

export type Fields = Readonly<Record<string, string>>;

/** A program that is connected to Withings, in the tests' words. */
export interface Client {
  readonly sandbox: Sandbox;
  post(path: string, fields: Fields, headers?: Fields): Promise<Envelope>;
  /** The fields of a code's exchange. */
  exchangeFields(code: string, more?: Fields): Fields;
  exchange(code: string, more?: Fields): Promise<Envelope>;
  refresh(refreshToken: string, more?: Fields): Promise<Envelope>;
  /** Tokens of a person who just authorized. */
  connect(scopes?: readonly string[], personId?: number): Promise<Tokens>;
  devices(accessToken: string): Promise<Envelope>;
  nonce(): Promise<string>;
  /** A signed call: nonce, signature, call. */
  signed(action: string, fields?: Fields): Promise<Envelope>;
}

export const tokenPath = "/v2/oauth2";

/** The sandbox with its limits off, so that a test of something else can ask as often as it likes. */
export function patientSandbox(options: SandboxOptions = {}): Sandbox {
  return createSandbox({ duplicateFilter: "off", rateLimitPerMinute: "off", ...options });
}

export function client(
  sandbox: Sandbox,
  { application = sandbox.application, fetch = sandbox.fetch, url = sandbox.cloud.apiUrl } = {},
): Client {
  const { clientID, clientSecret, redirectUris } = application;
  const post = async (path: string, fields: Fields, headers: Fields = {}): Promise<Envelope> => {
    const body = new URLSearchParams(fields);
    const response = await fetch(url + path, { method: "POST", body, headers });
    return (await response.json()) as Envelope;
  };
  const proof = { client_id: clientID, client_secret: clientSecret };
  const exchangeFields = (code: string, more: Fields = {}): Fields => ({
    action: "requesttoken",
    grant_type: "authorization_code",
    ...proof,
    code,
    redirect_uri: redirectUris[0] ?? "",
    ...more,
  });
  const nonce = async (): Promise<string> => {
    const timestamp = String(Math.floor(sandbox.clock.nowMs() / 1000));
    const { body } = await post("/v2/signature", {
      action: "getnonce",
      client_id: clientID,
      timestamp,
      signature: sign(clientSecret, "getnonce", clientID, timestamp),
    });
    return String(body?.["nonce"]);
  };
  const self: Client = {
    sandbox,
    post,
    exchangeFields,
    exchange: (code, more) => post(tokenPath, exchangeFields(code, more)),
    refresh: (refreshToken, more) =>
      post(tokenPath, {
        action: "requesttoken",
        grant_type: "refresh_token",
        ...proof,
        refresh_token: refreshToken,
        ...more,
      }),
    connect: async (scopes = ["user.info", "user.metrics"], personId) => {
      const code = sandbox.issueCode({ clientID, scopes, ...(personId === undefined ? {} : { personId }) });
      return tokens(await self.exchange(code));
    },
    devices: (accessToken) =>
      post("/v2/user", { action: "getdevice" }, { authorization: `Bearer ${accessToken}` }),
    nonce,
    signed: async (action, fields = {}) => {
      const fresh = await nonce();
      const signature = sign(clientSecret, action, clientID, fresh);
      return post(tokenPath, { action, client_id: clientID, nonce: fresh, signature, ...fields });
    },
  };
  return self;
}

/** The tokens of a successful answer. */
export function tokens({ status, error, body }: Envelope): Tokens {
  if (status !== 0) throw new Error(`There are no tokens in an answer with status ${status}: ${error ?? ""}`);
  return body as unknown as Tokens;
}

export function sign(clientSecret: string, ...values: string[]): string {
  return createHmac("sha256", clientSecret).update(values.join(",")).digest("hex");
}
