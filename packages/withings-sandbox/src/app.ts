import { type Context, Hono } from "hono";
import { accountRoutes } from "./account/routes.js";
import { type Api, createApi } from "./api/index.js";
import { envelopeText } from "./api/envelope.js";
import { type Parameters, readParameters } from "./api/parameters.js";
import type { SandboxContext } from "./context.js";
import { controlRoutes } from "./control/routes.js";
import { carryOut } from "./exchange.js";
import type { TakableFaults } from "./faults.js";
import type { Handle, Sender } from "./handle.js";
import { apiOperations, findOperation, operationName } from "./operations.js";
import { oauth2 } from "withings-kit/contract";
import type { WritableRequestLog } from "./request-log.js";
import type { Sandbox } from "./sandbox.js";

/** What the routes stand on. */
export interface AppParts {
  readonly context: SandboxContext;
  readonly faults: TakableFaults;
  readonly log: WritableRequestLog;
  /** The whole, for those who control it over HTTP. */
  readonly sandbox: () => Sandbox;
}

// Where Withings has services that this cloud does not have: they are not implemented, rather than not found.
const isOtherService = (path: string): boolean => /^\/(v2\/.*|measure)$/.test(path);

/** Account pages, API and control, on one origin. */
export function createApp({ context, faults, log, sandbox }: AppParts): {
  handle: Handle;
  forget: () => void;
} {
  const api = createApi(context);
  const account = accountRoutes(context);
  const app = new Hono<{ Bindings: { sender?: Sender } }>();

  app.onError((error) => {
    // A broken connection is for the carrier to act out; anything else is a defect of the sandbox that must be seen.
    throw error;
  });
  app.route("/_sandbox", controlRoutes(sandbox));
  const serve = ({ req, env }: Context<{ Bindings: { sender?: Sender } }>): Promise<Response> =>
    serveApi(req.raw, req.path, { api, context, faults, log, sender: env.sender });
  for (const path of new Set(apiOperations.map(({ path }) => path))) app.all(path, serve);
  // Not a route for every path: a second one that fits would cost each token request Hono's chain of handlers.
  app.notFound((call) =>
    isOtherService(call.req.path)
      ? serve(call)
      : serveAccount(call.req.raw, call.req.path, { account, faults, log }),
  );
  return {
    handle: (request, sender) => app.fetch(request, sender === undefined ? {} : { sender }),
    forget: api.clear,
  };
}

type AccountParts = Pick<AppParts, "faults" | "log"> & { readonly account: Hono };

async function serveAccount(request: Request, path: string, parts: AccountParts): Promise<Response> {
  return carryOut(
    {
      method: request.method,
      path,
      operation:
        path === oauth2.authorize.path
          ? operationName(oauth2.authorize)
          : `account ${path.slice(1) || "front"}`,
      parameters: await pageParameters(request),
      request,
      answer: async () => ({ response: await parts.account.fetch(request) }),
    },
    parts,
  );
}

type ApiParts = Omit<AppParts, "sandbox"> & { readonly api: Api; readonly sender: Sender | undefined };

async function serveApi(
  request: Request,
  path: string,
  { api, context, faults, log, sender }: ApiParts,
): Promise<Response> {
  const parameters = await readParameters(request);
  if (parameters === undefined) return new Response("The body is too long.", { status: 413 });
  const operation = findOperation(path, parameters.get("action"));
  const { method } = request;
  return carryOut(
    {
      method,
      path,
      operation: operation === undefined ? "" : operationName(operation),
      parameters,
      request,
      answer: async ({ send }) => {
        const answer = await api.answer({
          method,
          operation,
          parameters,
          authorization: request.headers.get("authorization"),
        });
        const { emptyErrorBody, contentType } = context.options;
        // No CORS headers: Withings does not serve pages.
        return { response: send(envelopeText(answer, emptyErrorBody), contentType), status: answer.status };
      },
    },
    { faults, log, sender },
  );
}

/** The parameters of a page, read from a copy so that the page can read them itself. */
async function pageParameters(request: Request): Promise<Parameters> {
  return (
    (await readParameters(request.method === "POST" ? request.clone() : request)) ?? new Map<string, string>()
  );
}
