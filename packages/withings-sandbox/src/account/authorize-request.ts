import { oauth2 } from "withings-kit/contract";
import type { SandboxContext } from "../context.js";
import { splitScopes } from "../scope.js";
import type { Application } from "../state/index.js";

/** An authorize URL that can be shown to a person. */
export interface AuthorizeRequest {
  readonly application: Application;
  /** As they were asked for, unknown ones included. */
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** Whether the browser may be sent to `redirectUri`. Nothing else decides that. */
  readonly registered: boolean;
  readonly state: string;
  readonly demo: boolean;
}

/** What is wrong with an authorize URL, in Withings' words. */
export interface AuthorizeProblem {
  readonly message: string;
}

/** Withings' own name for the person whom a login that holds several has chosen. */
export const selectedUser = "selecteduser";

/** What Withings shows for a redirect URI that is not registered, in place of a redirect. */
export const redirectMismatch: AuthorizeProblem = {
  message:
    "redirect_uri_mismatch: The redirect URI provided is missing or does not match partner callback url",
};

/**
 * Reads an authorize URL by the contract of the API.
 *
 * Withings' words are known for the redirect URI only; for the rest they follow those of its former token endpoint,
 * `invalid_params: invalid grant_type`.
 */
export function readAuthorizeRequest(
  url: URL,
  { state, options }: SandboxContext,
): AuthorizeRequest | AuthorizeProblem {
  for (const [name, parameter] of Object.entries(oauth2.authorize.parameters)) {
    const values = url.searchParams.getAll(name);
    const value = values[0] ?? "";
    if (values.length > 1) return { message: `invalid_params: ${name} given more than once` };
    if (value === "") {
      if (name === "redirect_uri") return redirectMismatch;
      if (parameter.required === true) return { message: `invalid_params: missing ${name}` };
    } else if (parameter.values?.includes(value) === false)
      return { message: `invalid_params: invalid ${name}` };
  }
  if (options.unknownAuthorizeParameters === "refused")
    for (const name of url.searchParams.keys())
      if (name !== selectedUser && !Object.hasOwn(oauth2.authorize.parameters, name))
        return { message: "invalid_params: unknown parameter" };
  const given = (name: string): string => url.searchParams.get(name) ?? "";
  const application = state.applications.get(given("client_id"));
  if (application === undefined) return { message: "invalid_params: invalid client_id" };
  const scopes = splitScopes(given("scope"));
  if (scopes.length === 0) return { message: "invalid_params: invalid scope" };
  const redirectUri = given("redirect_uri");
  const registered = state.applications.allowsRedirect(application, redirectUri);
  if (!registered && options.redirectMismatchTold === "at_once") return redirectMismatch;
  return {
    application,
    scopes,
    redirectUri,
    registered,
    state: given("state"),
    demo: given("mode") === "demo",
  };
}
