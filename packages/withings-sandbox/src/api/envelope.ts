import type { Behaviour } from "../options.js";
import { type Answer, notImplemented } from "./answer.js";

/** Withings' envelope, for success and failure alike. */
export function envelopeText(answer: Answer, emptyErrorBody: Behaviour["emptyErrorBody"]): string {
  return JSON.stringify(envelope(answer, emptyErrorBody));
}

function envelope(answer: Answer, emptyBody: Behaviour["emptyErrorBody"]): object {
  if (answer === notImplemented) return answer;
  const { status, error, body = emptyBody === "object" ? {} : [] } = answer;
  return error === undefined ? { status, body } : { status, body, error };
}
