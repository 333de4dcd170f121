import type { SandboxContext } from "../context.js";
import { knownScopes } from "withings-kit";
import { splitScopes } from "../scope.js";
import { accessTokenSeconds } from "../state/grants.js";
import type { Pair } from "../state/index.js";
import { type Answer, invalid, refusal, success, wrongCallbackUrl } from "./answer.js";
import type { Call } from "./call.js";

const known: ReadonlySet<string> = new Set(knownScopes);

/** Exchanges a code, or renews. */
export function requestToken(call: Call): Answer {
  return call.parameters.get("grant_type") === "refresh_token" ? renew(call) : exchange(call);
}

function exchange({ context, application, parameters }: Call): Answer {
  const { state, options } = context;
  const code = state.codes.redeem(parameters.get("code") ?? "", application.clientID);
  if (code === undefined) return invalid("code");
  if (code.redirectUri !== undefined && code.redirectUri !== parameters.get("redirect_uri"))
    return options.wrongRedirectUriStatus === 503 ? invalid("code") : wrongCallbackUrl;
  if (!state.links.hasRoom(application, code.personId))
    return refusal(options.restrictedStatus, "The application is restricted and has 10 users already");

  const grant = { clientId: application.clientID, personId: code.personId, scopes: code.scopes };
  state.links.put(grant);
  return success(tokenBody(state.grants.issue(grant), "string", context));
}

function renew({ context, application, parameters }: Call): Answer {
  const pair = context.state.grants.refresh(parameters.get("refresh_token") ?? "", application.clientID);
  return pair === undefined ? invalid("refresh_token") : success(tokenBody(pair, "number", context));
}

/** Tokens of the shared demo person. Withings answers them without a user id. */
export function getDemoAccess({ context, application, parameters }: Call): Answer {
  const scopes = splitScopes(parameters.get("scope_oauth2") ?? "").filter((scope) => known.has(scope));
  if (scopes.length === 0) return invalid("scope_oauth2");
  const { state } = context;
  const grant = { clientId: application.clientID, personId: state.people.demo.id, scopes };
  state.links.put(grant);
  const { accessToken, refreshToken } = state.grants.issue(grant);
  return success({
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: accessTokenSeconds,
  });
}

/**
 * The body of a token answer. The type of `userid` differs between the two grants, as recorded.
 *
 * @see https://github.com/tomek-i/withings-sdk/blob/main/AGENTS.md
 */
function tokenBody(pair: Pair, observed: "string" | "number", { options, random }: SandboxContext): object {
  const shape = options.useridShape === "observed" ? observed : options.useridShape;
  return {
    userid: shape === "string" ? String(pair.personId) : pair.personId,
    access_token: pair.accessToken,
    refresh_token: pair.refreshToken,
    expires_in: accessTokenSeconds,
    scope: pair.scopes.join(","),
    ...(options.csrfToken ? { csrf_token: random.hex(40) } : {}),
    token_type: "Bearer",
  };
}
