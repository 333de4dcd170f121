import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Adds up how long this process's servers take to answer requests to a path's beginning: from the request's arrival, as Node's HTTP
 * server tells it, until the answer's last byte is handed over. Not until it is sent, which is told too late on a busy machine.
 *
 * @returns gives the milliseconds since it was last asked, and begins anew
 */
export function ownTime(path: string): () => number {
  let sum = 0;
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.url?.startsWith(path) !== true) return;
    const arrivedAt = performance.now();
    const end = response.end.bind(response) as (...values: unknown[]) => ServerResponse;
    response.end = (...values: unknown[]) => {
      sum += performance.now() - arrivedAt;
      return end(...values);
    };
  });
  return () => {
    const spent = sum;
    sum = 0;
    return spent;
  };
}

/**
 * Notes when a request to a path's beginning arrives at a server of this process.
 *
 * @returns gives the time of the last one, in milliseconds of `performance.now()`
 */
export function arrivals(path: string): () => number {
  let last = Number.NaN;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.url?.startsWith(path) === true) last = performance.now();
  });
  return () => last;
}
