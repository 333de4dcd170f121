/** Answers a request; throws when the connection is to break. */
export type Handle = (request: Request, sender?: Sender) => Response | Promise<Response>;

/**
 * Makes an answer of HTTP 200 from a text. Whoever carries requests may bring one that sends the text itself, which saves a server the
 * making of a `Response` that it would only take apart again.
 */
export interface Sender {
  readonly send: (text: string, contentType: string) => Response;
}

/** The usual way. */
export const plainSender: Sender = {
  send: (text, contentType) => new Response(text, { headers: { "content-type": contentType } }),
};
