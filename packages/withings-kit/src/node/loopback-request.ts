import type { IncomingMessage } from "node:http";
import type { LoopbackAddress } from "./loopback-address.js";

// Withings' callback is some 200 bytes. Node's own limit, 16 KiB for all headers together, stands behind this one.
const longestTarget = 8 * 1024;

/**
 * The HTTP status with which a request must be refused before its target is looked at, or `undefined` for one that a browser on this
 * machine may have sent by going to our address.
 *
 * - 421: the Host header is not ours. A page of a foreign site whose name was made to resolve to this machine (DNS rebinding) gets here.
 * - 403: it says itself that it is no page load: a script (`Origin`) or an image, frame or fetch (`Sec-Fetch-Dest`).
 * - 400: the target is not a plain path. `//evil/callback`, `http://evil/callback` and `/\evil` name another host to a URL parser.
 * - 414: longer than any callback.
 */
export function refusalStatus(
  { headersDistinct, url: target = "" }: IncomingMessage,
  { authorities }: LoopbackAddress,
): 400 | 403 | 414 | 421 | undefined {
  const [host, ...moreHosts] = headersDistinct["host"] ?? [];
  if (host === undefined || moreHosts.length > 0 || !authorities.has(host.toLowerCase())) return 421;
  if (target.length > longestTarget) return 414;
  if (!/^\/(?!\/)[!-~]*$/.test(target) || /[\\#]/.test(target)) return 400;
  if (headersDistinct["origin"] !== undefined) return 403;
  if (headersDistinct["sec-fetch-dest"]?.some((destination) => destination !== "document")) return 403;
  return undefined;
}
