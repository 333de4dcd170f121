import { boolean, id, integer, array, object, page, text } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameters } from "./parameter.js";
import { offset, userid } from "./parameters.js";
import { authorizePath, oauth2Path } from "./paths.js";
import { clientId, signed, signedInstead } from "./signed.js";

/** The consent page. A GET that a browser makes. */
export const authorize: Operation = {
  service: "oauth2",
  operationId: "oauth2-authorize",
  method: "GET",
  host: "account",
  path: authorizePath,
  authentication: "none",
  access: "public",
  scopes: [],
  effect: "reads",
  parameters: {
    response_type: { type: "string", required: true, values: ["code"], summary: "always code" },
    client_id: { type: "string", required: true, summary: "application id" },
    state: { type: "string", required: true, summary: "opaque value that is echoed back" },
    scope: { type: "string", required: true, summary: "scopes, separated by commas" },
    redirect_uri: { type: "string", required: true, summary: "a registered callback URL" },
    mode: { type: "string", required: false, values: ["demo"], summary: "logs in the shared demo user" },
  },
  answer: {
    code: text("the authorization code: valid for 30 seconds, once"),
    state: text("the state that was sent"),
  },
  summary: "consent page",
  notes: [
    "What happens when a person refuses is not documented. Clients accept an `error` of `access_denied` in the redirect.",
    "PKCE is not documented.",
  ],
  source: reference("oauth2-authorize"),
};

const post = {
  service: "oauth2",
  method: "POST",
  host: "api",
  path: oauth2Path,
  scopes: [],
} as const;

const lifetime = integer("for how long the access token is valid: 10800", { unit: "s" });

/** Exchanges a code, or renews. */
export const requestToken: Operation = {
  ...post,
  operationId: "oauth2-getaccesstoken",
  action: "requesttoken",
  authentication: "client",
  access: "public",
  effect: "writes",
  parameters: {
    grant_type: {
      type: "string",
      required: true,
      values: ["authorization_code", "refresh_token"],
      summary: "what is exchanged",
    },
    ...signedInstead,
    client_id: clientId,
    client_secret: {
      type: "string",
      required: "conditional",
      proof: true,
      summary: "either this, or nonce and signature",
    },
    code: {
      type: "string",
      required: "conditional",
      when: { parameter: "grant_type", value: "authorization_code" },
      summary: "the authorization code",
    },
    redirect_uri: {
      type: "string",
      required: false,
      when: { parameter: "grant_type", value: "authorization_code" },
      summary: "equal to the one that was authorized; none for a code that no browser brought",
    },
    refresh_token: {
      type: "string",
      required: "conditional",
      when: { parameter: "grant_type", value: "refresh_token" },
      summary: "the newest refresh token",
    },
  },
  choices: [[["client_secret"], ["nonce", "signature"]]],
  answer: {
    userid: id("the person's id", {
      note: "A string when a code is exchanged, a number when a token is renewed.",
    }),
    access_token: text("the access token"),
    refresh_token: text("the refresh token that replaces the one before, valid for a year"),
    expires_in: lifetime,
    scope: text("what was granted, separated by commas: perhaps less than was asked for"),
    csrf_token: text("for the web views of Withings' mobile SDK", { optional: true }),
    token_type: text("Bearer"),
  },
  summary: "tokens for a code or a refresh token",
  notes: [
    "The refresh token before stays valid for 8 hours, or until the new access token is used for the first time.",
    "The same request twice within 10 seconds is answered with status 601.",
  ],
  source: reference("oauth2-getaccesstoken"),
};

/** A new code for a user whom the partner owns. */
export const recoverAuthorizationCode: Operation = {
  ...post,
  operationId: "oauth2-recoverauthorizationcode",
  action: "recoverauthorizationcode",
  authentication: "signature",
  access: "contract",
  effect: "writes",
  parameters: { ...signed, userid },
  answer: {
    user: object(
      { code: text("an authorization code, valid for 10 minutes") },
      { summary: "what belongs to the user" },
    ),
  },
  summary: "a new authorization code for a user whom the partner owns",
  source: reference("oauth2-recoverauthorizationcode"),
};

const linkedUser = {
  hash_userid: text("the user's id for this application"),
  userid: integer("the user's id"),
  email: text("the user's e-mail address"),
  fully_owned: boolean("whether the partner made the account"),
};

/** The users who are linked to the application. */
export const listUsers: Operation = {
  ...post,
  operationId: "oauth2-listusers",
  action: "listusers",
  authentication: "signature",
  access: "contract",
  effect: "reads",
  parameters: { ...signed, offset },
  answer: {
    users: array(object(linkedUser, { name: "LinkedUser", summary: "a user" }), {
      summary: "the users of this page",
      certainty: "unconfirmed",
      note: "Withings' document puts the fields of one user straight into the body; a client that was tried has this list.",
    }),
    ...page,
  },
  paging: { rows: "users", certainty: "unconfirmed" },
  summary: "users linked to the application",
  source: reference("oauth2-listusers"),
};

/** Ends a user's link. */
export const revoke: Operation = {
  ...post,
  operationId: "oauth2-revoke",
  action: "revoke",
  authentication: "signature",
  access: "public",
  effect: "writes",
  parameters: { ...signed, userid },
  answer: {},
  summary: "ends a user's link: tokens and notifications",
  source: reference("oauth2-revoke"),
};

/** Tokens of the shared demo user. */
export const getDemoAccess: Operation = {
  ...post,
  operationId: "oauth2-getdemoaccess",
  action: "getdemoaccess",
  authentication: "signature",
  access: "public",
  effect: "writes",
  parameters: {
    ...signed,
    scope_oauth2: { type: "strings", required: true, summary: "scopes of the demo token" },
  },
  answer: {
    access_token: text("the access token"),
    refresh_token: text("the refresh token"),
    expires_in: lifetime,
  },
  summary: "tokens of the shared demo user",
  source: reference("oauth2-getdemoaccess"),
};

const newClient: Parameters = {
  name: { type: "string", required: true, summary: "the application's name" },
  description: { type: "string", required: true, summary: "what the application does" },
  intended_environment: {
    type: "string",
    required: true,
    values: ["dev", "stage", "prod"],
    summary: "what it is for",
  },
  intended_integrations: {
    type: "json",
    required: true,
    values: ["app_to_app", "sdk", "cellular", "logistics"],
    json: array(text("a kind of integration"), { summary: "kinds of integration" }),
    summary: "kinds of integration",
  },
  redirect_uris: {
    type: "json",
    required: true,
    json: array(text("a callback URL"), { summary: "callback URLs" }),
    summary: "callback URLs, each of which is asked for a HEAD",
  },
};

/** Registers an application. */
export const createClient: Operation = {
  ...post,
  operationId: "oauth2-createclient",
  action: "createclient",
  authentication: "signature",
  access: "contract",
  effect: "writes",
  parameters: { ...signed, ...newClient },
  answer: {
    client_id: text("the application's id"),
    client_secret: text("the application's secret"),
    name: text("its name"),
    desc: text("what it does"),
    img: text("where its picture is"),
    is_restricted: boolean(
      "whether ten people can be linked at the most, since a callback URL is good for development only",
    ),
    organization_id: integer("the organization it belongs to"),
  },
  summary: "registers an application",
  source: reference("oauth2-createclient"),
};
