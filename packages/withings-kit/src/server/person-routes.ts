import type { Connection } from "../api/connection.js";
import { nameOf } from "../api/operation-name.js";
import { WithingsConnectionError, WithingsError, type WithingsErrorCode } from "../errors.js";
import type { PersonAuthentication, WireOperation } from "../wire/operation.js";
import { json, refused } from "./answers.js";
import type { ServerContext } from "./context.js";
import { appCredentials } from "./credentials.js";

type Body = Readonly<Record<string, unknown>>;

/** What a page or an app may ask for the user who is signed in. */
export interface PersonRoutes {
  /** `GET /status` */
  readonly status: (user: string) => Promise<Response>;
  /** `POST /disconnect` */
  readonly disconnect: (user: string) => Promise<Response>;
  /** `POST /credentials` */
  readonly credentials: (user: string) => Promise<Response>;
  /** `POST /call` */
  readonly call: (user: string, body: Body) => Promise<Response>;
}

/** Makes the routes. */
export function personRoutes(context: ServerContext): PersonRoutes {
  const { withings, links, apps, data, tell } = context;
  const operations = new Map<unknown, WireOperation<object, object, PersonAuthentication>>(
    data?.operations.map((operation) => [nameOf(operation), operation]),
  );

  const connectionOf = async (user: string): Promise<Connection | undefined> => {
    const userID = await links.userIDOf(user);
    if (userID === undefined) return undefined;
    try {
      return await withings.connection(userID);
    } catch (error) {
      if (WithingsConnectionError.isInstance(error) && error.code === "not_connected") return undefined;
      throw error;
    }
  };
  /** Does something with a user's connection; what Withings or the store refuses becomes an answer. */
  const withConnection = async (
    user: string,
    use: (connection: Connection) => Promise<Response>,
  ): Promise<Response> => {
    const connection = await connectionOf(user);
    if (!connection)
      return refused(409, {
        error: "not_connected",
        message: "The user has not connected a Withings account.",
      });
    try {
      return await use(connection);
    } catch (error) {
      if (WithingsError.isInstance(error)) return failureAnswer(error);
      throw error;
    }
  };

  return {
    status: async (user) => {
      const connection = await connectionOf(user);
      if (!connection) return json(200, { connected: false });
      const { userID, status, scopes, reason } = await connection.status();
      return json(200, { connected: true, userID, status, scopes, ...(reason && { reason }) });
    },

    disconnect: async (user) => {
      const userID = await links.userIDOf(user);
      if (userID === undefined) return json(200, { disconnected: false });
      // The link at last: where something fails before, the user can try again.
      const { revoked } = await withings.disconnect(userID);
      await links.unlink(user);
      tell({ type: "unlinked", user, userID });
      await context.call("disconnect", () => context.onDisconnected?.({ user, userID }));
      return json(200, { disconnected: true, revoked });
    },

    credentials: (user) =>
      withConnection(user, async (connection) => {
        const credentials = await appCredentials(connection, apps);
        return credentials
          ? json(200, { userID: connection.userID, credentials })
          : refused(403, {
              error: "credentials_not_allowed",
              message: "The backend gives away no credentials: see its option apps.credentials.",
            });
      }),

    call: (user, { operation: name, parameters = {} }) =>
      withConnection(user, async (connection) => {
        const operation = operations.get(name);
        const given = Object(parameters) as Readonly<Record<string, string>>;
        if (!operation)
          return refused(403, {
            error: "operation_not_allowed",
            message: "The operation is not among those of the backend's option data.operations.",
          });
        return json(200, await connection.call(operation, given));
      }),
  };
}

const statuses: Readonly<Partial<Record<WithingsErrorCode, number>>> = {
  configuration_invalid: 400,
  not_connected: 409,
  reauthorization_required: 409,
  scope_missing: 403,
  budget_exhausted: 503,
  rate_limited: 503,
  refresh_delayed: 503,
  timed_out: 504,
};

/** What a caller is told of a failure: its code and its figures, in our words, since messages may quote what was given. */
function failureAnswer({ code, status, waitSeconds, scopes, reason }: WithingsError): Response {
  const more = waitSeconds === undefined ? {} : { "retry-after": String(Math.ceil(waitSeconds)) };
  return json(
    statuses[code] ?? 502,
    {
      error: code,
      message:
        "The call could not be made, or Withings refused it. The word in error says why: docs/authorization.md, docs/connections.md and docs/data.md explain each.",
      ...{ status, waitSeconds, scopes, reason },
    },
    more,
  );
}
