import type { Parameter } from "./operation.js";

/** The parameters of every signed operation. */
export const clientId: Parameter = { type: "string", required: true, summary: "application id" };
export const nonce: Parameter = { type: "string", required: true, summary: "single-use value from getnonce" };
export const signature: Parameter = {
  type: "string",
  required: true,
  summary: "HMAC-SHA256 over action, client_id and nonce",
};
