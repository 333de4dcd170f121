import { heart, notify, oauth2, type Operation, signature } from "withings-kit/contract";
import type { SandboxContext } from "../context.js";
import { deviceHandlers, partnerHandlers } from "../partner/handlers.js";
import { getSignedEcg } from "../partner/signals.js";
import {
  type Answer,
  contractOnly,
  doubtful,
  insufficientScope,
  invalid,
  invalidToken,
  notImplemented,
} from "./answer.js";
import { authenticateClient } from "./authenticate.js";
import type { BearerHandler, ClientHandler } from "./call.js";
import { dataHandlers } from "./data-handlers.js";
import { createLimits } from "./limits.js";
import { get, list, revoke as unsubscribe, subscribe, subscribeApplication, update } from "./notify.js";
import { checkParameters, type Parameters } from "./parameters.js";
import { getNonce } from "./signature.js";
import { getDemoAccess, requestToken } from "./tokens.js";

const clientHandlers = new Map<Operation, ClientHandler>([
  [oauth2.requestToken, requestToken],
  [oauth2.getDemoAccess, getDemoAccess],
  [signature.getNonce, getNonce],
  [notify.subscribe, subscribeApplication],
  [heart.get, getSignedEcg],
  ...partnerHandlers,
]);

const bearerHandlers = new Map<Operation, BearerHandler>([
  ...dataHandlers,
  ...deviceHandlers,
  [notify.subscribe, subscribe],
  [notify.list, list],
  [notify.get, get],
  [notify.revoke, unsubscribe],
  [notify.update, update],
]);

/** Whether a call that may be made with a token or with a signature is of the signed kind. */
function isSigned({ signedWhen }: Operation, parameters: Parameters): boolean {
  if (signedWhen === undefined) return false;
  const value = parameters.get(signedWhen.parameter);
  return signedWhen.value === undefined ? value !== undefined : value === signedWhen.value;
}

/** A request to the API, read but not judged. */
export interface ApiRequest {
  readonly method: string;
  readonly operation: Operation | undefined;
  readonly parameters: Parameters;
  /** The header `Authorization`. */
  readonly authorization: string | null;
}

/** The API side of the cloud. */
export interface Api {
  /** Withings' answer to a request, whatever is in it. */
  answer(request: ApiRequest): Answer | Promise<Answer>;
  /** Forgets which requests came lately. */
  readonly clear: () => void;
}

/** An {@link Api} on what the cloud knows. */
export function createApi(context: SandboxContext): Api {
  const limits = createLimits(context.clock, context.options);
  const { state, options } = context;

  const answerClient = (
    operation: Operation,
    { parameters }: ApiRequest,
    handler: ClientHandler,
  ): Answer | Promise<Answer> => {
    const clientId = parameters.get("client_id");
    if (clientId === undefined || clientId === "") return invalid("client_id");
    const application = state.applications.get(clientId);
    return (
      (application && limits.rate(clientId)) ??
      limits.duplicate({ operation, parameters }) ??
      checkParameters(operation, parameters) ??
      (application === undefined
        ? doubtful(options.wrongClientStatus, "client_id")
        : (authenticateClient({ operation, application, parameters }, context) ??
          (operation.access === "contract" && !application.contract
            ? contractOnly(options.contractOnlyStatus)
            : handler({ context, application, parameters }))))
    );
  };

  const answerBearer = (
    operation: Operation,
    { parameters, authorization }: ApiRequest,
    handler: BearerHandler,
  ): Answer | Promise<Answer> => {
    const accessToken =
      /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ??
      (options.accessTokenParameter ? parameters.get("access_token") : undefined);
    const pair = accessToken === undefined ? undefined : state.grants.find(accessToken);
    const application = pair && state.applications.get(pair.clientId);
    if (pair === undefined || application === undefined) return invalidToken;
    const tooOften = limits.rate(application.clientID) ?? limits.duplicate({ operation, parameters, pair });
    if (tooOften !== undefined) return tooOften;
    state.grants.use(pair);
    if (operation.scopes.length > 0 && !operation.scopes.some((scope) => pair.scopes.includes(scope)))
      return insufficientScope;
    if (operation.access === "contract" && !application.contract)
      return contractOnly(options.contractOnlyStatus);
    return checkParameters(operation, parameters) ?? handler({ context, application, parameters, pair });
  };

  return {
    answer: (request) => {
      const { operation, method, parameters } = request;
      if (operation === undefined) return notImplemented;
      const bearerHandler = isSigned(operation, parameters) ? undefined : bearerHandlers.get(operation);
      const reads = (method === "GET" || method === "HEAD") && options.dataCallsByGet;
      if (method !== "POST" && !(bearerHandler !== undefined && reads)) return notImplemented;
      if (bearerHandler !== undefined) return answerBearer(operation, request, bearerHandler);
      const clientHandler = clientHandlers.get(operation);
      return clientHandler === undefined ? notImplemented : answerClient(operation, request, clientHandler);
    },
    clear: limits.clear,
  };
}
