import { type AddressInfo, createServer } from "node:net";
import type { Connection } from "withings-kit";
import type { Application as Registered, Sandbox } from "withings-sandbox";
import { type Application, openConnections, type RunningSandbox } from "./calls.ts";
import { excerpt } from "./excerpt.ts";
import { invite, loginFor, type LoginView } from "./login-view.ts";
import { logIn, type Stage, tellOfWaits } from "./steps.ts";

/** Somebody who has logged in, and to which application. */
export interface SandboxLogin {
  readonly application: Application;
  readonly connection: Connection;
}

/** One of the sandbox's people logs in. `null` when they did not. */
export async function logInAtSandbox(
  stage: Stage,
  running: RunningSandbox,
  directory: string,
): Promise<SandboxLogin | null> {
  const { terminal } = stage;
  terminal.say("Connections are kept in files. A program opens them like this:");
  terminal.code(excerpt("open"));
  terminal.say(
    "One call shows the login page, waits up to five minutes for the person, exchanges what comes back for credentials, and stores them.",
  );
  terminal.code(excerpt("connect"));
  const { sandbox, server } = running;
  const { registered, redirectUri, webView } = await reachable(stage, sandbox);
  invite(stage, { login: portOf(redirectUri), sandbox: server.port });
  const { clientID, clientSecret } = registered;
  // The credentials go by the sandbox's clock, since that is the one which will be turned.
  const clock = sandbox.clock.nowMs;
  const application = {
    clientID,
    clientSecret,
    cloud: server.cloud,
    redirectUri,
    clock,
    hooks: tellOfWaits(terminal),
  };
  const withings = openConnections(application, directory);
  const nameOf = (userID: string): string | undefined => {
    const person = sandbox.people.get(Number(userID));
    return person === undefined ? undefined : `${person.firstName} ${person.lastName}`;
  };
  const connection = await logIn(stage, { withings, nameOf, webView });
  return connection === null ? null : { application, connection };
}

/** The application, and how its login is shown: at the usual port, or at a free one where the usual is taken. */
async function reachable(
  stage: Stage,
  { application, applications }: Sandbox,
): Promise<LoginView & { readonly registered: Registered }> {
  const login = loginFor(stage);
  const port = portOf(login.redirectUri);
  if (stage.way !== "browser" || (await isFree(port))) return { registered: application, ...login };
  // A program must not take another port by itself: Withings sends the code to registered addresses only. But this sandbox is ours.
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  stage.terminal.say(
    `Port ${port} is taken, so this run uses ${redirectUri}. At the real Withings that address would have to be registered first.`,
  );
  const registered = applications.add({ name: application.name, redirectUris: [redirectUri] });
  return { registered, ...login, redirectUri };
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
