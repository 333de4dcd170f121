import type { Operation } from "./operation.js";
import { signaturePath } from "./paths.js";
import { clientId } from "./signed.js";

/** A nonce for one signed call: valid 30 minutes, once. */
export const getNonce: Operation = {
  service: "signature v2",
  action: "getnonce",
  method: "POST",
  host: "api",
  path: signaturePath,
  authentication: "signature",
  access: "public",
  scopes: [],
  parameters: {
    client_id: clientId,
    timestamp: { type: "integer", required: true, summary: "now, in Unix seconds" },
    signature: {
      type: "string",
      required: true,
      summary: "HMAC-SHA256 over action, client_id and timestamp",
    },
  },
  summary: "a nonce for one signed call",
};
