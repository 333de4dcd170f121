import type { ElectronSession } from "./electron.js";

/** Whether an address is of a scheme that no web page has: only the program can do something with it. */
export function isOwnScheme(scheme: string, address: string): boolean {
  return !/^https?$/.test(scheme) && address.toLowerCase().startsWith(`${scheme}:`);
}

/**
 * Looks at the addresses that a session's pages are led to and that a window does not tell of. Whether `will-redirect` comes for a
 * redirect to a scheme that Electron does not know has changed from version to version, so both ways to see one are watched: the answer
 * that redirects, and the request that follows.
 *
 * @returns what ends it.
 * @see https://github.com/electron/electron/issues/19603
 */
export function watchPartition(
  { protocol, webRequest }: ElectronSession,
  { scheme, onAddress }: { readonly scheme: string; readonly onAddress: (address: string) => unknown },
): () => void {
  webRequest.onBeforeRedirect(({ redirectURL, resourceType }) => {
    if (resourceType === "mainFrame") onAddress(redirectURL);
  });
  const own = !/^https?$/.test(scheme);
  if (own)
    protocol.handle(scheme, ({ url }) => {
      onAddress(url);
      return new Response(null, { status: 204 });
    });
  return () => {
    webRequest.onBeforeRedirect(null);
    if (own) protocol.unhandle(scheme);
  };
}
