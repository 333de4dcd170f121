import { type AddressInfo, createServer } from "node:net";
import type { WithingsCredentials } from "withings-kit";
import type { Application, Sandbox } from "withings-sandbox";
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
    "One call shows the login page, waits up to five minutes for the person, and exchanges what comes back for credentials.",
  );
  terminal.code(excerpt("connect"));
  const { application, login } = await reachable(stage, running.sandbox);
  invite(stage, { login: portOf(login.redirectUri), sandbox: running.server.port });
  const scene = sceneFor(application, { ...running, signal: stage.signal });
  const credentials = await logIn(stage, { ...scene, login });
  return credentials === null ? null : { scene, credentials };
}

/** The application, and how its login is shown: at the usual port, or at a free one where the usual is taken. */
async function reachable(
  stage: Stage,
  { application, applications }: Sandbox,
): Promise<{ readonly application: Application; readonly login: Login }> {
  const login = loginFor(stage);
  const port = portOf(login.redirectUri);
  if (stage.way !== "browser" || (await isFree(port))) return { application, login };
  // A program must not take another port by itself: Withings sends the code to registered addresses only. But this sandbox is ours.
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  stage.terminal.say(
    `Port ${port} is taken, so this run uses ${redirectUri}. At the real Withings that address would have to be registered first.`,
  );
  return {
    application: applications.add({ name: application.name, redirectUris: [redirectUri] }),
    login: { ...login, redirectUri },
  };
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

function portOf(address: string): number {
  return Number(new URL(address).port);
}

/** Whether nobody listens on a port, by either of the addresses that localhost may have. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "::1"]) {
    try {
      await listenOnce(port, host);
    } catch (error) {
      // A machine without IPv6 has no ::1 on which somebody could listen.
      if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    }
  }
  return true;
}

/** A port that is free at this moment. Should somebody take it in the next one, the library says so. */
async function freePort(): Promise<number> {
  return await listenOnce(0, "127.0.0.1");
}

/** Takes a port and gives it back. */
async function listenOnce(wanted: number, host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(wanted, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
