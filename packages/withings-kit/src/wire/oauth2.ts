// Printed from contract/oauth2.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

/**
 * Consent page.
 * What happens when a person refuses is not documented. Clients accept an `error` of `access_denied` in the redirect.
 * PKCE is not documented.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-authorize
 */
export const authorize: WireOperation<AuthorizeParameters, AuthorizeBody, "none"> = {
  service: "oauth2",
  host: "account",
  path: "/oauth2_user/authorize2",
  authentication: "none",
  reads: true,
  parameters: {
    response_type: { type: "string", required: true, values: "code" },
    client_id: { type: "string", required: true },
    state: { type: "string", required: true },
    scope: { type: "string", required: true },
    redirect_uri: { type: "string", required: true },
    mode: { type: "string", values: "demo" },
  },
};

/** What {@link authorize} takes. */
export interface AuthorizeParameters {
  /** Always code. */
  readonly response_type: "code";
  /** Application id. */
  readonly client_id: string;
  /** Opaque value that is echoed back. */
  readonly state: string;
  /** Scopes, separated by commas. */
  readonly scope: string;
  /** A registered callback URL. */
  readonly redirect_uri: string;
  /** Logs in the shared demo user. */
  readonly mode?: "demo" | undefined;
}

/** What {@link authorize} answers. */
export interface AuthorizeBody {
  /** The authorization code: valid for 30 seconds, once. */
  readonly code: string;
  /** The state that was sent. */
  readonly state: string;
}

/**
 * Registers an application.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-createclient
 */
export const createClient: WireOperation<CreateClientParameters, CreateClientBody, "signature"> = {
  service: "oauth2",
  action: "createclient",
  path: "/v2/oauth2",
  authentication: "signature",
  parameters: {
    name: { type: "string", required: true },
    description: { type: "string", required: true },
    intended_environment: { type: "string", required: true, values: "dev,stage,prod" },
    intended_integrations: {
      type: "json",
      required: true,
      values: "app_to_app,sdk,cellular,logistics",
      shape: ["string"],
    },
    redirect_uris: { type: "json", required: true, shape: ["string"] },
  },
};

/** What {@link createClient} takes. */
export interface CreateClientParameters {
  /** The application's name. */
  readonly name: string;
  /** What the application does. */
  readonly description: string;
  /** What it is for. */
  readonly intended_environment: "dev" | "stage" | "prod";
  /** Kinds of integration. */
  readonly intended_integrations: readonly ("app_to_app" | "sdk" | "cellular" | "logistics")[];
  /** Callback URLs, each of which is asked for a HEAD. */
  readonly redirect_uris: readonly string[];
}

/** What {@link createClient} answers. */
export interface CreateClientBody {
  /** The application's id. */
  readonly client_id: string;
  /** The application's secret. */
  readonly client_secret: string;
  /** Its name. */
  readonly name: string;
  /** What it does. */
  readonly desc: string;
  /** Where its picture is. */
  readonly img: string;
  /** Whether ten people can be linked at the most, since a callback URL is good for development only. */
  readonly is_restricted: boolean;
  /** The organization it belongs to. */
  readonly organization_id: number;
}

/**
 * Tokens of the shared demo user.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-getdemoaccess
 */
export const getDemoAccess: WireOperation<GetDemoAccessParameters, GetDemoAccessBody, "signature"> = {
  service: "oauth2",
  action: "getdemoaccess",
  path: "/v2/oauth2",
  authentication: "signature",
  parameters: { scope_oauth2: { type: "strings", required: true } },
};

/** What {@link getDemoAccess} takes. */
export interface GetDemoAccessParameters {
  /** Scopes of the demo token. */
  readonly scope_oauth2: readonly string[];
}

/** What {@link getDemoAccess} answers. */
export interface GetDemoAccessBody {
  /** The access token. */
  readonly access_token: string;
  /** The refresh token. */
  readonly refresh_token: string;
  /** For how long the access token is valid: 10800 (s). */
  readonly expires_in: number;
}

/**
 * Users linked to the application.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-listusers
 */
export const listUsers: WireOperation<ListUsersParameters, ListUsersBody, "signature"> = {
  service: "oauth2",
  action: "listusers",
  path: "/v2/oauth2",
  authentication: "signature",
  reads: true,
  rows: "users",
  parameters: { offset: "integer" },
};

/** What {@link listUsers} takes. */
export interface ListUsersParameters {
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link listUsers} answers. */
export interface ListUsersBody {
  /**
   * The users of this page. Withings' document puts the fields of one user straight into the body; a client that
   * was tried has this list. Unconfirmed.
   */
  readonly users: readonly LinkedUser[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/**
 * A new authorization code for a user whom the partner owns.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-recoverauthorizationcode
 */
export const recoverAuthorizationCode: WireOperation<
  RecoverAuthorizationCodeParameters,
  RecoverAuthorizationCodeBody,
  "signature"
> = {
  service: "oauth2",
  action: "recoverauthorizationcode",
  path: "/v2/oauth2",
  authentication: "signature",
  parameters: { userid: { type: "id", required: true } },
};

/** What {@link recoverAuthorizationCode} takes. */
export interface RecoverAuthorizationCodeParameters {
  /** Withings' id of the user. */
  readonly userid: number | string;
}

/** What {@link recoverAuthorizationCode} answers. */
export interface RecoverAuthorizationCodeBody {
  /** What belongs to the user. */
  readonly user: {
    /** An authorization code, valid for 10 minutes. */
    readonly code: string;
  };
}

/**
 * Tokens for a code or a refresh token.
 * The refresh token before stays valid for 8 hours, or until the new access token is used for the first time.
 * The same request twice within 10 seconds is answered with status 601.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-getaccesstoken
 */
export const requestToken: WireOperation<RequestTokenParameters, RequestTokenBody, "client"> = {
  service: "oauth2",
  action: "requesttoken",
  path: "/v2/oauth2",
  authentication: "client",
  parameters: {
    grant_type: { type: "string", required: true, values: "authorization_code,refresh_token" },
    code: { type: "string", required: true, when: "grant_type=authorization_code" },
    redirect_uri: { type: "string", when: "grant_type=authorization_code" },
    refresh_token: { type: "string", required: true, when: "grant_type=refresh_token" },
  },
};

/** What {@link requestToken} takes. */
export interface RequestTokenParameters {
  /** What is exchanged. */
  readonly grant_type: "authorization_code" | "refresh_token";
  /** The authorization code. With `grant_type` authorization_code. */
  readonly code?: string | undefined;
  /**
   * Equal to the one that was authorized; none for a code that no browser brought. With `grant_type`
   * authorization_code.
   */
  readonly redirect_uri?: string | undefined;
  /** The newest refresh token. With `grant_type` refresh_token. */
  readonly refresh_token?: string | undefined;
}

/** What {@link requestToken} answers. */
export interface RequestTokenBody {
  /** The person's id. A string when a code is exchanged, a number when a token is renewed. */
  readonly userid: number | string;
  /** The access token. */
  readonly access_token: string;
  /** The refresh token that replaces the one before, valid for a year. */
  readonly refresh_token: string;
  /** For how long the access token is valid: 10800 (s). */
  readonly expires_in: number;
  /** What was granted, separated by commas: perhaps less than was asked for. */
  readonly scope: string;
  /** For the web views of Withings' mobile SDK. */
  readonly csrf_token?: string;
  /** Bearer. */
  readonly token_type: string;
}

/**
 * Ends a user's link: tokens and notifications.
 *
 * @see https://developer.withings.com/api-reference/#tag/oauth2/operation/oauth2-revoke
 */
export const revoke: WireOperation<RevokeParameters, RevokeBody, "signature"> = {
  service: "oauth2",
  action: "revoke",
  path: "/v2/oauth2",
  authentication: "signature",
  parameters: { userid: { type: "id", required: true } },
};

/** What {@link revoke} takes. */
export interface RevokeParameters {
  /** Withings' id of the user. */
  readonly userid: number | string;
}

/** What {@link revoke} answers: nothing. */
export type RevokeBody = EmptyBody;

/** A user. */
export interface LinkedUser {
  /** The user's id for this application. */
  readonly hash_userid: string;
  /** The user's id. */
  readonly userid: number;
  /** The user's e-mail address. */
  readonly email: string;
  /** Whether the partner made the account. */
  readonly fully_owned: boolean;
}
