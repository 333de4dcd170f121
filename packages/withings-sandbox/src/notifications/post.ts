import { isLoopbackHost } from "../loopback.js";
import type { NotificationTry } from "./notification.js";

/** What is posted, and how. */
export interface Post {
  readonly callbackUrl: string;
  readonly fields: Readonly<Record<string, string>>;
  /** With one of your own, any address is reached. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Whether a callback URL can be posted to: without a `fetch` of somebody's own, only this machine is, so that no stranger gets mail. */
export function isReachable(callbackUrl: string, fetch: typeof globalThis.fetch | undefined): boolean {
  if (!URL.canParse(callbackUrl)) return false;
  const { protocol, hostname } = new URL(callbackUrl);
  return /^https?:$/.test(protocol) && (fetch !== undefined || isLoopbackHost(hostname));
}

/**
 * Posts a notification once, as a form. Redirects are answers like any other.
 *
 * @throws the reason of the signal when that ends it.
 */
export async function post({
  callbackUrl,
  fields,
  fetch = globalThis.fetch,
  timeoutMs,
  signal,
}: Post): Promise<Omit<NotificationTry, "at">> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(callbackUrl, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
      signal: AbortSignal.any([signal, timeout]),
    });
    await response.body?.cancel();
    return { httpStatus: response.status };
  } catch {
    signal.throwIfAborted();
    return { failure: timeout.aborted ? "timeout" : "no connection" };
  }
}

/** Whether Withings takes a try for a success. */
export const isDelivered = ({ httpStatus = Infinity }: Pick<NotificationTry, "httpStatus">): boolean =>
  httpStatus < 400;
