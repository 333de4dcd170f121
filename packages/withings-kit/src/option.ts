import { WithingsConfigurationError } from "./errors.js";

/**
 * Ends a call that cannot work before anything is sent or opened. The values may be secrets and are not shown.
 *
 * @param checks - whether each option can be used, by name, in the order in which they are told.
 * @throws {@link WithingsConfigurationError} that names the first option that cannot, and says what to give.
 */
export async function checkOptions(checks: Readonly<Record<string, boolean>>): Promise<void> {
  for (const option in checks) {
    if (checks[option]) continue;
    const { explain } = await import("./option-help.js");
    throw new WithingsConfigurationError("configuration_invalid", explain(option), { option });
  }
}

/** Whether something is text that can stand in a form, a header or a URL as it is: visible ASCII. */
export function isVisible(text: unknown): text is string {
  return typeof text === "string" && /^[!-~]+$/.test(text);
}

/**
 * The scheme of a URL that may be talked to, such as `https:`, or `""`: absolute, without user name, password or fragment, plain http on
 * this machine only.
 */
export function safeScheme(text: unknown): string {
  try {
    const { href } = new URL(isVisible(text) ? text : "");
    // Not its other parts, which React Native's throws for or leaves empty; and that one's href is what it was given, and a slash.
    const [, scheme = "", host] = /^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?]*))?/.exec(href) ?? [];
    const safe =
      scheme === "http:" ? isLoopbackHost(`${host}`.replace(/:\d*$/, "")) : scheme !== "https:" || host;
    return safe && !/[@\\]/.test(`${host}`) && !href.includes("#") ? scheme : "";
  } catch {
    return "";
  }
}

/** Whether a URL's host name is this machine. Names are compared whole, so `localhost.example.com` is not. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
