import { safeScheme } from "./option.js";

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

const clouds = new Map<unknown, CloudAddresses>([
  ["eu", { accountUrl: "https://account.withings.com", apiUrl: "https://wbsapi.withings.net" }],
  ["us", { accountUrl: "https://account.us.withingsmed.com", apiUrl: "https://wbsapi.us.withingsmed.net" }],
]);

/** The addresses of a cloud without a trailing slash; an empty one where it cannot be used. */
export function cloudAddresses(cloud: Cloud = "eu"): CloudAddresses {
  const { accountUrl, apiUrl } = clouds.get(cloud) ?? (Object(cloud) as CloudAddresses);
  return { accountUrl: baseAddress(accountUrl), apiUrl: baseAddress(apiUrl) };
}

function baseAddress(address: string): string {
  return /^https?:$/.test(safeScheme(address)) && !address.includes("?") ? address.replace(/\/+$/, "") : "";
}
