import { text } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { signaturePath } from "./paths.js";
import { clientId, signature } from "./signed.js";

/** A nonce for one signed call: valid 30 minutes, once. */
export const getNonce: Operation = {
  service: "signature v2",
  operationId: "signaturev2-getnonce",
  action: "getnonce",
  method: "POST",
  host: "api",
  path: signaturePath,
  authentication: "signature",
  access: "public",
  scopes: [],
  // It makes something, but nothing that another call would miss.
  effect: "reads",
  parameters: {
    client_id: clientId,
    timestamp: { type: "time", required: true, proof: true, summary: "now" },
    signature: { ...signature, summary: "HMAC-SHA256 over action, client_id and timestamp" },
  },
  answer: { nonce: text("the nonce: 40 hexadecimal digits in Withings' samples") },
  summary: "a nonce for one signed call",
  notes: ["A nonce is valid for 30 minutes, and once."],
  source: reference("signaturev2-getnonce"),
};
