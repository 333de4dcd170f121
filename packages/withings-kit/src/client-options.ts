import { type Cloud, type CloudAddresses, cloudAddresses } from "./cloud.js";
import type { ClientAuthentication, Clock, TokenCall } from "./oauth/token-request.js";
import { checkOptions, isVisible } from "./option.js";

/** The options that say who the application is and how it reaches Withings. */
export interface ClientOptions {
  /** The application's client id, from Withings' developer dashboard. */
  readonly clientID: string;
  /** The application's client secret. It belongs on a server: whoever has a copy of an app has every secret in it. */
  readonly clientSecret: string;
  /** Which Withings. @defaultValue `"eu"` */
  readonly cloud?: Cloud | undefined;
  /**
   * `"secret"` sends the client secret in the request's body, `"signature"` sends a nonce and an HMAC in its place, so that the secret
   * never travels (one request more). @defaultValue `"secret"`
   */
  readonly clientAuthentication?: ClientAuthentication | undefined;
  /** Gives everything up when it aborts; the call then throws with the code `aborted` or `authorization_aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** The `fetch` to use. @defaultValue the runtime's own */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Now, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly clock?: Clock | undefined;
}

/** Milliseconds after which one request to the token endpoint is given up. */
export const requestTimeoutMs = 30_000;

/** The checked form of {@link ClientOptions}. */
export type CheckedClient = TokenCall & CloudAddresses;

/**
 * Checks the options.
 *
 * @param more - the checks of the caller's own options.
 * @throws {@link WithingsConfigurationError} naming the option that cannot be used.
 */
export async function checkClient(
  options: ClientOptions & { readonly timeoutMs?: number | undefined },
  more: Readonly<Record<string, boolean>>,
): Promise<CheckedClient> {
  const {
    clientID,
    clientSecret,
    clientAuthentication = "secret",
    fetch = globalThis.fetch,
    clock = Date.now,
    timeoutMs = requestTimeoutMs,
  } = options;
  const addresses = cloudAddresses(options.cloud);
  await checkOptions({
    clientID: isVisible(clientID),
    // Everybody can read what is in a page.
    clientSecret: isVisible(clientSecret) && !("document" in globalThis),
    clientAuthentication: /^(secret|signature)$/.test(clientAuthentication),
    cloud: !!(addresses.accountUrl && addresses.apiUrl),
    // A timer takes 31 bits; one that is set for longer goes off at once.
    timeoutMs: timeoutMs > 0 && timeoutMs < 2 ** 31,
    clock: clock() > 0 && clock() < 2 ** 47,
    fetch: typeof fetch === "function",
    ...more,
  });
  return { ...options, ...addresses, clientAuthentication, fetch, clock, timeoutMs };
}
