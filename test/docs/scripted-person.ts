import { visitor } from "withings-sandbox";
import { standIn } from "./withings-stand-in.ts";

/** A login page to be filled in. */
export interface Visit {
  readonly url: string;
  readonly redirectUri: string;
  readonly sandboxUrl: string;
  /** `"refuse"`, else the person allows. */
  readonly answer: string | undefined;
}

/** A scripted person logs in at the sandbox. Gives the address to which the login page sends the browser. */
export async function visit({ url, redirectUri, sandboxUrl, answer }: Visit): Promise<string> {
  const result = await visitor({ answer: answer === "refuse" ? "refuse" : "allow" }).open({
    url: standIn(url, sandboxUrl),
    redirectUri,
    callbackUrlScheme: "",
    signal: AbortSignal.timeout(10_000),
    whyIgnored: () => undefined,
    offer: () => Promise.reject(new Error("The scripted person returns the URL.")),
  });
  if (result.type !== "callback") throw new Error("The scripted person closed the page.");
  return result.url;
}
