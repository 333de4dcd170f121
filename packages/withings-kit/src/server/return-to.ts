import { isRedirectUri } from "../oauth/redirect-uri.js";
import { isLoopbackHost, isVisible } from "../option.js";

/** Where people are sent at the end of a login: the addresses that the application listed, and no other. */
export interface ReturnAddresses {
  /**
   * The one that was asked for, as it was listed; the first where none was. Compared whole: no beginning, host or path that looks like one
   * leads elsewhere.
   *
   * @returns `undefined` where it is not among them.
   */
  readonly choose: (asked: string | null) => string | undefined;
  /** With parameters, as a whole URL. */
  readonly withParameters: (listed: string, parameters: Readonly<Record<string, string>>) => string;
}

/** Whether an address can be listed: a path of the application itself, or a whole URL that is https, of this machine, or of an app. */
export function isReturnAddress(address: unknown): address is string {
  if (!isVisible(address) || address.includes("\\") || address.includes("#")) return false;
  if (!address.startsWith("/")) return isRedirectUri(address);
  return (
    !address.startsWith("//") && new URL(address, "https://own.invalid").origin === "https://own.invalid"
  );
}

/** @param redirectUri - of the application, at whose origin the paths are. */
export function returnAddresses(listed: readonly string[], redirectUri: string): ReturnAddresses {
  return {
    choose: (asked) => (asked === null ? listed[0] : listed.find((each) => each === asked)),
    withParameters: (address, parameters) => {
      const url = new URL(address, redirectUri);
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },
  };
}

/** Whether browsers follow a redirect there without asking. */
export function isWebAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname));
}
