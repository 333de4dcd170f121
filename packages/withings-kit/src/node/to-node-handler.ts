import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BodyBrokenOff, type NodeRequest, type NodeResponse, webRequest } from "./node-request.js";

/** Takes Node's requests, as `http.createServer`, Express and Connect give them. */
export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error?: unknown) => void,
) => void;

/** Options of {@link toNodeHandler}. */
export interface NodeHandlerOptions {
  /** Told what the handler failed with, where there is no `next`. @defaultValue `console.error` */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * A bridge from Node's requests and responses to a handler of the web's, such as that of `withingsHandlers`.
 *
 * What the handler does not want, by answering `undefined`, goes to `next`; so do its errors. Where there is no `next`, they are answered with
 * 404 and with 500, which says nothing of them. Bodies are read when the handler reads them, and no further; one that a framework has
 * parsed before, as `express.json()` does, is put together again.
 *
 * Behind a proxy the address of the request is the one that the proxy asked for: the handlers of this library go by `redirectUri` instead.
 *
 * @example
 * ```ts
 * const app = express();
 * app.use(toNodeHandler(withingsHandlers({ ... })));
 * ```
 */
export function toNodeHandler(
  handle: (request: Request) => Response | undefined | Promise<Response | undefined>,
  { onError = console.error }: NodeHandlerOptions = {},
): NodeHandler {
  const answer = async (incoming: NodeRequest, outgoing: NodeResponse): Promise<boolean> => {
    const gone = new AbortController();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const request = webRequest(incoming, { signal: gone.signal, outgoing });
    const response = request && (await handle(request));
    if (response === undefined) return false;
    await send(response, { outgoing, withoutBody: incoming.method === "HEAD" });
    return true;
  };

  return (incoming, outgoing, next) => {
    void answer(incoming, outgoing).then(
      (isAnswered) => {
        if (isAnswered) return;
        if (next) next();
        else endWith(outgoing, { status: 404, text: "Not found\n" });
      },
      (error: unknown) => {
        // Nothing has failed, and nobody waits for an answer.
        if (error instanceof BodyBrokenOff) return;
        if (next && !outgoing.headersSent) {
          next(error);
          return;
        }
        onError(error);
        // Half an answer must not look like a whole one.
        if (outgoing.headersSent) outgoing.destroy();
        else endWith(outgoing, { status: 500, text: "Internal error\n" });
      },
    );
  };
}

function endWith(
  outgoing: NodeResponse,
  { status, text }: { readonly status: number; readonly text: string },
): void {
  outgoing.statusCode = status;
  outgoing.setHeader("content-type", "text/plain; charset=utf-8");
  outgoing.end(text);
}

async function send(
  response: Response,
  { outgoing, withoutBody }: { readonly outgoing: NodeResponse; readonly withoutBody: boolean },
): Promise<void> {
  const { status, headers, body } = response;
  // Nobody is there any more, or somebody else has answered meanwhile.
  if (outgoing.destroyed || outgoing.writableEnded) {
    await body?.cancel();
    return;
  }
  outgoing.statusCode = status;
  for (const [name, value] of headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  // Each a header of its own, beside those that a framework has set before.
  for (const cookie of headers.getSetCookie()) outgoing.appendHeader("set-cookie", cookie);
  if (body === null || withoutBody) {
    await body?.cancel();
    outgoing.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(body), outgoing);
  } catch (error) {
    // Who closes the connection does not want the rest: nothing has failed.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}
