import type { Connection } from "../api/connection.js";
import { WithingsConfigurationError } from "../errors.js";
import type { WithingsScope } from "../model/scope.js";
import { safeScheme } from "../option.js";
import type { PersonAuthentication, WireOperation } from "../wire/operation.js";
import type { Withings } from "../withings.js";
import type { ServerEvent } from "./event.js";
import type { Links } from "./links.js";
import type { OneTimeStore } from "./one-time-store.js";
import type { LoginOutcome } from "./outcome.js";
import { isReturnAddress } from "./return-to.js";
import { isSigningSecret, type SigningSecret } from "./signed-text.js";
import type { WebhookOptions } from "./webhook/webhook.js";

/** Options of {@link withingsHandlers}. */
export interface WithingsHandlersOptions {
  /** Made with a `redirectUri` on http(s) that ends with `/callback`: the address of the handlers, as browsers see it. */
  readonly withings: Withings;
  /** Under which path requests come in here. @defaultValue `"/withings"` */
  readonly basePath?: string | undefined;
  /** What people are asked for: Withings' comma-separated string, or an array. */
  readonly scope: string | readonly WithingsScope[];
  /** Signs what browsers carry: 32 characters or bytes that nobody can guess. An array, newest first, to replace one. */
  readonly secret: SigningSecret;
  /**
   * Who is signed in to the application: its own id of the user, of 255 characters at the most; nothing where nobody is. Decide by what proves
   * it, such as a session's cookie (`SameSite=Lax`, since `Strict` ones do not come along when Withings sends the browser back) or a token in
   * the header `Authorization`; never by a parameter.
   */
  readonly identify: (request: Request) => string | null | undefined | Promise<string | null | undefined>;
  /** Who of the users is whom at Withings: `storeLinks(store)`, or your own table. */
  readonly links: Links;
  /**
   * Where people may be sent at the end of a login, the first where a login does not say: paths of the application, https addresses, and
   * apps' deep links. Compared whole. @defaultValue none: our own page tells how it ended
   */
  readonly returnTo?: string | readonly string[] | undefined;
  /** The page at the end of a login, in place of ours, where there is no `returnTo` or it cannot be used. */
  readonly page?: ((outcome: LoginOutcome) => Response | Promise<Response>) | undefined;
  /** Awaited before the person is sent on. What it throws is told to `onEvent`, and the connection stands all the same. */
  readonly onConnected?: ((connected: ConnectedUser) => unknown) | undefined;
  /** Awaited when a user has disconnected. */
  readonly onDisconnected?: ((user: DisconnectedUser) => unknown) | undefined;
  /** For native and single-page apps. Without it, there are no attempts and tickets. */
  readonly apps?: AppsOptions | undefined;
  /** Which operations pages may call for the user who is signed in. Without it, none. */
  readonly data?: DataOptions | undefined;
  /** Takes Withings' notifications at `<basePath>/webhook/<token>`. */
  readonly webhook?: WebhookOptions | undefined;
  /** Origins other than the application's own whose pages may call with JSON, such as `"https://localhost"` of a Capacitor app. */
  readonly origins?: readonly string[] | undefined;
  /**
   * Told what is worth knowing. Where there is no listener, what `identify`, `links` and the listeners throw rejects the handler's promise;
   * else it is told, and answered with 500.
   */
  readonly onEvent?: ((event: ServerEvent) => void) | undefined;
  /** Now, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly clock?: (() => number) | undefined;
}

/** What {@link WithingsHandlersOptions.onConnected} is given. */
export interface ConnectedUser {
  /** The application's id of the user; `undefined` for anonymous apps. */
  readonly user: string | undefined;
  readonly connection: Connection;
}

/** What {@link WithingsHandlersOptions.onDisconnected} is given. */
export interface DisconnectedUser {
  readonly user: string;
  /** Their id at Withings. */
  readonly userID: string;
}

/** Options for apps. */
export interface AppsOptions {
  /**
   * Whether apps get an access token, good for three hours; asked for again at `POST /credentials`. `"with-refresh-token"` gives away the
   * refresh token too: only for an app that takes the connection over, since of two that renew one of them loses. @defaultValue false
   */
  readonly credentials?: boolean | "with-refresh-token" | undefined;
  /** Whether people log in who are no users of the application. Then nobody is linked; the app gets what `credentials` permits. */
  readonly anonymous?: boolean | undefined;
  /** Where open logins and tickets are kept. Several machines need one that they share. @defaultValue `memoryOneTimeStore()` */
  readonly store?: OneTimeStore | undefined;
}

/** Options of the pass-through. */
export interface DataOptions {
  /** Operations of `withings-kit/operations` that are called with a person's access token. */
  readonly operations: readonly WireOperation<object, object, PersonAuthentication>[];
}

/**
 * Ends the set-up of handlers that cannot work. The values may be secrets and are not shown.
 *
 * @throws {@link WithingsConfigurationError} that names the first option that cannot be used.
 */
export function checkHandlersOptions(options: WithingsHandlersOptions): void {
  const { withings, basePath = "/withings", secret, identify, links, returnTo = [] } = options;
  const { data, origins = [], apps } = options;
  const redirectUri = String((Object(withings) as Partial<Withings>).redirectUri);
  const given: Record<string, boolean> = {
    withings:
      /^https?:$/.test(safeScheme(redirectUri)) && new URL(redirectUri).pathname.endsWith("/callback"),
    basePath: /^(\/[\w.~-]+)+$/.test(basePath),
    secret: isSigningSecret(secret),
    identify: typeof identify === "function",
    links: typeof (Object(links) as Partial<Links>).link === "function",
    returnTo: [returnTo].flat().every(isReturnAddress) && !(apps && [returnTo].flat().length === 0),
    origins: origins.every(isOrigin),
    data: data?.operations.every(isOfPerson) ?? true,
  };
  for (const [option, isUsable] of Object.entries(given)) {
    if (isUsable) continue;
    throw new WithingsConfigurationError(
      "configuration_invalid",
      `The option ${option} is missing or cannot be used. Give ${help[option] ?? "another"}.`,
      { option },
    );
  }
}

const help: Readonly<Record<string, string>> = {
  withings:
    "what createWithings made, with a redirectUri that is https, or http on this machine, and whose path ends with /callback",
  basePath: "the path under which the handlers are, such as /withings, without a slash at its end",
  secret: "32 characters or bytes that nobody can guess, or an array of such, newest first",
  identify: "a function that tells who is signed in, by the request",
  links: "storeLinks(store), or an object with userIDOf, userOf, link and unlink",
  returnTo:
    "paths such as /settings, https addresses, or deep links such as example://withings/done, without a fragment; with apps, one at least",
  origins: "origins such as https://app.example.com, without a path",
  data: "{ operations } of withings-kit/operations, which are called with a person's access token",
};

/** Whether something is an operation that is called with a person's access token. JavaScript imports `undefined` for a name that there is not. */
function isOfPerson(operation: unknown): boolean {
  return /^bearer/.test(String((Object(operation) as Partial<WireOperation>).authentication));
}

/** Whether something is an origin, in the spelling in which browsers send theirs. */
function isOrigin(text: string): boolean {
  // Those of other schemes than http(s) are "null" to URL, but not to the web views that send them.
  return /^https?:/.test(text)
    ? URL.canParse(text) && new URL(text).origin === text
    : /^[a-z][a-z0-9+.-]*:\/\/[\w.-]+$/.test(text);
}
