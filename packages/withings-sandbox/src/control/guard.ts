import type { MiddlewareHandler } from "hono";
import { isLoopbackHost } from "../loopback.js";

const writes = new Set(["POST", "PUT", "PATCH"]);

/**
 * Keeps web pages out of the controls. A page of another site that the person has open can send requests to this machine; it cannot hide
 * its origin, cannot send JSON without asking first, and where it made its own name point to this machine, the name is not ours.
 */
export function guard(inProcessHost: () => string): MiddlewareHandler {
  return async (call, next) => {
    const url = new URL(call.req.url);
    if (!isLoopbackHost(url.hostname) && url.hostname !== inProcessHost())
      return call.json(
        { error: "The sandbox is controlled from this machine only: use localhost or 127.0.0.1." },
        403,
      );
    const origin = call.req.header("origin");
    const site = call.req.header("sec-fetch-site");
    const foreign =
      (origin !== undefined && origin !== url.origin) ||
      (site !== undefined && site !== "same-origin" && site !== "none");
    if (foreign) return call.json({ error: "The sandbox is not controlled by pages of other sites." }, 403);
    if (writes.has(call.req.method) && !isJson(call.req.header("content-type")))
      return call.json({ error: "Send JSON, with the header Content-Type: application/json." }, 415);
    await next();
    call.header("cache-control", "no-store");
    return undefined;
  };
}

const isJson = (contentType = ""): boolean => /^application\/json\s*(;|$)/i.test(contentType);
