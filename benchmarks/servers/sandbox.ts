// The sandbox in a process of its own, as a program meets it: over TCP. With it a browser that asks nobody.
import type { StoredCredentials } from "withings-kit";
import { createSandbox } from "withings-sandbox";
import { answerQuestions } from "../support/child.ts";
import { cpuSeconds } from "../support/cpu.ts";
import { ownTime } from "../support/own-time.ts";
import type { tokenAnswer } from "../support/token-answer.ts";

// The limits would answer the measure itself with 601; all else is as it is by default.
const sandbox = createSandbox({ rateLimitPerMinute: "off", duplicateFilter: "off" });
const redirectUri = "https://app.example.com/benchmark";
const { clientID, clientSecret } = sandbox.applications.add({
  name: "Benchmark",
  redirectUris: [redirectUri],
});
const scopes = ["user.metrics"];
const { url } = await sandbox.listen();

function issueCode(redirectUri: string): string {
  return sandbox.issueCode({ clientID, redirectUri, scopes });
}

/** Credentials of as many people who have just logged in. */
function logIn(count: number): Promise<StoredCredentials[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { id: personId } = sandbox.people.add();
      const obtainedAt = new Date().toISOString();
      const response = await sandbox.fetch(`${sandbox.cloud.apiUrl}/v2/oauth2`, {
        method: "POST",
        body: new URLSearchParams({
          action: "requesttoken",
          grant_type: "authorization_code",
          client_id: clientID,
          client_secret: clientSecret,
          code: sandbox.issueCode({ clientID, personId, redirectUri, scopes }),
          redirect_uri: redirectUri,
        }),
      });
      const { body } = (await response.json()) as { body: typeof tokenAnswer.body };
      return {
        version: 1,
        userID: String(body.userid),
        withingsAccessToken: body.access_token,
        withingsRefreshToken: body.refresh_token,
        expires: body.expires_in,
        scope: body.scope,
        tokenType: body.token_type,
        obtainedAt,
      };
    }),
  );
}

const questions = {
  /** Where it is, and who may call it. */
  place: () => ({ url, clientID, clientSecret }),
  /** A code for a redirect URI, as if somebody had just allowed it. */
  code: issueCode,
  /**
   * Does what a browser would once somebody had allowed it: follows the program's address to the authorize page, and from there to the
   * callback and to the page that it shows.
   */
  browse: async (start: string): Promise<void> => {
    const { headers } = await fetch(start, { redirect: "manual" });
    const authorize = new URL(headers.get("location") ?? "");
    const redirectUri = authorize.searchParams.get("redirect_uri") ?? "";
    const callback = new URL(redirectUri);
    callback.searchParams.set("code", issueCode(redirectUri));
    callback.searchParams.set("state", authorize.searchParams.get("state") ?? "");
    const page = await fetch(callback);
    if (!page.ok) throw new Error(`The callback was answered with HTTP ${page.status}.`);
    await page.text();
  },
  /** The time it took over its API, in milliseconds, since this was last asked. */
  ownTime: ownTime("/v2/"),
  /** Refresh tokens of as many people. */
  refreshTokens: async (count: number): Promise<string[]> =>
    (await logIn(count)).map(({ withingsRefreshToken }) => withingsRefreshToken),
  /** Credentials of as many people. */
  credentials: logIn,
  /** How many refreshes it was asked for since this was last asked. */
  refreshes: (): number => {
    const { length } = sandbox.requests
      .list()
      .filter(({ parameters }) => parameters["grant_type"] === "refresh_token");
    sandbox.requests.clear();
    return length;
  },
  /** From now on token requests take this long, as they do over the internet. */
  slowDown: (delayMs: number): void => {
    sandbox.faults.clear();
    sandbox.faults.add({ kind: "delay", operation: "oauth2 requesttoken", delayMs });
  },
  cpuSeconds,
};

/** What this process can be asked. */
export type SandboxQuestions = typeof questions;

answerQuestions(questions);
