import { type Cloud, cloudAddresses } from "./cloud.js";
import { WithingsConfigurationError } from "./errors.js";
import type { Client, ClientAuthentication, Clock } from "./oauth/client-authentication.js";

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

/** The checked form of {@link ClientOptions}. */
export interface CheckedClient {
  readonly client: Client;
  readonly accountUrl: string;
  readonly clock: Clock;
}

/**
 * @throws {@link WithingsConfigurationError} naming the option that cannot be used.
 */
export function checkClient(options: ClientOptions): CheckedClient {
  const { accountUrl, apiUrl } = cloudAddresses(options.cloud);
  const clientAuthentication = options.clientAuthentication ?? "secret";
  checkOption(
    "clientID",
    visible.test(text(options.clientID)),
    "the client id from Withings' developer dashboard",
  );
  checkOption(
    "clientSecret",
    visible.test(text(options.clientSecret)),
    "the client secret from Withings' developer dashboard",
  );
  checkOption(
    "clientAuthentication",
    ["secret", "signature"].includes(clientAuthentication),
    '"secret" or "signature"',
  );
  return {
    client: {
      clientID: options.clientID,
      clientSecret: options.clientSecret,
      clientAuthentication,
      apiUrl,
    },
    accountUrl,
    clock: options.clock ?? Date.now,
  };
}

/**
 * The milliseconds of an option, or its default.
 *
 * @throws {@link WithingsConfigurationError} when a timer cannot wait so long.
 */
export function checkTimeout(timeoutMs: number | undefined, defaultMs: number): number {
  const ms = timeoutMs ?? defaultMs;
  // A timer takes 31 bits; one that is set for longer goes off at once.
  checkOption(
    "timeoutMs",
    Number.isFinite(ms) && ms > 0 && ms <= 0x7fffffff,
    "milliseconds, from 1 to 2147483647",
  );
  return ms;
}

/** Text that can stand in a form or header as it is: visible ASCII. */
const visible = /^[\x21-\x7e]+$/;

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** @throws {@link WithingsConfigurationError} unless `ok`. */
export function checkOption(option: string, ok: boolean, expected: string): void {
  if (!ok)
    throw new WithingsConfigurationError(
      "configuration_invalid",
      `The option ${option} is missing or cannot be used. Give ${expected}.`,
      { option },
    );
}
