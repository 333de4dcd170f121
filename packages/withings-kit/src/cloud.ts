import { WithingsConfigurationError } from "./errors.js";

/**
 * Which Withings: `"eu"` (the public cloud, for everybody), `"us"` (the medical cloud in the United States, needs a contract), or the
 * addresses of another one, such as a sandbox. An application is registered in one cloud and unknown in the other.
 */
export type Cloud = "eu" | "us" | CloudAddresses;

/** The two addresses of a Withings cloud. https only, or http where the host is this machine. */
export interface CloudAddresses {
  /** Where people log in; `/oauth2_user/authorize2` is appended. */
  readonly accountUrl: string;
  /** Where the API answers; paths such as `/v2/oauth2` are appended. */
  readonly apiUrl: string;
}

const clouds: Readonly<Record<"eu" | "us", CloudAddresses>> = {
  eu: { accountUrl: "https://account.withings.com", apiUrl: "https://wbsapi.withings.net" },
  us: { accountUrl: "https://account.us.withingsmed.com", apiUrl: "https://wbsapi.us.withingsmed.net" },
};

/**
 * The addresses of a cloud, checked and without a trailing slash.
 *
 * @throws {@link WithingsConfigurationError} when it is neither a known name nor a pair of acceptable addresses.
 */
export function cloudAddresses(cloud: Cloud = "eu"): CloudAddresses {
  if (typeof cloud === "string") {
    if (!Object.hasOwn(clouds, cloud)) throw invalid('is not "eu", "us" or { accountUrl, apiUrl }');
    return clouds[cloud];
  }
  return {
    accountUrl: baseAddress("accountUrl", cloud.accountUrl),
    apiUrl: baseAddress("apiUrl", cloud.apiUrl),
  };
}

function baseAddress(name: string, address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw invalid(`${name} is not an absolute URL`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackHost(url.hostname)))
    throw invalid(
      `${name} must be https; plain http is accepted for this machine only (localhost, 127.0.0.1, [::1])`,
    );
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw invalid(`${name} must have no user name, password, query or fragment`);
  return url.href.replace(/\/+$/, "");
}

function invalid(problem: string): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    `The option cloud cannot be used: ${problem}.`,
    {
      option: "cloud",
    },
  );
}

/** Whether a URL's host name is this machine. Names are compared whole, so `localhost.example.com` is not. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
