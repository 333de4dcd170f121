import type { WithingsCredentials } from "../credentials.js";
import { WithingsStoreError } from "../errors.js";
import type { Flights } from "./flights.js";
import { freshness } from "./freshness.js";
import { confirmed } from "./record.js";
import type { RefreshContext, RefreshRequest } from "./refresh.js";
import { type Access, createAccess } from "./access.js";
import { authorizedFetch } from "./authorized-fetch.js";
import type { Held } from "./shelf.js";
import type { ConnectionStatus } from "./status.js";
import { throwIfAborted, untilAborted } from "../http/until-aborted.js";

/** A call that waits and can be aborted. */
export interface WaitOptions {
  /** Ends this call only: a refresh that others wait for goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** One person's standing authorization. It holds nothing itself: each call reads what the store has. */
export interface StandingConnection {
  /** The person's id at Withings. */
  readonly userID: string;

  /**
   * Fresh credentials: good for a minute at least, renewed before if need be. Ask again for each use, and never store them elsewhere.
   *
   * @throws {@link ReauthorizationRequired} when the person must log in again.
   * @throws {@link WithingsConnectionError} `not_connected`, or `refresh_delayed` when a renewal must wait for longer than `waitMs`.
   * @throws {@link WithingsError} when a renewal failed or the store did; nothing is lost then.
   */
  credentials(options?: WaitOptions): Promise<WithingsCredentials>;

  /**
   * Like `fetch`, to the API of Withings with this person's access token. Where Withings refuses the token, it is renewed (unless somebody
   * did already) and the call repeated, once. Redirects are not followed. What comes back is Withings' answer, whatever its status.
   *
   * @param input - a path such as `/v2/user`, or a whole URL of the API. The token is sent nowhere else.
   * @throws what {@link StandingConnection.credentials} throws.
   * @throws {@link WithingsConfigurationError} when the URL is not one of Withings' API.
   * @throws {@link WithingsTransportError} when Withings could not be reached, or the signal aborted.
   */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;

  /** How it stands with the connection. */
  status(): Promise<ConnectionStatus>;
}

/** What a connection needs. */
export interface ConnectionContext extends RefreshContext {
  readonly flights: Flights<Held>;
}

/** A connection, and what calls of the API are made with. */
export interface Connected {
  readonly connection: StandingConnection;
  readonly access: Access;
}

/** Makes a person's connection. */
export function createConnection(context: ConnectionContext): Connected {
  const { shelf, flights, tell, call } = context;
  const { apiUrl } = call;
  // Loaded now, since it must not be missing hours later: when no file can be opened, or a new release has taken the place of this one.
  void Promise.allSettled([import("./refresh.js"), import("../oauth/token-refusal.js")]);

  const renew = (request: RefreshRequest): Promise<Held> =>
    flights.board(shelf.key, request.patient, async () => {
      const { refresh } = await import("./refresh.js");
      return refresh(request, context);
    });

  const renewInBackground = (held: Held): void => {
    renew({ patient: false }).catch(async (error: unknown) => {
      // What Withings answered is told where it is stored, what the store failed at could not be. Anything else, such as a part of the
      // library that cannot be loaded, is met again by the call that must wait for it, and thrown to its caller.
      if (WithingsStoreError.isInstance(error))
        tell({ type: "refreshDelayed", connection: await readStatus(held), code: error.code, retryInMs: 0 });
    });
  };

  const fresh = async (rejected?: string): Promise<Held> => {
    let held = await shelf.load();
    if (held.credentials.withingsAccessToken === rejected) {
      // Somebody else's refresh, which this one joined, may have begun before the token was refused.
      while (held.credentials.withingsAccessToken === rejected)
        held = await renew({ rejected, patient: true });
      return held;
    }
    const age = freshness(held);
    if (age === "due") renewInBackground(held);
    if (age !== "over") return held;
    try {
      return await renew({ patient: true });
    } catch (error) {
      // Until its last second the old token does.
      const old = await shelf.load().catch(() => undefined);
      if (!old?.leftMs || old.record.reauthorization) throw error;
      return old;
    }
  };

  // The answer showed that the token works, so the refresh token before it is dead. Where that cannot be stored, the dead token stays for
  // a while, and is tried only if the living one is refused.
  const confirm = async (held: Held): Promise<void> => {
    if (!held.record.confirmed) await shelf.replace(held, confirmed(held.record)).catch(() => undefined);
  };

  const access = createAccess({ fresh, confirm });
  return {
    access,
    connection: {
      userID: shelf.userID,
      credentials: async ({ signal } = {}) => {
        throwIfAborted(signal);
        return (await untilAborted(fresh(), signal)).credentials;
      },
      fetch: authorizedFetch({ apiUrl, fetch: call.fetch, access }),
      status: async () => readStatus(await shelf.load()),
    },
  };
}

/** How it stands with a connection. Few programs ask, so how to tell is loaded when one does. */
async function readStatus(held: Held): Promise<ConnectionStatus> {
  const { statusOf } = await import("./status.js");
  return statusOf(held);
}
