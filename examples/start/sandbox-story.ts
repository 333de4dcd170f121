import { letTimePass, startSandbox } from "./calls.ts";
import { excerpt } from "./excerpt.ts";
import { logInAtSandbox } from "./sandbox-login.ts";
import { expectDevices, renewCredentials, showDevices, type Stage } from "./steps.ts";
import { timeOfDay } from "./words.ts";

/** Tells the story at a sandbox on this machine. */
export async function tellSandboxStory(stage: Stage, ignored: readonly string[]): Promise<void> {
  const { terminal } = stage;
  terminal.title("withings-kit: from a login to renewed credentials");
  terminal.say(
    "Everything happens on this machine, at a sandbox: no account is needed, and nothing is stored. Ctrl-C ends it.",
  );
  if (ignored.length > 0)
    terminal.say(
      `${ignored.join(" and ")} ${ignored.length === 1 ? "is" : "are"} ignored: without WITHINGS_CLIENT_ID and WITHINGS_CLIENT_SECRET this is not the real Withings.`,
    );

  terminal.step("A Withings cloud starts");
  terminal.code(excerpt("sandbox"));
  const running = await startSandbox();
  const { sandbox, server } = running;
  try {
    terminal.say(
      `It has login pages, tokens and an API at ${server.url}, and ${sandbox.people.logins().flatMap(({ personIds }) => personIds).length} invented people who can log in.`,
    );
    terminal.step("A person logs in");
    const login = await logInAtSandbox(stage, running);
    if (login === null) return;
    const { scene, credentials } = login;

    terminal.step("The access token opens the API");
    terminal.say("The program asks which devices the person has.");
    terminal.code(excerpt("devices"));
    expectDevices(await showDevices(stage, { ...scene, credentials }));

    terminal.step("Three hours later it has expired");
    terminal.say("An access token lives for three hours. The sandbox's clock can be turned.");
    terminal.code(excerpt("time"));
    letTimePass(sandbox);
    const late = await showDevices(stage, { ...scene, credentials });
    if (late.type !== "refused") throw new Error("The sandbox took an expired access token.");
    terminal.say(
      `It is ${timeOfDay(sandbox.clock.now())} there now, and the same question is answered with the status ${late.status}: the token is no longer valid. (The HTTP status is 200, as always at Withings.)`,
    );

    terminal.step("The refresh token gets new credentials");
    terminal.say("Nobody has to log in again.");
    const renewed = await renewCredentials(stage, { ...scene, credentials });

    terminal.step("The new access token opens the API");
    terminal.say("The same question as before, with the new token.");
    expectDevices(await showDevices(stage, { ...scene, credentials: renewed }));

    terminal.title("That is all it takes");
    terminal.say(
      "One call for the login, one to renew it. With WITHINGS_CLIENT_ID and WITHINGS_CLIENT_SECRET set, npm start does the same at the real Withings. README.md tells more.",
    );
  } finally {
    await server.close();
  }
}
