import type { Operation } from "./operation.js";
import { authorizePath, oauth2Path } from "./paths.js";
import { clientId, nonce, signature } from "./signed.js";

/** The consent page. A GET that a browser makes. */
export const authorize: Operation = {
  service: "oauth2",
  method: "GET",
  host: "account",
  path: authorizePath,
  authentication: "none",
  access: "public",
  scopes: [],
  parameters: {
    response_type: { type: "string", required: true, values: ["code"], summary: "always code" },
    client_id: clientId,
    state: { type: "string", required: true, summary: "opaque value that is echoed back" },
    scope: { type: "string", required: true, summary: "comma-separated scopes" },
    redirect_uri: { type: "string", required: true, summary: "a registered callback URL" },
    mode: { type: "string", required: false, values: ["demo"], summary: "logs in the shared demo user" },
  },
  summary: "consent page",
};

const signed = { client_id: clientId, nonce, signature };
const post = { service: "oauth2", method: "POST", host: "api", path: oauth2Path, scopes: [] } as const;

/** Exchanges a code, or renews. */
export const requestToken: Operation = {
  ...post,
  action: "requesttoken",
  authentication: "client",
  access: "public",
  parameters: {
    grant_type: {
      type: "string",
      required: true,
      values: ["authorization_code", "refresh_token"],
      summary: "what is exchanged",
    },
    client_id: clientId,
    client_secret: {
      type: "string",
      required: "conditional",
      excludes: ["nonce", "signature"],
      summary: "either this, or nonce and signature",
    },
    nonce: { ...nonce, required: "conditional", excludes: ["client_secret"] },
    signature: { ...signature, required: "conditional", excludes: ["client_secret"] },
    code: { type: "string", required: "conditional", summary: "with grant_type authorization_code" },
    redirect_uri: {
      type: "string",
      required: "conditional",
      summary: "with grant_type authorization_code; equal to the one that was authorized",
    },
    refresh_token: { type: "string", required: "conditional", summary: "with grant_type refresh_token" },
  },
  summary: "tokens for a code or a refresh token",
};

export const recoverAuthorizationCode: Operation = {
  ...post,
  action: "recoverauthorizationcode",
  authentication: "signature",
  access: "contract",
  parameters: {
    ...signed,
    userid: { type: "integer", required: true, summary: "Withings user id" },
  },
  summary: "a new authorization code for a user whom the partner owns",
};

export const listUsers: Operation = {
  ...post,
  action: "listusers",
  authentication: "signature",
  access: "contract",
  parameters: {
    ...signed,
    offset: { type: "integer", required: false, summary: "cursor from the page before" },
  },
  summary: "users linked to the application",
};

export const revoke: Operation = {
  ...post,
  action: "revoke",
  authentication: "signature",
  access: "public",
  parameters: {
    ...signed,
    userid: { type: "integer", required: true, summary: "Withings user id" },
  },
  summary: "ends a user's link: tokens and notifications",
};

export const getDemoAccess: Operation = {
  ...post,
  action: "getdemoaccess",
  authentication: "signature",
  access: "public",
  parameters: {
    ...signed,
    scope_oauth2: { type: "string", required: true, summary: "scopes of the demo token" },
  },
  summary: "tokens of the shared demo user",
};

export const createClient: Operation = {
  ...post,
  action: "createclient",
  authentication: "signature",
  access: "contract",
  parameters: {
    ...signed,
    name: { type: "string", required: true, summary: "application name" },
    description: { type: "string", required: true, summary: "what the application does" },
    intended_environment: {
      type: "string",
      required: true,
      values: ["dev", "stage", "prod"],
      summary: "environment",
    },
    intended_integrations: {
      type: "json-strings",
      required: true,
      values: ["app_to_app", "sdk", "cellular", "logistics"],
      summary: "kinds of integration",
    },
    redirect_uris: { type: "json-strings", required: true, summary: "callback URLs" },
  },
  summary: "registers an application",
};
