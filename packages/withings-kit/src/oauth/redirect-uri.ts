import { isVisible, safeScheme } from "../option.js";

// What a browser runs or reads by itself: nothing can be called back through it. Empty is what safeScheme refuses; localhost is what a
// forgotten http:// leaves.
const dead = /^(|about|blob|data|file|javascript|localhost|wss?):?$/;

/**
 * Whether a login can come back through a redirect URI. It goes to Withings and back byte for byte, so nothing about it is changed; what
 * Withings adds must not be there already.
 */
export function isRedirectUri(redirectUri: unknown): boolean {
  return !dead.test(safeScheme(redirectUri)) && !/[?&](code|state|error)=/.test(redirectUri as string);
}

/**
 * Whether something is the bare name of a scheme, in lower case, at which a program gets control back: that of the redirect URI, or one of
 * its own, to which a bridge page forwards. Another web scheme would take Withings' own pages for the callback.
 */
export function isCallbackUrlScheme(scheme: unknown, redirectUri: string): boolean {
  return (
    isVisible(scheme) &&
    /^[a-z][a-z0-9+.-]*$/.test(scheme) &&
    !dead.test(scheme) &&
    (safeScheme(redirectUri) === `${scheme}:` || !/^https?$/.test(scheme))
  );
}
