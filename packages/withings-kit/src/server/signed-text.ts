import { fromBase64url, toBase64url } from "./base64url.js";

/** Signs what a browser carries for us, and tells whether what it brings back is ours. */
export interface Signer {
  /** @param purpose - what it is for: what was signed for one thing is good for no other. */
  readonly sign: (purpose: string, value: object) => Promise<string>;
  /** What was signed, or `undefined` where it is not ours, or was changed. */
  readonly read: (purpose: string, text: string) => Promise<unknown>;
}

/** A secret, or several: the first signs, all are accepted, so that a secret can be replaced without ending logins. */
export type SigningSecret = string | Uint8Array | readonly (string | Uint8Array)[];

const algorithm = { name: "HMAC", hash: "SHA-256" } as const;

/** Makes a signer. The secrets were checked: see {@link isSigningSecret}. */
export function createSigner(secret: SigningSecret): Signer {
  const secrets = [secret].flat() as readonly (string | Uint8Array)[];
  let imported: Promise<readonly CryptoKey[]> | undefined;
  const keys = (): Promise<readonly CryptoKey[]> => (imported ??= Promise.all(secrets.map(importKey)));
  return {
    sign: async (purpose, value) => {
      const payload = toBase64url(new TextEncoder().encode(JSON.stringify(value)));
      const [newest] = (await keys()) as readonly [CryptoKey];
      const mac = await crypto.subtle.sign(algorithm, newest, bytesOf(purpose, payload));
      return `${payload}.${toBase64url(new Uint8Array(mac))}`;
    },
    read: async (purpose, text) => {
      const [payload = "", mac = "", ...rest] = text.split(".");
      const [signature, bytes] = [fromBase64url(mac), fromBase64url(payload)];
      if (!signature || !bytes || rest.length > 0) return undefined;
      for (const key of await keys()) {
        // Compares in a time that tells nothing.
        if (await crypto.subtle.verify(algorithm, key, signature, bytesOf(purpose, payload)))
          return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
      }
      return undefined;
    },
  };
}

/** Whether a secret is one that nobody guesses: 32 characters or bytes, or several such. */
export function isSigningSecret(secret: unknown): secret is SigningSecret {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  return (
    secrets.length > 0 &&
    secrets.every((each) => (typeof each === "string" || each instanceof Uint8Array) && each.length >= 32)
  );
}

function importKey(secret: string | Uint8Array): Promise<CryptoKey> {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : new Uint8Array(secret);
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
}

function bytesOf(purpose: string, payload: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${purpose}\n${payload}`);
}
