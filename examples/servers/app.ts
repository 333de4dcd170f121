// The application that every server beside this runs: one page, and the handlers of withings-kit/server. Nothing in it is one server's own.
import {
  type Cloud,
  type ConnectionStore,
  createWithings,
  ReauthorizationRequired,
  WithingsConnectionError,
} from "withings-kit";
import { storeLinks, withingsHandlers } from "withings-kit/server";
import { pageOf } from "./page.ts";
import { readSession, sessionCookie } from "./session.ts";
import { type View, viewOf } from "./view.ts";

/** What differs from one server to the next. */
export interface AppOptions {
  readonly clientID: string;
  readonly clientSecret: string;
  /** `https://<your server>/withings/callback`, exactly as registered at Withings. */
  readonly redirectUri: string;
  /** Where connections are kept, and who of the users is whom. */
  readonly store: ConnectionStore;
  /** 32 characters or more that nobody can guess; the same in every process. */
  readonly secret: string;
  /** The secret end of the address for notifications: 20 characters or more. Without it, none are taken. */
  readonly webhookToken?: string | undefined;
  readonly cloud?: Cloud | undefined;
}

/** The application, in parts for servers that route by themselves. */
export interface App {
  /** Everything under `/withings`; `undefined` for what is not. */
  readonly withings: (request: Request) => Promise<Response | undefined>;
  /** The page at `/`. */
  readonly home: (request: Request) => Promise<Response>;
  /** Both, for servers that are one function. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** What the page shows to a user, for servers that draw it by themselves. */
  readonly view: (user: string | undefined, outcome: string | null) => Promise<View>;
}

/** Makes the application. */
export function createApp(options: AppOptions): App {
  const { clientID, clientSecret, redirectUri, store, secret, cloud, webhookToken } = options;
  const withings = createWithings({ clientID, clientSecret, redirectUri, store, cloud });
  const links = storeLinks(store);

  const handle = withingsHandlers({
    withings,
    links,
    secret,
    scope: "user.info,user.metrics",
    // Your own sign-in stands here.
    identify: (request) => readSession(request.headers.get("cookie")),
    returnTo: "/",
    webhook: webhookToken === undefined ? undefined : { token: webhookToken, onNotification },
    onEvent: (event) => {
      console.log(event.type, "error" in event ? event.error : "");
    },
  });

  const view = async (user: string | undefined, outcome: string | null): Promise<View> => {
    const userID = user === undefined ? undefined : await links.userIDOf(user);
    if (userID === undefined) return viewOf({ outcome });
    try {
      const connection = await withings.connection(userID);
      const since = new Date(Date.now() - 60 * 24 * 60 * 60 * 1000);
      const groups = await connection.measures
        .list({ types: ["weight"], category: "measurement", since })
        .toArray({ limit: 500 });
      const weighIns = groups.flatMap(({ takenAt, timeZone, weight }) =>
        weight ? [{ takenAt, timeZone, kg: weight.kg }] : [],
      );
      return viewOf({ outcome, weighIns });
    } catch (error) {
      // Ended at Withings, such as in the person's own account: they may connect again.
      if (!ReauthorizationRequired.isInstance(error) && !WithingsConnectionError.isInstance(error))
        throw error;
      return viewOf({ outcome: "over" });
    }
  };

  const home = async (request: Request): Promise<Response> => {
    const { cookie, user } = sessionCookie(request, { secure: redirectUri.startsWith("https:") });
    return pageOf(await view(user, new URL(request.url).searchParams.get("withings")), { cookie });
  };

  return {
    withings: handle,
    home,
    view,
    fetch: async (request) => {
      const answered = await handle(request);
      if (answered !== undefined) return answered;
      const isHome = new URL(request.url).pathname === "/" && /^(GET|HEAD)$/.test(request.method);
      return isHome ? home(request) : new Response("Not found\n", { status: 404 });
    },
  };
}

/** Put it into a queue here; fetch what was measured afterwards. */
function onNotification({ category, userID }: { category: { name: string }; userID: string | null }): void {
  console.log(`notification: ${category.name} of ${userID ?? "nobody"}`);
}
