import { excerpt } from "./excerpt.ts";
import type { WithingsSettings } from "./settings.ts";
import {
  expectDevices,
  logIn,
  renewCredentials,
  type Scene,
  showDevices,
  type Stage,
  unreachable,
} from "./steps.ts";
import type { Login } from "./calls.ts";
import { appWindow } from "withings-kit/node";

/** Tells the story at the real Withings. */
export async function tellWithingsStory(stage: Stage, withings: WithingsSettings): Promise<void> {
  const { terminal, signal, way } = stage;
  const { clientID, clientSecret, cloud, apiUrl, redirectUri } = withings;
  terminal.title("withings-kit: from a login to renewed credentials, at Withings");
  terminal.say("What comes back is kept in memory only, and gone when the program ends. Ctrl-C ends it.");

  terminal.step("Withings must know where the login ends");
  terminal.say(
    "This callback URL must be registered at Withings for your application, letter for letter (WITHINGS_REDIRECT_URI sets another):",
  );
  terminal.line(redirectUri);
  await checkReachable(apiUrl, signal);

  terminal.step("A person logs in");
  terminal.say(
    "One call shows the login page, waits up to five minutes for the person, and exchanges what comes back for credentials.",
  );
  terminal.code(excerpt("connect"));
  const login: Login = {
    redirectUri,
    callbackUrlScheme: redirectUri.split(":", 1)[0] ?? "",
    webView: way === "window" ? appWindow() : undefined,
  };
  terminal.say("Log in with your Withings account, and allow the access; the program goes on by itself.");
  terminal.gap("may print");
  const scene: Scene = { application: { clientID, clientSecret, cloud, signal }, apiUrl };
  const credentials = await logIn(stage, { ...scene, login });
  if (credentials === null) return;

  terminal.step("The access token opens the API");
  terminal.say("The program asks which devices the person has.");
  terminal.code(excerpt("devices"));
  expectDevices(await showDevices(stage, { ...scene, credentials }));

  terminal.step("The refresh token gets new credentials");
  terminal.say(
    "An access token lives for three hours. It can be renewed at any time, and nobody has to log in again.",
  );
  const renewed = await renewCredentials(stage, { ...scene, credentials });

  terminal.step("The new access token opens the API");
  terminal.say("The same question as before, with the new token.");
  expectDevices(await showDevices(stage, { ...scene, credentials: renewed }));
}

const patienceMs = 15_000;

/** Asks before the person logs in: otherwise they would, and only then be told that it was for nothing. */
async function checkReachable(apiUrl: string, signal: AbortSignal): Promise<void> {
  try {
    await fetch(apiUrl, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(apiUrl, error);
  }
}
