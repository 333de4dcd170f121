import type { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
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
  await pour(body, outgoing);
}

/** Writes a body, as fast as the client takes it. By hand, since Node's pipeline costs more than all the rest of the bridge. */
async function pour(body: ReadableStream<Uint8Array>, outgoing: Writable): Promise<void> {
  const reader = body.getReader();
  let cancelled: Promise<void> | undefined;
  // Who closes the connection does not want the rest: nothing has failed.
  const leave = (): void => {
    cancelled = reader.cancel();
    // It is awaited at the end.
    cancelled.catch(() => undefined);
  };
  outgoing.once("close", leave);
  try {
    let piece = await reader.read();
    while (!piece.done) {
      const following = reader.read();
      // The last piece goes with the end, in one packet; one that has to wait for the next does not.
      const isLast = await Promise.race([following.then(({ done }) => done), nextTurn(false)]);
      if (outgoing.destroyed) break;
      if (isLast) {
        outgoing.end(piece.value);
        return;
      }
      if (!outgoing.write(piece.value)) await room(outgoing);
      piece = await following;
    }
  } finally {
    outgoing.off("close", leave);
  }
  if (outgoing.destroyed) await (cancelled ?? reader.cancel());
  else outgoing.end();
}

/** Waits until more can be written, or nobody is there any more. */
function room(outgoing: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      outgoing.off("drain", go).off("close", go);
      resolve();
    };
    outgoing.on("drain", go).on("close", go);
  });
}
