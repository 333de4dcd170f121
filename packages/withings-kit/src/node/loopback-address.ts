import { isLoopbackHost } from "../option.js";
import { WithingsConfigurationError } from "../errors.js";

/** Where a loopback redirect URI leads: which sockets must be open for it, and how its requests are recognized. */
export interface LoopbackAddress {
  /** `http://host:port`, spelled as in the redirect URI. */
  readonly origin: string;
  readonly port: number;
  /** The path as browsers send it. */
  readonly path: string;
  /** The IP addresses to listen on; all of them loopback. */
  readonly hosts: readonly string[];
  /** What the Host header of a request may be. */
  readonly authorities: ReadonlySet<string>;
}

/**
 * Reads the redirect URI of a login that ends on this machine.
 *
 * @throws {@link WithingsConfigurationError} when it is not a loopback http address.
 */
export function loopbackAddress(redirectUri: string): LoopbackAddress {
  const [origin] = /^http:\/\/[^/?#\\]+/i.exec(redirectUri) ?? [];
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (origin === undefined || url === undefined || url.username !== "" || !isLoopbackHost(url.hostname))
    throw unusable(
      "systemBrowser() waits for the login's end on this machine, so it needs a loopback http address such as " +
        "http://localhost:8765/callback. Register one at Withings and pass it, or use appWindow(), which takes any redirect URI.",
    );
  // 80 is http's own port, as which URL leaves it out. Port 0 would be any free port, and only the registered one is ever told to Withings.
  const port = url.port === "" ? 80 : Number(url.port);
  if (port === 0)
    throw unusable(
      "It names port 0, to which no browser can go. Register an address with a port of 1024 to 65535.",
    );
  // A browser that is sent to "//name" as a path goes to another host.
  if (url.pathname.startsWith("//"))
    throw unusable("Its path begins with two slashes. Register an address with a path such as /callback.");
  const names = url.hostname === "localhost" ? ["localhost", "127.0.0.1", "[::1]"] : [url.hostname];
  return {
    origin,
    port,
    path: url.pathname,
    // Browsers try both families for localhost, in an order of their own, and whoever listens on the other one would get the code.
    hosts: url.hostname === "localhost" ? ["127.0.0.1", "::1"] : [url.hostname.replace(/^\[|\]$/g, "")],
    authorities: new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))),
  };
}

function unusable(problem: string): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    `The option redirectUri cannot be used. ${problem}`,
    { option: "redirectUri" },
  );
}
