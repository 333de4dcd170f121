import { type AddressInfo, createServer } from "node:net";
import { type WithingsCredentials, WithingsError } from "withings-kit";
import type { Application } from "withings-sandbox";
import type { Login, RunningSandbox } from "./calls.ts";
import { excerpt } from "./excerpt.ts";
import { invite, loginFor } from "./login-view.ts";
import { logIn, type Scene, type Stage } from "./steps.ts";

/** Somebody who has logged in, and where. */
export interface SandboxLogin {
  readonly scene: Scene;
  readonly credentials: WithingsCredentials;
}

/** One of the sandbox's people logs in. `null` when they did not. */
export async function logInAtSandbox(stage: Stage, running: RunningSandbox): Promise<SandboxLogin | null> {
  const { terminal } = stage;
  terminal.say(
    "One call shows the login page, waits for the person, and exchanges what comes back for credentials.",
  );
  terminal.code(excerpt("connect"));
  invite(stage, running.server.port);
  const attempt = async (application: Application, login: Login): Promise<SandboxLogin | null> => {
    const scene = sceneFor(application, { ...running, signal: stage.signal });
    const credentials = await logIn(stage, { ...scene, login });
    return credentials === null ? null : { scene, credentials };
  };
  const { application } = running.sandbox;
  const login = loginFor(stage);
  try {
    return await attempt(application, login);
  } catch (error) {
    if (!WithingsError.isInstance(error) || error.code !== "port_in_use") throw error;
    // A program must not take another port by itself: Withings sends the code to registered addresses only. But this sandbox is ours.
    const redirectUri = `http://localhost:${await freePort()}/callback`;
    terminal.say(
      `Another program has port ${error.port ?? 8765}. At Withings, another callback URL would have to be registered now; at its own sandbox the program does so by itself:`,
    );
    terminal.line(redirectUri);
    terminal.gap("may print");
    const { name } = application;
    return await attempt(running.sandbox.applications.add({ name, redirectUris: [redirectUri] }), {
      ...login,
      redirectUri,
    });
  }
}

function sceneFor(
  { clientID, clientSecret }: Application,
  { sandbox, server, signal }: RunningSandbox & { readonly signal: AbortSignal },
): Scene {
  return {
    // The credentials go by the sandbox's clock, since that is the one which will be turned.
    application: { clientID, clientSecret, cloud: server.cloud, signal, clock: sandbox.clock.nowMs },
    apiUrl: server.cloud.apiUrl,
    nameOf: (userID) => {
      const person = sandbox.people.get(Number(userID));
      return person === undefined ? undefined : `${person.firstName} ${person.lastName}`;
    },
  };
}

/** A port that is free at this moment. Should somebody take it in the next one, the library says so. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
