import { WithingsAuthorizationError } from "../errors.js";

/**
 * What iOS says of the end of an authentication session, which is told as the person's cancel whatever it was. The text is in the
 * phone's language; the error's domain and number stand in it in every one. 1 is the person's own cancel.
 *
 * @returns the error, or `undefined` for the person's cancel.
 * @see https://developer.apple.com/documentation/authenticationservices/aswebauthenticationsessionerror/code
 */
export function sessionFailure(said: string | null | undefined): WithingsAuthorizationError | undefined {
  if (!said) return undefined;
  const [, number] =
    /(?:WebAuthenticationSession|SafariServices\.Authentication)\D{1,20}(\d{1,3})\b/.exec(said) ?? [];
  if (number === "1") return undefined;
  const [why, next] = /webcredentials|associated domain/i.test(said)
    ? [
        "the app is not associated with the redirect URI's domain",
        'Add "webcredentials:" with that domain to ios.associatedDomains in app.json and serve its apple-app-site-association file, or use a scheme of your own',
      ]
    : number === "2" || number === "3"
      ? ["there was no window to show it in", "Start the login when the app is in the foreground"]
      : ["it said something unforeseen", "Look at the device's log for ASWebAuthenticationSession"];
  return new WithingsAuthorizationError(
    "browser_failed",
    `iOS ended the login by itself: ${why}${number ? ` (WebAuthenticationSession ${number})` : ""}. ${next}.`,
  );
}
