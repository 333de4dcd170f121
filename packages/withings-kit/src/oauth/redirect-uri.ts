import { isVisible, safeScheme } from "../option.js";

// What a browser runs or reads by itself: nothing can be called back through it. Empty is what safeScheme refuses.
const dead = /^(|about|blob|data|file|filesystem|javascript|vbscript|wss?):?$/;

/** Whether a login can come back through a redirect URI. It goes to Withings and back byte for byte, so nothing about it is changed. */
export function isRedirectUri(redirectUri: unknown): boolean {
  return !dead.test(safeScheme(redirectUri));
}

/** Whether something is the bare name of a scheme, in lower case, at which a program can get control back. */
export function isCallbackUrlScheme(scheme: unknown): boolean {
  return isVisible(scheme) && /^[a-z][a-z0-9+.-]*$/.test(scheme) && !dead.test(scheme);
}
