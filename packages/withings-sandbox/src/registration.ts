import { callbackUrlProblems, probeCallbackUrl, type ProbeOptions } from "./callback-url.js";
import { InvalidInput } from "./checks.js";
import type { RandomSource } from "./random.js";
import type { Application, Applications, NewApplication } from "./state/index.js";

/** What came of a registration. */
export type Registration = { readonly application: Application } | { readonly problem: string };

/**
 * Registers an application as it is told, without asking its callback URLs for anything.
 *
 * @throws {@link InvalidInput} when a redirect URI is no URL, or the client id is taken.
 */
export function addApplication(
  { applications, random }: { readonly applications: Applications; readonly random: RandomSource },
  wanted: NewApplication,
): Application {
  for (const url of wanted.redirectUris)
    if (!URL.canParse(url))
      throw new InvalidInput(
        "An application's redirectUris must be absolute URLs, as in http://localhost:8765/callback.",
      );
  if (wanted.clientID !== undefined && applications.get(wanted.clientID) !== undefined)
    throw new InvalidInput("There already is an application with this clientID.");
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

/** What is said of a callback URL that breaks a rule. Withings' own words for it are not known. */
export function callbackProblem(callbackUrl: string, problem: string): string {
  return `Partner error: callback url:[${callbackUrl}] ${problem}`;
}

/** What is said of the first callback URL that breaks the rules for production. */
export function findDevelopmentCallback(redirectUris: readonly string[]): string | undefined {
  for (const url of redirectUris) {
    const problems = callbackUrlProblems(url);
    if (problems.length > 0) return callbackProblem(url, problems.join(", "));
  }
  return undefined;
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
