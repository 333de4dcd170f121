import type { Parameter, Parameters } from "./parameter.js";

/** The parameters of every signed operation. */
export const clientId: Parameter = {
  type: "string",
  required: true,
  proof: true,
  summary: "application id",
};
export const nonce: Parameter = {
  type: "string",
  required: true,
  proof: true,
  summary: "single-use value from getnonce",
};
export const signature: Parameter = {
  type: "string",
  required: true,
  proof: true,
  summary: "HMAC-SHA256 over action, client_id and nonce",
};

/** All three. */
export const signed: Parameters = { client_id: clientId, nonce, signature };

/** All three, where a call may also be made with an access token. */
export const signedInstead: Parameters = {
  client_id: { ...clientId, required: "conditional" },
  nonce: { ...nonce, required: "conditional" },
  signature: { ...signature, required: "conditional" },
};
