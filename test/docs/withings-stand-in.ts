/** Withings' four addresses. What a snippet sends there goes to a sandbox. */
const withings = new Set([
  "https://account.withings.com",
  "https://wbsapi.withings.net",
  "https://account.us.withingsmed.com",
  "https://wbsapi.us.withingsmed.net",
]);

/**
 * The address at the sandbox for one at Withings; one on this machine stays as it is.
 *
 * @throws Error for any other: no snippet talks to strangers.
 */
export function standIn(address: string, sandboxUrl: string): string {
  const { origin, hostname, pathname, search } = new URL(address);
  if (withings.has(origin)) return sandboxUrl + pathname + search;
  if (["localhost", "127.0.0.1", "[::1]"].includes(hostname) || hostname.endsWith(".invalid")) return address;
  throw new Error(`A snippet wants to reach ${origin}, which is neither Withings nor this machine.`);
}
