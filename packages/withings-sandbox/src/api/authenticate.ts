import { createHmac, timingSafeEqual } from "node:crypto";
import type { Operation } from "withings-kit/contract";
import type { SandboxContext } from "../context.js";
import type { Application } from "../state/index.js";
import { type Answer, doubtful, invalid } from "./answer.js";
import type { Parameters } from "./parameters.js";

/** Withings' signature: HMAC-SHA256 in hexadecimal, over the values joined by commas. */
function sign(clientSecret: string, values: readonly string[]): string {
  return createHmac("sha256", clientSecret).update(values.join(",")).digest("hex");
}

/** What a client that has to prove itself sent. */
export interface ClientProof {
  readonly operation: Operation;
  readonly application: Application;
  readonly parameters: Parameters;
}

/**
 * Checks who calls: by the secret, or by nonce and signature.
 *
 * @returns Withings' refusal when the proof is wrong.
 */
export function authenticateClient(proof: ClientProof, context: SandboxContext): Answer | undefined {
  const { operation, application, parameters } = proof;
  if (operation.authentication === "client" && !parameters.has("signature")) {
    const secret = parameters.get("client_secret");
    if (secret === undefined || secret === "") return invalid("client_secret");
    if (!isEqual(secret, application.clientSecret))
      return doubtful(context.options.wrongClientStatus, "client_secret");
    return undefined;
  }
  return "timestamp" in operation.parameters ? checkTimestamp(proof, context) : checkNonce(proof, context);
}

function checkNonce(proof: ClientProof, { state, options }: SandboxContext): Answer | undefined {
  const nonce = proof.parameters.get("nonce");
  if (nonce === undefined || nonce === "") return invalid("nonce");
  if (!state.nonces.isValid(nonce, proof.application.clientID))
    return doubtful(options.wrongNonceStatus, "nonce");
  if (!isSigned(proof, nonce)) return doubtful(options.wrongSignatureStatus, "signature");
  // Only a call that its owner signed uses the nonce up: else anybody who saw it could spoil it.
  state.nonces.use(nonce);
  return undefined;
}

function checkTimestamp(proof: ClientProof, { clock, options }: SandboxContext): Answer | undefined {
  const timestamp = proof.parameters.get("timestamp") ?? "";
  const tolerance = options.timestampToleranceSeconds;
  const distance = Math.min(
    ...[clock.nowMs(), Date.now()].map((now) => Math.abs(Number(timestamp) - Math.floor(now / 1000))),
  );
  if (tolerance !== "off" && distance > tolerance) return invalid("timestamp");
  return isSigned(proof, timestamp) ? undefined : doubtful(options.wrongSignatureStatus, "signature");
}

function isSigned({ operation, application, parameters }: ClientProof, freshValue: string): boolean {
  const expected = sign(application.clientSecret, [operation.action ?? "", application.clientID, freshValue]);
  return isEqual(parameters.get("signature") ?? "", expected);
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
