import { type Answer, success } from "./answer.js";
import type { Call } from "./call.js";

/** A nonce for one signed call. */
export function getNonce({ context, application }: Call): Answer {
  return success({ nonce: context.state.nonces.issue(application.clientID) });
}
