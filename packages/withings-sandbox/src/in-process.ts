import { setImmediate } from "node:timers/promises";
import type { Handle } from "./handle.js";
import { ConnectionDropped, type PartialAnswer } from "./fault-answers.js";

/**
 * A `fetch` that a cloud in the same process answers. It fails as the real one does: a dropped connection rejects with a TypeError, an
 * abort with the signal's reason, and a redirect where none is wanted with a TypeError. Redirects are handed back, not followed. Timers
 * have their turn between requests, as they have where there is a network.
 */
export function inProcessFetch(handle: Handle): typeof globalThis.fetch {
  const turn = turns();
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    await turn();
    const response = await unlessAborted(answerOrFail(handle, request), request.signal);
    if (request.redirect === "error" && response.headers.has("location"))
      throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") });
    return response;
  };
}

// A program that asks again and again would never get to its timers. A turn for each request would slow down those that ask a lot.
const turnEveryMs = 2;

/** Makes a pause of no time, in which timers have their turn; most of them are left out. */
function turns(): () => Promise<void> {
  let latest = 0;
  return async () => {
    const nowMs = performance.now();
    if (nowMs - latest < turnEveryMs) return;
    await setImmediate();
    latest = performance.now();
  };
}

async function answerOrFail(handle: Handle, request: Request): Promise<Response> {
  try {
    return await handle(request);
  } catch (error) {
    if (!(error instanceof ConnectionDropped)) throw error;
    if (error.partial === undefined) throw networkFailure("fetch failed");
    return brokenResponse(error.partial);
  }
}

function networkFailure(message: string): TypeError {
  const cause = Object.assign(new Error("The connection was reset."), { code: "ECONNRESET" });
  return new TypeError(message, { cause });
}

/** A response whose body fails when it is read to its end. */
function brokenResponse({ bytes, announced }: PartialAnswer): Response {
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (sent) controller.error(networkFailure("terminated"));
      else controller.enqueue(bytes);
      sent = true;
    },
  });
  return new Response(body, {
    headers: { "content-type": "application/json", "content-length": String(announced) },
  });
}

async function unlessAborted(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([response, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
