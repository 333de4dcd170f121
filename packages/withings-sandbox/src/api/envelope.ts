import type { Behaviour } from "../options.js";
import { type Answer, notImplemented } from "./answer.js";

/** The envelope over HTTP 200, which Withings uses for success and failure alike. No CORS header: browsers are not served. */
export function toResponse(answer: Answer, { contentType, emptyErrorBody }: Behaviour): Response {
  return new Response(JSON.stringify(envelope(answer, emptyErrorBody)), {
    headers: { "content-type": contentType },
  });
}

function envelope(answer: Answer, emptyBody: Behaviour["emptyErrorBody"]): object {
  if (answer === notImplemented) return answer;
  const { status, error, body = emptyBody === "object" ? {} : [] } = answer;
  return error === undefined ? { status, body } : { status, body, error };
}
