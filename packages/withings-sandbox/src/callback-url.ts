import { isIP } from "node:net";
import { isLoopbackHost } from "./loopback.js";

/** What is wrong with a callback URL, in words for the person who registers it. */
export type CallbackUrlProblem = string;

const longest = 255;

/**
 * Holds a URL against Withings' rules for production: https, a domain name, port 80 or 443, at most 255 characters. An application with
 * a URL that breaks one is restricted to ten people.
 *
 * @returns the rules that it breaks; none for a URL that is fine.
 * @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-subscribe
 */
export function callbackUrlProblems(callbackUrl: string): CallbackUrlProblem[] {
  let url: URL;
  try {
    url = new URL(callbackUrl);
  } catch {
    return ["it is not an absolute URL"];
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port || (url.protocol === "http:" ? "80" : "443");
  return [
    ...(url.protocol === "https:" ? [] : ["it is not https"]),
    ...(isIP(host) !== 0 || host === "localhost" || !host.includes(".")
      ? ["its host is not a domain name"]
      : []),
    ...(port === "80" || port === "443" ? [] : ["its port is neither 80 nor 443"]),
    ...(callbackUrl.length <= longest ? [] : [`it is longer than ${longest} characters`]),
  ];
}

/** How the probe goes about it. */
export interface ProbeOptions {
  /**
   * What sends the HEAD. With one of your own, any address is asked; without, only this machine, so that a sandbox never knocks on a
   * stranger's door.
   */
  readonly fetch?: typeof globalThis.fetch;
  /** Default 3000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What came of a probe. */
export type ProbeOutcome =
  | { readonly type: "answered" }
  /** Not on this machine, or nothing that can be asked over HTTP. */
  | { readonly type: "not_asked" }
  | { readonly type: "failed"; readonly problem: string };

/**
 * Asks a callback URL for a HEAD, which it must answer with a 2xx, as Withings does when an application is registered and when a
 * notification is subscribed to. Redirects are not followed.
 *
 * @see https://github.com/the-momentum/open-wearables/issues/1661
 */
export async function probeCallbackUrl(
  callbackUrl: string,
  options: ProbeOptions = {},
): Promise<ProbeOutcome> {
  const { fetch, timeoutMs = 3000, signal } = options;
  if (!URL.canParse(callbackUrl)) return failed(callbackUrl, "not a URL");
  const url = new URL(callbackUrl);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  if (!isHttp || (fetch === undefined && !isLoopbackHost(url.hostname))) return { type: "not_asked" };

  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await (fetch ?? globalThis.fetch)(callbackUrl, {
      method: "HEAD",
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch {
    signal?.throwIfAborted();
    return failed(callbackUrl, timeout.aborted ? "timeout" : "no connection");
  }
  await response.body?.cancel();
  return response.ok ? { type: "answered" } : failed(callbackUrl, `http status [${response.status}]`);
}

/** Withings' words, recorded for http statuses. */
const failed = (callbackUrl: string, why: string): ProbeOutcome => ({
  type: "failed",
  problem: `Partner error: Fail to connect to callback url:[${callbackUrl}] ${why}`,
});
