import { WithingsError } from "../errors.js";
import { completed, empty, refused } from "./answers.js";
import { appLogin } from "./app-login.js";
import { browserLogin } from "./browser-login.js";
import { createContext, type ServerContext } from "./context.js";
import { jsonGuard } from "./json-guard.js";
import type { WithingsHandlersOptions } from "./options.js";
import { isOutcome } from "./outcome.js";
import { outcomePage } from "./pages.js";
import { personRoutes } from "./person-routes.js";
import { sendBack, showBridge } from "./send-back.js";
import { webhook } from "./webhook/webhook.js";

type Body = Readonly<Record<string, unknown>>;

/** A route, by its name under the path. */
type Route =
  /** Opened by browsers. */
  | { readonly kind: "page"; readonly answer: (request: Request, url: URL) => Promise<Response> }
  /** Called by pages and apps. */
  | {
      readonly kind: "get" | "post";
      readonly answer: (user: string, body: Body) => Promise<Response>;
    }
  /** Called by apps, whose people may be no users. */
  | { readonly kind: "app"; readonly answer: (user: string | undefined, body: Body) => Promise<Response> };

const longestUrl = 8 * 1024;

/**
 * Everything that a server does for logins at Withings: sends people there, takes them back, keeps who is whom, and gives apps without a
 * secret what they may have. Fits into any server that speaks `Request` and `Response`.
 *
 * @returns a handler: `undefined` for what is not under `basePath`.
 * @throws {@link WithingsConfigurationError} when an option cannot be used.
 *
 * @example
 * ```ts
 * const handle = withingsHandlers({
 *   withings, // createWithings({ ..., redirectUri: "https://app.example.com/withings/callback" })
 *   scope: "user.info,user.metrics",
 *   secret: process.env.SESSION_SECRET,
 *   identify: (request) => userOfSession(request),
 *   links: storeLinks(store),
 *   returnTo: "/settings",
 * });
 * app.all("/withings/*", async (context) => (await handle(context.req.raw)) ?? context.notFound());
 * ```
 */
export function withingsHandlers(
  options: WithingsHandlersOptions,
): (request: Request) => Promise<Response | undefined> {
  const context = createContext(options);
  const { basePath, tell, onEvent } = context;
  const routes = routesOf(context);
  const guard = jsonGuard(context);
  const takeNotification =
    context.webhook && webhook({ ...context.webhook, onEvent: context.webhook.onEvent ?? tell });

  const callRoute = async (
    route: Exclude<Route, { kind: "page" }>,
    { request, name }: { readonly request: Request; readonly name: string },
  ): Promise<Response> => {
    const { method } = request;
    if (method === "OPTIONS") return guard.preflight(request);
    const allowed = route.kind === "get" ? ["GET", "HEAD"] : ["POST"];
    if (!allowed.includes(method)) return notAllowed([...allowed, "OPTIONS"]);
    const refusal = guard.refusal(request, name);
    if (refusal) return refusal;
    if (method === "HEAD") return empty(200);
    const body = method === "POST" ? await guard.bodyOf(request) : {};
    if (body instanceof Response) return body;
    const user = await context.whoIs(request);
    if (route.kind === "app" && (user !== undefined || context.apps?.anonymous))
      return route.answer(user, body);
    return user === undefined || route.kind === "app"
      ? refused(401, { error: "signed_out", message: "Nobody is signed in to the application." })
      : route.answer(user, body);
  };

  const answer = async (request: Request, url: URL): Promise<Response> => {
    const name = url.pathname.slice(basePath.length + 1);
    if (takeNotification && name.startsWith("webhook/")) return takeNotification(request);
    if (request.url.length > longestUrl) return empty(414);
    const route = routes.get(name);
    if (!route) return refused(404, { error: "not_found", message: "There is nothing here." });
    if (route.kind !== "page") return guard.share(request, await callRoute(route, { request, name }));
    // Withings asks with HEAD whether somebody answers callbacks, as link checkers do: nothing else comes of it.
    if (request.method === "HEAD") return empty(200);
    return request.method === "GET" ? route.answer(request, url) : notAllowed(["GET", "HEAD"]);
  };

  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(`${basePath}/`)) return undefined;
    try {
      return completed(await answer(request, url));
    } catch (error) {
      if (!onEvent) throw error;
      const route = url.pathname.slice(basePath.length + 1);
      const name = routes.has(route) ? route : "webhook";
      tell({ type: "failed", route: name, error });
      // Away from the address with the code.
      if (name === "callback") return sendBack({ outcome: "failed", returnTo: undefined }, context);
      return routes.get(name)?.kind === "page"
        ? outcomePage("failed", 500)
        : guard.share(request, failed(error));
    }
  };
}

function routesOf(context: ServerContext): ReadonlyMap<string, Route> {
  const { page = outcomePage, returnAddresses, tell, whoIs, apps, data } = context;
  const browsers = browserLogin(context);
  const app = appLogin(context);
  const person = personRoutes(context);

  return new Map<string, Route>([
    [
      "connect",
      {
        kind: "page",
        answer: async (request, { searchParams }) => {
          const user = await whoIs(request);
          if (user === undefined) return outcomePage("signed_out", 401);
          const asked = searchParams.get("returnTo");
          const returnTo = returnAddresses.choose(asked);
          if (asked !== null && returnTo === undefined)
            return refused(400, {
              error: "return_to_not_allowed",
              message: "returnTo is not among the addresses that the option returnTo lists.",
            });
          return browsers.connect({ user, returnTo, request });
        },
      },
    ],
    [
      "callback",
      {
        kind: "page",
        answer: async (request, { search, searchParams }) => {
          const [state, ...others] = searchParams.getAll("state");
          const login = { request, search, state: state ?? "" };
          const answer =
            state && others.length === 0
              ? ((await browsers.callback(login)) ?? (await app.callback(login)))
              : undefined;
          if (answer) return answer;
          tell({ type: "callbackIgnored", reason: "no_login" });
          return sendBack({ outcome: "unknown_login", returnTo: undefined }, context);
        },
      },
    ],
    [
      "result",
      {
        kind: "page",
        answer: async (_request, { searchParams }) => {
          const outcome = searchParams.get("outcome") ?? "";
          return isOutcome(outcome) ? page(outcome) : outcomePage("unknown_login", 404);
        },
      },
    ],
    [
      "return",
      {
        kind: "page",
        answer: (_request, { searchParams }) => showBridge(searchParams.get("to") ?? "", context),
      },
    ],
    ["status", { kind: "get", answer: person.status }],
    ["disconnect", { kind: "post", answer: person.disconnect }],
    ...(data ? ([["call", { kind: "post", answer: person.call }]] as const) : []),
    ...(apps
      ? ([
          ["attempts", { kind: "app", answer: app.begin }],
          ["tickets", { kind: "app", answer: app.redeem }],
          ["credentials", { kind: "post", answer: person.credentials }],
        ] as const)
      : []),
  ]);
}

function notAllowed(methods: readonly string[]): Response {
  const allow = { allow: methods.join(", ") };
  return refused(405, { error: "method_not_allowed", message: "See the header Allow." }, allow);
}

/** What a page or an app is told when something failed here. */
function failed(error: unknown): Response {
  const code = WithingsError.isInstance(error) ? error.code : "failed";
  return refused(500, {
    error: code,
    message: "Something failed on the server, which was told what it was. Try again later.",
  });
}
