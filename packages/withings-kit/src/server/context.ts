import type { Clock } from "../oauth/token-request.js";
import type { ServerEvent } from "./event.js";
import { memoryOneTimeStore, type OneTimeStore } from "./one-time-store.js";
import { checkHandlersOptions, type WithingsHandlersOptions } from "./options.js";
import { type ReturnAddresses, returnAddresses } from "./return-to.js";
import { createSigner, type Signer } from "./signed-text.js";
import { WithingsConfigurationError } from "../errors.js";

/** What the routes share. */
export interface ServerContext extends WithingsHandlersOptions {
  readonly basePath: string;
  /** Comma-separated. */
  readonly scope: string;
  readonly redirectUri: string;
  /** Whether browsers reach the handlers by https. */
  readonly secure: boolean;
  readonly returnAddresses: ReturnAddresses;
  readonly signer: Signer;
  readonly oneTimeStore: OneTimeStore;
  readonly clock: Clock;
  readonly tell: (event: ServerEvent) => void;
  /** Who is signed in. */
  readonly whoIs: (request: Request) => Promise<string | undefined>;
  /** Calls a listener of the application. */
  readonly call: (route: string, listener: () => unknown) => Promise<void>;
  /** A route's whole address, as browsers see it. */
  readonly addressOf: (route: string) => string;
  /**
   * What something is signed for. Bound to the address, so that what was signed for one Withings cloud, or one application, is nothing to
   * another that shares the secret.
   */
  readonly purposeOf: (what: string) => string;
}

/** @throws {@link WithingsConfigurationError} when an option cannot be used. */
export function createContext(options: WithingsHandlersOptions): ServerContext {
  checkHandlersOptions(options);
  const { withings, secret, identify, returnTo = [], apps, onEvent, clock = Date.now } = options;
  const redirectUri = String(withings.redirectUri);
  const tell = (event: ServerEvent): void => {
    queueMicrotask(() => onEvent?.(event));
  };
  return {
    ...options,
    basePath: options.basePath ?? "/withings",
    scope: [options.scope].flat().join(),
    redirectUri,
    secure: redirectUri.startsWith("https:"),
    returnAddresses: returnAddresses([returnTo].flat(), redirectUri),
    signer: createSigner(secret),
    oneTimeStore: apps?.store ?? memoryOneTimeStore({ clock }),
    clock,
    tell,
    whoIs: async (request) => {
      const user: unknown = (await identify(request)) ?? "";
      if (typeof user === "string" && user.length <= 255) return user === "" ? undefined : user;
      throw new WithingsConfigurationError(
        "configuration_invalid",
        "identify gave something that is no id of a user. Give a text of 255 characters at the most, or null where nobody is signed in.",
        { option: "identify" },
      );
    },
    call: async (route, listener) => {
      try {
        await listener();
      } catch (error) {
        if (!onEvent) throw error;
        tell({ type: "failed", route, error });
      }
    },
    addressOf: (route) => new URL(route, redirectUri).href,
    purposeOf: (what) => `withings-kit ${what} ${redirectUri}`,
  };
}
