import { callbackUrlProblems, probeCallbackUrl, type ProbeOptions } from "./callback-url.js";
import type { RandomSource } from "./random.js";
import type { Application, Applications, NewApplication } from "./state/index.js";

/** What came of a registration. */
export type Registration = { readonly application: Application } | { readonly problem: string };

/** Registers an application as it is told, without asking its callback URLs for anything. */
export function addApplication(
  { applications, random }: { readonly applications: Applications; readonly random: RandomSource },
  wanted: NewApplication,
): Application {
  return applications.put({
    clientID: wanted.clientID ?? random.hex(64),
    clientSecret: wanted.clientSecret ?? random.hex(64),
    name: wanted.name ?? "An application",
    description: wanted.description ?? "",
    redirectUris: [...wanted.redirectUris],
    contract: wanted.contract ?? false,
    restricted: wanted.restricted ?? wanted.redirectUris.some((url) => callbackUrlProblems(url).length > 0),
  });
}

/**
 * Asks every callback URL for a HEAD, as Withings' dashboard does when an application is saved.
 *
 * @returns what Withings says of the first that does not answer with a 2xx.
 */
export async function findUnansweredCallback(
  redirectUris: readonly string[],
  options: ProbeOptions,
): Promise<string | undefined> {
  const outcomes = await Promise.all(redirectUris.map((url) => probeCallbackUrl(url, options)));
  return outcomes.find((outcome) => outcome.type === "failed")?.problem;
}
